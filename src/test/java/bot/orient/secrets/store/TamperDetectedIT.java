package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the audit trail tells of rows that somebody changed behind the operator's back. */
@ExtendWith(PostgresExtension.class)
class TamperDetectedIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final String CHANGED =
      "update orient_store.secret_versions v"
          + " set envelope = set_byte(envelope, 100, 255 - get_byte(envelope, 100))"
          + " from orient_store.secrets s where s.uid = v.secret_uid and s.name = 'A'"
          + " and v.version = s.current_version";

  private StoreFixture fixture;
  private SecretStore store;

  @BeforeEach
  void writeTwoVersions(TestDatabase database) {
    fixture = new StoreFixture(database);
    store = fixture.open();
    store.put(put("shop", "A", "old"), ALICE);
    store.put(put("shop", "A", "new"), ALICE);
    store.put(put("shop", "B", "other"), ALICE);
    store.put(put("bank", "A", "of the bank"), ALICE);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static SecretRead read(SecretStore store) {
    return store.read("shop", List.of("A", "B")).get("A");
  }

  private List<String> told() {
    return Stream.of("shop", "bank")
        .flatMap(scope -> store.audit(scope, 100).stream())
        .filter(entry -> entry.action().equals("tamper-detected"))
        .map(
            entry ->
                "%s %s/%s %s %s"
                    .formatted(
                        entry.actorKind(),
                        entry.scope(),
                        entry.key(),
                        entry.versionFrom(),
                        entry.versionTo()))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        CHANGED,
        "update orient_store.secret_versions set envelope = set_byte(envelope, 0, 0)"
            + " where version = 2",
        "update orient_store.secret_versions set envelope = set_byte(envelope, 8, 255 -"
            + " get_byte(envelope, 8)) where version = 2",
        "update orient_store.secret_versions n set envelope = o.envelope from"
            + " orient_store.secret_versions o where o.secret_uid = n.secret_uid and o.version = 1"
            + " and n.version = 2",
        "update orient_store.secret_versions n set envelope = o.envelope from"
            + " orient_store.secret_versions o join orient_store.secrets s on s.uid = o.secret_uid"
            + " where s.scope = 'bank' and n.version = 2",
        "delete from orient_store.secret_versions where version = 2",
        "delete from orient_store.data_keys where scope = 'shop'"
      })
  void everySortOfDamageIsToldOnceByAllReplicasTogether(String damage) throws Exception {
    fixture.tamper(
        damage.contains(" from orient_store.secrets s where")
            ? damage + " and s.scope = 'shop'"
            : damage);
    List<SecretStore> replicas = List.of(fixture.open(), fixture.open(), fixture.open());
    ExecutorService threads = Executors.newFixedThreadPool(replicas.size());
    try {
      List<Callable<SecretRead>> reads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        replicas.forEach(replica -> reads.add(() -> read(replica)));
      }
      for (Future<SecretRead> read : threads.invokeAll(reads)) {
        assertThat(read.get()).isInstanceOf(SecretRead.Unreadable.class);
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(told()).contains("OPERATOR shop/A 2 null").doesNotHaveDuplicates();
    assertThat(told()).noneMatch(row -> row.contains("bank"));
    read(fixture.open());
    store.readVersions("shop", Map.of("A", 2L));
    assertThat(told()).doesNotHaveDuplicates();
  }

  @Test
  void aSecretOfTheNameThatRowsOfKeysHaveIsToldToo(TestDatabase database) throws SQLException {
    store.put(put("shop", "data-key", "a secret"), ALICE);
    try (AuditHarness harness = new AuditHarness(database)) {
      harness
          .fixture
          .database()
          .transaction(
              "telling of a key that came back",
              connection -> {
                harness.audit.add(
                    connection,
                    "shop",
                    new Actor("orient-secrets-operator", Actor.Kind.OPERATOR, "a key came back"),
                    AuditLog.Event.of(AuditLog.TAMPER_DETECTED, "data-key").versions(1L, null));
                return null;
              });
    }
    fixture.tamper(
        "update orient_store.secret_versions set envelope = set_byte(envelope, 0, 0)"
            + " where version = 1 and secret_uid ="
            + " (select uid from orient_store.secrets where name = 'data-key')");

    store.read("shop", List.of("data-key"));
    store.read("shop", List.of("data-key"));

    assertThat(told())
        .containsExactly("OPERATOR shop/data-key 1 null", "OPERATOR shop/data-key 1 null");
  }

  @Test
  void manyDamagedKeysAreToldEachOnce() throws SQLException {
    fixture.tamper("update orient_store.secret_versions set envelope = set_byte(envelope, 0, 0)");
    read(store);
    store.put(put("shop", "C", "fine"), ALICE);
    fixture.tamper(
        "delete from orient_store.secret_versions where version = 1 and secret_uid ="
            + " (select uid from orient_store.secrets where name = 'C')");
    store.read("shop", List.of("C", "A", "B"));
    store.read("shop", List.of("C", "A", "B"));

    assertThat(told())
        .containsExactlyInAnyOrder(
            "OPERATOR shop/A 2 null", "OPERATOR shop/B 1 null", "OPERATOR shop/C 1 null");
  }

  @Test
  void aMendedValueThatIsDamagedAgainIsToldAgain() throws SQLException {
    fixture.tamper(CHANGED + " and s.scope = 'shop'");
    read(store);
    store.put(put("shop", "A", "new"), ALICE);
    assertThat(text(read(store))).isEqualTo("new");
    fixture.tamper(CHANGED + " and s.scope = 'shop'");
    read(store);
    read(store);

    assertThat(told()).containsExactly("OPERATOR shop/A 3 null", "OPERATOR shop/A 2 null");
  }

  @Test
  void aSecretThatIsPutBackAgainAfterItWasMendedIsToldAgain() throws SQLException {
    String putBack = "update orient_store.secrets set current_version = 1 where scope = 'shop'";
    fixture.tamper(putBack);
    read(store);
    store.put(put("shop", "A", "new"), ALICE);
    fixture.tamper(putBack);
    read(store);
    read(store);

    assertThat(told()).containsExactly("OPERATOR shop/A 3 1", "OPERATOR shop/A 2 1");
  }

  @Test
  void anEarlierVersionThatIsHeldIsToldOnceHoweverManyNewerOnesAreWritten() throws SQLException {
    fixture.tamper(CHANGED + " and s.scope = 'shop'");
    for (int i = 0; i < 3; i++) {
      store.put(put("shop", "A", "newer " + i), ALICE);
      store.readVersions("shop", Map.of("A", 2L));
    }

    assertThat(told()).containsExactly("OPERATOR shop/A 2 null");
  }

  @Test
  void aValueWhoseKeyIsOnlyNotAtHandIsNotToldAsTamperedWith() throws SQLException {
    SecretStore cold = fixture.open();
    cold.list("shop");
    fixture.tamper(
        "insert into orient_store.kek_registry (kek_id, check_value)"
            + " values ('elsewhere', decode(repeat('00', 16), 'hex'))");
    fixture.tamper("update orient_store.data_keys set kek_id = 'elsewhere' where scope = 'shop'");

    assertThat(read(cold))
        .isInstanceOfSatisfying(
            SecretRead.Unreadable.class, bad -> assertThat(bad.reason()).contains("elsewhere"));
    assertThat(told()).isEmpty();
  }

  @Test
  void anAuditTrailThatCannotBeWrittenFailsNoReadAndIsTriedAgain() throws SQLException {
    fixture.tamper(CHANGED + " and s.scope = 'shop'");
    fixture.execute("revoke insert on orient_store.audit_log from orient_app");
    assertThat(read(store)).isInstanceOf(SecretRead.Unreadable.class);
    assertThat(text(store.read("shop", List.of("B")).get("B"))).isEqualTo("other");

    fixture.execute("grant insert on orient_store.audit_log to orient_app");
    read(store);

    assertThat(told()).containsExactly("OPERATOR shop/A 2 null");
  }

  @Test
  void aReadOnlyServerFailsNoReadAndIsToldOnceItTakesWrites() throws SQLException {
    // Whether it takes writes is a setting of the whole server.
    try (PostgresServer server = PostgresServer.startNew()) {
      fixture.close();
      writeTwoVersions(server.createDatabase());
      fixture.tamper(CHANGED + " and s.scope = 'shop'");
      fixture.execute(
          "alter system set default_transaction_read_only = on", "select pg_reload_conf()");
      awaitReadOnly("on");
      for (int i = 0; i < 10; i++) {
        assertThat(read(store)).isInstanceOf(SecretRead.Unreadable.class);
      }
      assertThat(told()).isEmpty();

      fixture.execute(
          "set transaction_read_only = off",
          "set default_transaction_read_only = off",
          "alter system reset default_transaction_read_only",
          "select pg_reload_conf()");
      awaitReadOnly("off");
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                read(store);
                return told();
              },
              List.of("OPERATOR shop/A 2 null")::equals);
      fixture.close();
    }
  }

  /** In a session that is made after the reload: all older ones were told before. */
  private void awaitReadOnly(String setting) {
    await()
        .atMost(PATIENCE)
        .until(() -> fixture.query("show default_transaction_read_only").equals(List.of(setting)));
  }

  @Test
  void theRowsAreAuthenticAndTheTrailIsWhole(TestDatabase database) throws SQLException {
    try (AuditHarness harness = new AuditHarness(database)) {
      fixture.tamper(CHANGED + " and s.scope = 'shop'");
      read(fixture.open(fixture.settings(), keks("k1")));
      harness.sealAll(10);

      assertThat(harness.verify(harness.anchor()).findings())
          .extracting(Finding::kind)
          .containsExactly(Finding.Kind.VERSION_CHANGED);

      fixture.tamper(
          "update orient_store.audit_log set key_name = 'B' where action = 'tamper-detected'");
      assertThat(harness.verify(harness.anchor()).findings())
          .extracting(Finding::kind)
          .contains(Finding.Kind.AUDIT_ROW_CHANGED);
    }
  }
}
