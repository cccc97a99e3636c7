package bot.orient.secrets.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresServerIT {
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
