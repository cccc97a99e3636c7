package bot.orient.secrets.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresExtension.class)
class PostgresServerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern PORT = Pattern.compile("port (\\d+)\\n");

  private TestDatabase sameDatabase;

  @BeforeEach
  void rememberDatabase(TestDatabase database) {
    sameDatabase = database;
  }

  @Test
  void everyMethodHasOneEmptyDatabaseOfItsOwn(TestDatabase database) throws SQLException {
    assertThat(database).isEqualTo(sameDatabase);
    assertThat(PostgresServer.shared().createDatabase().jdbcUrl()).isNotEqualTo(database.jdbcUrl());
    execute(database, "CREATE TABLE planted (id int)");
    assertThat(count(PostgresServer.shared().createDatabase(), userTables())).isZero();
  }

  @Test
  void stoppedServerRefusesAndComesBackWithPortAndData() throws SQLException {
    try (PostgresServer server = PostgresServer.startNew()) {
      TestDatabase database = server.createDatabase();
      int port = server.port();
      execute(database, "CREATE TABLE kept AS SELECT 1 AS id");

      server.stop();
      assertThatThrownBy(() -> count(database, "SELECT count(*) FROM kept"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("refused");

      server.start();
      assertThat(server.port()).isEqualTo(port);
      assertThat(count(database, "SELECT count(*) FROM kept")).isEqualTo(1);
    }
  }

  @Test
  void sharedServerCannotBeStopped() {
    assertThatThrownBy(() -> PostgresServer.shared().stop())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("PostgresServer.startNew()");
  }

  @Test
  void serverEndsWithAJvmThatIsKilled(@TempDir Path directory) {
    OperatorProcess jvm =
        OperatorProcess.builder()
            .mainClass(Owner.class.getName())
            .argument(directory.resolve("data").toString())
            .start(directory.resolve("log"));
    jvm.awaitLog(PORT, PATIENCE);
    Matcher port = PORT.matcher(jvm.log());
    assertThat(port.find()).isTrue();
    TestDatabase database = PostgresServer.databaseAt(Integer.parseInt(port.group(1)), "postgres");
    assertThat(isUp(database)).isTrue();

    jvm.kill9();

    await().atMost(PATIENCE).until(() -> !isUp(database));
  }

  private static boolean isUp(TestDatabase database) {
    try (Connection connection = database.dataSource().getConnection()) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  /** A JVM that holds a server until it is killed. */
  static final class Owner {
    private Owner() {}

    public static void main(String[] arguments) throws InterruptedException {
      System.out.println("port " + PostgresServer.startNew(Path.of(arguments[0])).port());
      Thread.currentThread().join();
    }
  }

  private static String userTables() {
    return "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
  }

  private static void execute(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int count(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getInt(1);
    }
  }
}
