package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a store comes to its roles, at its start or later. */
class RoleSetupIT {

  /** Roles belong to a whole server, so it is not the one that other tests share. */
  private static PostgresServer server;

  private StoreFixture fixture;
  private StoreRoles roles;

  @BeforeAll
  static void start() {
    server = PostgresServer.startNew();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void create() throws SQLException {
    TestDatabase database = server.createDatabase();
    roles = StoreRoles.create(database);
    fixture = StoreFixture.ofOneUser(database);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void anOperatorThatMayNotMigrateSaysWhatToRunAndGoesOnOnceItWasRun() throws SQLException {
    PostgresSecretStore store = fixture.open(roles.app(), keks("k1"));
    assertThatThrownBy(() -> store.list("shop"))
        .isExactlyInstanceOf(StoreException.class)
        .hasMessageContaining("orient_store is not there")
        .hasMessageContaining("argument 'migrate' as database user orient_migrator");
    assertThat(fixture.query("select nspname from pg_namespace where nspname = 'orient_store'"))
        .isEmpty();

    roles.migrate();

    await().ignoreExceptions().until(() -> store.list("shop").isEmpty());
    store.put(put("shop", "KEY", "value"), ALICE);
    assertThat(text(store.read("shop", List.of("KEY")).get("KEY"))).isEqualTo("value");
  }

  @Test
  void anOldSchemaIsToldWithBothVersions() throws SQLException {
    roles.migrate();
    String newest =
        fixture
            .query(
                "select version from orient_store.flyway_schema_history where version is not null"
                    + " order by installed_rank desc limit 1")
            .get(0);
    fixture.execute(
        "delete from orient_store.flyway_schema_history where version <> '1' and version is not null");

    assertThatThrownBy(() -> fixture.open(roles.app(), keks("k1")).list("shop"))
        .hasMessageContaining("at version 1, this operator needs version " + newest);
  }

  @Test
  void aStoreOfOneUserIsHandedOverToTheRoles() throws SQLException {
    String owners =
        "select distinct pg_get_userbyid(relowner) from pg_class"
            + " where relnamespace = 'orient_store'::regnamespace";
    try (StoreFixture older = StoreFixture.ofOneUser(server.createDatabase())) {
      older.open().put(put("shop", "KEY", "value"), ALICE);
      assertThat(older.query(owners)).containsExactly("postgres");

      StoreRoles later = StoreRoles.create(older.testDatabase());
      later.migrate();

      assertThat(older.query(owners)).containsExactly("orient_owner");
      PostgresSecretStore store = older.open(later.app(), keks("k1"));
      assertThat(text(store.read("shop", List.of("KEY")).get("KEY"))).isEqualTo("value");
      assertThat(store.put(put("shop", "KEY", "new"), ALICE))
          .isEqualTo(new PutResult.Written(2, 2));
    }
  }

  @Test
  void aMissingRightIsToldWithTheRemedyWhichWorks() throws SQLException {
    roles.migrate();
    PostgresSecretStore store = fixture.open(roles.app(), keks("k1"));
    store.put(put("shop", "KEY", "value"), ALICE);
    fixture.execute("revoke insert on orient_store.audit_log from orient_app");

    assertThatThrownBy(() -> store.put(put("shop", "KEY", "new"), ALICE))
        .isExactlyInstanceOf(StoreException.class)
        .hasMessageContaining("lacks a right on schema orient_store")
        .hasMessageContaining("argument 'migrate'");
    assertThat(text(store.read("shop", List.of("KEY")).get("KEY"))).isEqualTo("value");

    roles.migrate();
    assertThat(store.put(put("shop", "KEY", "new"), ALICE)).isEqualTo(new PutResult.Written(2, 2));
  }
}
