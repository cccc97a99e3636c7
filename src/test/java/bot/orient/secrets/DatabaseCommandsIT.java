package bot.orient.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.crypto.EnvironmentKekProvider;
import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.AnchorSource;
import bot.orient.secrets.store.PostgresSecretStore;
import bot.orient.secrets.store.StoreSettings;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a database administrator runs: without a cluster, without a key. */
class DatabaseCommandsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path directory;

  private final TestDatabase database = PostgresServer.shared().createDatabase();

  @Test
  void printedRolesAndTheMigrationMakeAStoreForTheOperator() throws SQLException {
    String roles = run("database-roles", 0);
    execute(roles);

    assertThat(run("migrate", 0)).contains("schema orient_store is up to date");

    assertThat(
            ask(
                "select has_table_privilege('orient_app', 'orient_store.secrets', 'select')"
                    + " and not has_table_privilege('orient_app', 'orient_store.secrets', 'delete')"))
        .isEqualTo("t");
  }

  @Test
  void theTrailIsSealedUntilTheCommandIsStopped() throws SQLException {
    execute(run("database-roles", 0));
    run("migrate", 0);
    Map<String, String> keks = Map.of("ORIENT_KEK", InProcessOperator.KEK);
    try (PostgresSecretStore store =
            PostgresSecretStore.open(
                new StoreSettings(
                    database.jdbcUrl(),
                    database.username(),
                    database.password(),
                    2,
                    Duration.ofSeconds(10)),
                new EnvironmentKekProvider(keks));
        OperatorProcess sealer =
            OperatorProcess.builder()
                .argument("seal-audit")
                .env("ORIENT_DATABASE_URL", database.jdbcUrl())
                .env("ORIENT_DATABASE_USER", "orient_sealer")
                .env("ORIENT_DATABASE_PASSWORD", database.password())
                .env(keks)
                .start(directory.resolve("sealer.log"))) {
      store.grant("shop", "dev", new Actor("alice", Actor.Kind.USER, "a test"));
      await()
          .atMost(PATIENCE)
          .until(() -> store.sealing().sealNumber() > 0 && store.sealing().waitingRows() == 0);
      assertThat(store.verify(AnchorSource.none()).findings()).isEmpty();

      sealer.stop();
      assertThat(sealer.log())
          .contains("sealing the audit trail of store", "stopped")
          .doesNotContain(InProcessOperator.KEK);
    }
  }

  @Test
  void aMigrationWithoutRightsSaysSoAndFails() throws SQLException {
    execute("drop role if exists bystander; create role bystander login");

    assertThat(run("migrate", 1, "bystander"))
        .contains("error: ", "migrating schema orient_store", "42501");
  }

  @Test
  void anUnknownArgumentIsRefusedAndNotQuoted() {
    assertThat(run("planted", 2))
        .contains("error: an argument is not known", "migrate", "database-roles")
        .doesNotContain("planted");
  }

  private String run(String command, int exit) {
    return run(command, exit, database.username());
  }

  private String run(String command, int exit, String user) {
    try (OperatorProcess process =
        OperatorProcess.builder()
            .argument(command)
            .env("ORIENT_DATABASE_URL", database.jdbcUrl())
            .env("ORIENT_DATABASE_USER", user)
            .env("ORIENT_DATABASE_PASSWORD", database.password())
            .start(directory.resolve(command + user + ".log"))) {
      assertThat(process.awaitExit(PATIENCE)).as(process.log()).isEqualTo(exit);
      return process.log();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String ask(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
