package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each role can do what its part needs, and nothing else. */
class RolesIT {

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

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
    var database = server.createDatabase();
    roles = StoreRoles.create(database);
    fixture = new StoreFixture(database);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void everythingBelongsToTheOwnerWhoCannotLogIn() throws SQLException {
    roles.migrate();

    assertThat(
            fixture.query(
                """
                select distinct pg_get_userbyid(relowner) from pg_class
                where relnamespace = 'orient_store'::regnamespace
                union select pg_get_userbyid(nspowner) from pg_namespace where nspname = 'orient_store'
                union select pg_get_userbyid(proowner) from pg_proc
                where pronamespace = 'orient_store'::regnamespace
                """))
        .containsExactly("orient_owner");
    assertThatThrownBy(() -> roles.connect("orient_owner").close())
        .hasMessageContaining("not permitted to log in");
  }

  @Test
  void functionsLookUpNamesOnlyWhereNobodyElseWrites() throws SQLException {
    roles.migrate();

    assertThat(
            fixture.query(
                """
                select proname from pg_proc
                where pronamespace = 'orient_store'::regnamespace
                  and 'search_path=pg_catalog' <> all (coalesce(proconfig, '{}'))
                """))
        .isEmpty();
  }

  @Test
  void othersHaveNoRightsAtAll() throws SQLException {
    roles.migrate();
    fixture.execute("drop role if exists stranger", "create role stranger login");

    assertThat(
            fixture.query(
                """
                select relname from pg_class
                where relnamespace = 'orient_store'::regnamespace and relkind in ('r', 'v', 'S')
                  and has_table_privilege('stranger', oid, 'select, insert, update, delete, truncate')
                union all
                select proname from pg_proc
                where pronamespace = 'orient_store'::regnamespace
                  and has_function_privilege('stranger', oid, 'execute')
                union all
                select nspname from pg_namespace
                where nspname = 'orient_store' and has_schema_privilege('stranger', oid, 'usage')
                """))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          orient_app     | select envelope from orient_store.secret_versions
          orient_app     | select 1 from orient_store.secrets for update
          orient_app     | update orient_store.secrets set state = 'deleted'
          orient_app     | delete from orient_store.scope_grants
          orient_app     | delete from orient_store.provider_defaults
          orient_app     | delete from orient_store.change_feed
          orient_app     | update orient_store.imports set fingerprint = fingerprint
          orient_app     | insert into orient_store.audit_log (scope, actor, actor_kind, source, action, key_name) values ('s', 'a', 'USER', 't', 'create', 'K')
          orient_app     | listen orient_store
          orient_app     | notify orient_store
          orient_sealer  | select seq from orient_store.audit_log
          orient_auditor | select actor, action, key_name from orient_store.audit_log
          orient_auditor | select name, state from orient_store.secret_list
          orient_auditor | select name, version from orient_store.secret_history
          orient_auditor | select scope, namespace from orient_store.scope_grants
          orient_auditor | select use_case, provider from orient_store.provider_defaults
          """)
  void mayDoWhatItsPartNeeds(String role, String sql) throws SQLException {
    roles.migrate();

    as(role, sql);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          orient_app      | delete from orient_store.secrets
          orient_app      | delete from orient_store.secret_versions
          orient_app      | delete from orient_store.data_keys
          orient_app      | delete from orient_store.kek_registry
          orient_app      | delete from orient_store.store_meta
          orient_app      | delete from orient_store.imports
          orient_app      | delete from orient_store.audit_log
          orient_app      | truncate orient_store.audit_log
          orient_app      | truncate orient_store.change_feed
          orient_app      | update orient_store.audit_log set actor = 'nobody'
          orient_app      | update orient_store.secret_versions set envelope = envelope
          orient_app      | update orient_store.secrets set scope = 'other'
          orient_app      | update orient_store.secrets set uid = gen_random_uuid()
          orient_app      | update orient_store.scope_grants set namespace = 'other'
          orient_app      | update orient_store.provider_defaults set scope = 'other'
          orient_app      | update orient_store.store_meta set store_uuid = gen_random_uuid()
          orient_app      | update orient_store.kek_registry set check_value = check_value
          orient_app      | insert into orient_store.flyway_schema_history select * from orient_store.flyway_schema_history
          orient_app      | update orient_store.flyway_schema_history set success = false
          orient_app      | alter table orient_store.audit_log disable trigger all
          orient_app      | drop trigger audit_log_append_only on orient_store.audit_log
          orient_app      | create table orient_store.mine (id int)
          orient_app      | create or replace function orient_store.refuse_change() returns trigger language plpgsql as 'begin return null; end'
          orient_app      | set session_replication_role = replica
          orient_app      | set role orient_owner
          orient_app      | grant orient_owner to orient_app
          orient_app      | copy orient_store.secrets to '/tmp/secrets'
          orient_sealer   | select envelope from orient_store.secret_versions
          orient_sealer   | select name from orient_store.secrets
          orient_sealer   | delete from orient_store.audit_log
          orient_sealer   | insert into orient_store.audit_log (scope, actor, actor_kind, source, action, key_name) values ('s', 'a', 'USER', 't', 'create', 'K')
          orient_auditor  | select envelope from orient_store.secret_versions
          orient_auditor  | select fingerprint from orient_store.secret_versions
          orient_auditor  | select 1 from orient_store.secrets
          orient_auditor  | select wrapped from orient_store.data_keys
          orient_auditor  | select fingerprint from orient_store.imports
          orient_auditor  | set transaction read write; update orient_store.audit_log set actor = 'nobody'
          orient_auditor  | set transaction read write; delete from orient_store.secret_list
          orient_auditor  | set transaction read write; insert into orient_store.scope_grants values ('a', 'b')
          orient_migrator | set session_replication_role = replica
          orient_migrator | create role mine
          """)
  void mayDoNothingElse(String role, String sql) {
    roles.migrate();

    assertThatThrownBy(() -> as(role, sql))
        .isInstanceOfSatisfying(
            SQLException.class,
            refused -> assertThat(refused.getSQLState()).isEqualTo(INSUFFICIENT_PRIVILEGE));
  }

  @Test
  void triggersHoldEvenTheOwner() throws SQLException {
    roles.migrate();

    assertThatThrownBy(
            () ->
                as("orient_migrator", "set role orient_owner; delete from orient_store.audit_log"))
        .hasMessageContaining("never changed");
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
    fixture.open(keks("k1")).put(put("shop", "KEY", "value"), ALICE);
    StoreRoles later = StoreRoles.create(fixture.database());
    later.migrate();

    PostgresSecretStore store = fixture.open(later.app(), keks("k1"));

    assertThat(text(store.read("shop", List.of("KEY")).get("KEY"))).isEqualTo("value");
    assertThat(store.put(put("shop", "KEY", "new"), ALICE)).isEqualTo(new PutResult.Written(2));
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
    assertThat(store.put(put("shop", "KEY", "new"), ALICE)).isEqualTo(new PutResult.Written(2));
  }

  private void as(String role, String sql) throws SQLException {
    try (Connection connection = roles.connect(role);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
