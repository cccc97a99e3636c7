package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row-level security: statements that forgot their condition. */
@ExtendWith(PostgresExtension.class)
class ScopeIsolationIT {

  private StoreFixture fixture;
  private Database database;

  @BeforeEach
  void open(TestDatabase test) {
    fixture = new StoreFixture(test);
    PostgresSecretStore store = fixture.open(keks("k1"));
    for (String scope : new String[] {"shop", "billing"}) {
      store.put(put(scope, "KEY", "value"), ALICE);
      store.grant(scope, "other", ALICE);
      store.putProviderDefaults(
          scope, "main", Map.of("chat", new ProviderChoice("openai", null)), ALICE);
      store.put(put(scope, "KEY", "value").withToken("again"), ALICE);
      store.markCompromised(scope, "KEY", "leaked", ALICE);
      store.keepOrientHistory(
          scope, "orient", List.of(new OrientAuditRow(1, "KEY", "create", "bob", Instant.EPOCH)));
      store.importFromOrient(
          new OrientImportRequest(
              scope,
              "KEY",
              secret("value"),
              null,
              null,
              "orient",
              Instant.EPOCH,
              Instant.EPOCH,
              Optional.empty()),
          new OrientImportPolicy(false, false),
          ALICE);
      store.readVersions(scope, Map.of("KEY", 1L));
      String sealed =
          ValueSealer.seal(store.sealingKey(), scope, "KEY", secret("sealed"), Instant.now())
              .encoded();
      store.importSealed(new SealedImportRequest(scope, "KEY", sealed, null, null), ALICE);
      store.keyRotation().rotateSeed(scope, ALICE);
    }
    database = new Database(fixture.settings());
  }

  @AfterEach
  void close() {
    database.close();
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secrets",
        "secret_versions",
        "scope_grants",
        "provider_defaults",
        "audit_log",
        "data_keys",
        "unchanged_requests",
        "version_holds",
        "compromised_values",
        "orient_history",
        "orient_imports",
        "sealed_imports",
        "jobs"
      })
  void aTransactionSeesItsScopeOnlyAndTheWholeStoreSeesAll(String table) throws SQLException {
    long all = fixture.count(table);

    long shop = database.query("counting", "shop", c -> count(c, table));
    long billing = database.query("counting", "billing", c -> count(c, table));

    // The whole store's own keys belong to no scope: fingerprints, audit rows, seals, sealed
    // values.
    assertThat(shop).isPositive().isEqualTo(billing);
    assertThat(shop + billing).isEqualTo(table.equals("data_keys") ? all - 4 : all);
    assertThat((long) database.query("counting", "nobody", c -> count(c, table))).isZero();
    assertThat((long) database.query("counting", c -> count(c, table)))
        .as("nothing of the scope stays in the session")
        .isEqualTo(all);
  }

  /** With the second and the later ones the driver sends in two messages what is to be one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "prepareThreshold=5",
        "preferQueryMode=simple",
        "prepareThreshold=-1",
        "stringtype=unspecified"
      })
  void aSelectSeesItsScopeOnlyHoweverTheDriverSendsIt(String parameter) throws SQLException {
    StoreSettings plain = fixture.settings();
    String url = plain.jdbcUrl();
    StoreSettings settings =
        new StoreSettings(
            url + (url.contains("?") ? "&" : "?") + parameter,
            plain.user(),
            plain.passwords(),
            2,
            plain.feedPoll(),
            plain.directUrl(),
            plain.migrate());
    try (Database special = new Database(settings)) {
      for (int i = 0; i < 20; i++) {
        assertThat(
                special.select(
                    "reading",
                    "shop",
                    "select v.envelope, s.scope from orient_store.secrets s"
                        + " join orient_store.secret_versions v on v.secret_uid = s.uid"
                        + " where s.name <> ?",
                    (select, first) -> select.setString(first, "NONE"),
                    row -> row.getString(2)))
            .isNotEmpty()
            .containsOnly("shop");
      }
      assertThat((long) special.query("counting", c -> count(c, "secrets")))
          .isEqualTo(fixture.count("secrets"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into orient_store.scope_grants values ('billing', 'mine')",
        "insert into orient_store.secrets (uid, scope, name, current_version, state)"
            + " values (gen_random_uuid(), 'billing', 'MINE', 0, 'deleted')",
        "insert into orient_store.audit_log (scope, actor, actor_kind, source, action, key_name)"
            + " values ('billing', 'a', 'USER', 't', 'create', 'K')"
      })
  void aTransactionWritesToNoOtherScope(String insert) {
    assertThatThrownBy(() -> database.transaction("writing", "shop", c -> execute(c, insert)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("42501");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delete from orient_store.scope_grants",
        "delete from orient_store.provider_defaults",
        "update orient_store.secrets set state = 'deleted'"
      })
  void aTransactionChangesNoOtherScope(String change) throws SQLException {
    assertThat((int) database.transaction("changing", "shop", c -> execute(c, change)))
        .isEqualTo(1);
  }

  @Test
  void readingAScopeNeverScansAllSecrets() throws SQLException {
    String read =
        """
        explain select v.envelope, (select max(n.version) from orient_store.secret_versions n
                                    where n.secret_uid = s.uid)
        from orient_store.secrets s
        join orient_store.secret_versions v on v.secret_uid = s.uid and v.version = s.current_version
        where s.scope = 'shop' and s.name = 'KEY'
        """;
    fixture.execute(
        """
        insert into orient_store.secrets (uid, scope, name, current_version, state)
        select gen_random_uuid(), 'crowd' || n % 100, 'KEY' || n, 0, 'deleted'
        from generate_series(1, 5000) as n
        """,
        "analyze orient_store.secrets");
    try (Connection app = StoreRoles.of(fixture.testDatabase()).connect("orient_app");
        Statement statement = app.createStatement();
        ResultSet plan = statement.executeQuery(read)) {
      while (plan.next()) {
        assertThat(plan.getString(1)).doesNotContain("Seq Scan on secrets ");
      }
    }
  }

  @Test
  void theOwnerIsHeldToo() throws SQLException {
    try (Connection owner = fixture.connect()) {
      owner.setAutoCommit(false);
      execute(owner, "set local role orient_owner");
      execute(owner, "set local orient.scope = 'shop'");

      assertThat(count(owner, "secrets")).isEqualTo(1);
    }
  }

  private static int execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  private static long count(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from orient_store." + table)) {
      row.next();
      return row.getLong(1);
    }
  }
}
