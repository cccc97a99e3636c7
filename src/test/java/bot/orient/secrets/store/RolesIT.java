package bot.orient.secrets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each role can do what its part needs, and nothing else. */
class RolesIT {

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  /** Roles belong to a whole server, so it is not the one that other tests share. */
  private static PostgresServer server;

  private static StoreFixture fixture;
  private static StoreRoles roles;

  @BeforeAll
  static void start() throws SQLException {
    server = PostgresServer.startNew();
    TestDatabase database = server.createDatabase();
    roles = StoreRoles.create(database);
    roles.migrate();
    fixture = StoreFixture.ofOneUser(database);
  }

  @AfterAll
  static void stop() {
    fixture.close();
    server.close();
  }

  @Test
  void everythingBelongsToTheOwnerWhoCannotLogIn() throws SQLException {
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
          orient_app     | insert into orient_store.audit_log (scope, actor, actor_kind, source, action, key_name, mac_key_id, row_mac) values ('s', 'a', 'USER', 't', 'create', 'K', gen_random_uuid(), sha256('m'))
          orient_app     | insert into orient_store.sealed_imports (scope, name, digest, sealed_at) values ('s', 'K', sha256('t'), now())
          orient_app     | select nextval('orient_store.audit_log_seq_seq')
          orient_app     | select 1 from orient_store.data_keys for share
          orient_app     | update orient_store.data_keys set kek_id = kek_id, wrapped = wrapped, state = state
          orient_app     | update orient_store.secret_versions set envelope = envelope
          orient_app     | update orient_store.kek_registry set state = state
          orient_app     | update orient_store.jobs set state = 'paused'
          orient_app     | insert into orient_store.version_holds select secret_uid, version, now() from orient_store.secret_versions
          orient_app     | update orient_store.version_holds set read_at = now()
          orient_app     | insert into orient_store.scope_destructions (scope, asked_by, due_at) values ('s', 'a', now())
          orient_app     | update orient_store.scope_destructions set state = 'done', ended_at = now(), through_generation = 1
          orient_app     | delete from orient_store.key_holders
          orient_app     | insert into orient_store.audit_seals select * from orient_store.audit_seals
          orient_app     | insert into orient_store.audit_retirements select * from orient_store.audit_retirements
          orient_app     | listen orient_store
          orient_app     | notify orient_store
          orient_sealer  | select seq from orient_store.audit_log
          orient_sealer  | select wrapped from orient_store.sealing_keys
          orient_sealer  | delete from orient_store.audit_log
          orient_sealer  | insert into orient_store.audit_seals select * from orient_store.audit_seals
          orient_sealer  | insert into orient_store.audit_retirements select * from orient_store.audit_retirements
          orient_auditor | select actor, action, key_name from orient_store.audit_log
          orient_auditor | select name, state, deleted_at, restorable_until from orient_store.secret_list
          orient_auditor | select name, version, actor, action, destroyed_at from orient_store.secret_history
          orient_auditor | select scope, namespace from orient_store.scope_grants
          orient_auditor | select changed_by from orient_store.orient_history
          orient_auditor | select merkle_root from orient_store.audit_seals
          orient_auditor | select rows_before from orient_store.audit_retirements
          orient_auditor | select use_case, provider from orient_store.provider_defaults
          """)
  void mayDoWhatItsPartNeeds(String role, String sql) throws SQLException {
    as(role, sql);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          orient_app      | delete from orient_store.secrets
          orient_app      | delete from orient_store.sealed_imports
          orient_app      | update orient_store.sealed_imports set sealed_at = now()
          orient_app      | delete from orient_store.secret_versions
          orient_app      | delete from orient_store.data_keys
          orient_app      | delete from orient_store.kek_registry
          orient_app      | delete from orient_store.store_meta
          orient_app      | delete from orient_store.imports
          orient_app      | delete from orient_store.audit_seals
          orient_app      | delete from orient_store.audit_retirements
          orient_app      | delete from orient_store.orient_history
          orient_app      | delete from orient_store.compromised_values
          orient_app      | delete from orient_store.version_holds
          orient_app      | update orient_store.version_holds set version = version
          orient_app      | delete from orient_store.scope_destructions
          orient_app      | update orient_store.scope_destructions set due_at = now()
          orient_app      | delete from orient_store.jobs
          orient_app      | truncate orient_store.audit_log
          orient_app      | truncate orient_store.change_feed
          orient_app      | update orient_store.audit_log set actor = 'nobody'
          orient_app      | update orient_store.audit_seals set signature = signature
          orient_app      | update orient_store.secret_versions set fingerprint = fingerprint
          orient_app      | update orient_store.secret_versions set actor = 'nobody'
          orient_app      | update orient_store.data_keys set scope = 'other'
          orient_app      | update orient_store.jobs set scope = 'other'
          orient_app      | update orient_store.compromised_values set version = version
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
          orient_sealer   | delete from orient_store.audit_seals
          orient_sealer   | update orient_store.audit_log set actor = 'nobody'
          orient_sealer   | select wrapped from orient_store.data_keys
          orient_sealer   | insert into orient_store.audit_log (scope, actor, actor_kind, source, action, key_name) values ('s', 'a', 'USER', 't', 'create', 'K')
          orient_auditor  | select envelope from orient_store.secret_versions
          orient_auditor  | select fingerprint from orient_store.secret_versions
          orient_auditor  | select 1 from orient_store.secrets
          orient_auditor  | select wrapped from orient_store.data_keys
          orient_auditor  | select wrapped from orient_store.sealing_keys
          orient_auditor  | select read_at from orient_store.version_holds
          orient_sealer   | select read_at from orient_store.version_holds
          orient_auditor  | select fingerprint from orient_store.imports
          orient_auditor  | select fingerprint from orient_store.compromised_values
          orient_auditor  | set transaction read write; update orient_store.audit_log set actor = 'nobody'
          orient_auditor  | set transaction read write; delete from orient_store.secret_list
          orient_auditor  | set transaction read write; insert into orient_store.scope_grants values ('a', 'b')
          orient_migrator | set session_replication_role = replica
          orient_migrator | create role mine
          """)
  void mayDoNothingElse(String role, String sql) {
    assertThatThrownBy(() -> as(role, sql))
        .isInstanceOfSatisfying(
            SQLException.class,
            refused -> assertThat(refused.getSQLState()).isEqualTo(INSUFFICIENT_PRIVILEGE));
  }

  @Test
  void triggersHoldEvenTheOwner() throws SQLException {
    assertThatThrownBy(
            () ->
                as(
                    "orient_migrator",
                    "set role orient_owner; update orient_store.audit_log set actor = 'nobody'"))
        .hasMessageContaining("never changed");
  }

  @Test
  void rowsOfTheAuditTrailThatAreNotRetiredAreRemovedByNobody() {
    assertThatThrownBy(
            () ->
                as(
                    "orient_app",
                    """
                    insert into orient_store.audit_log
                      (scope, actor, actor_kind, source, action, key_name, mac_key_id, row_mac)
                    values ('s', 'a', 'USER', 't', 'create', 'K', gen_random_uuid(), sha256('m'));
                    delete from orient_store.audit_log
                    """))
        .hasMessageContaining("removed only once sealed, old enough and retired");
  }

  private void as(String role, String sql) throws SQLException {
    try (Connection connection = roles.connect(role);
        Statement statement = connection.createStatement()) {
      // Never committed: each statement finds the same database.
      connection.setAutoCommit(false);
      statement.execute(sql);
    }
  }
}
