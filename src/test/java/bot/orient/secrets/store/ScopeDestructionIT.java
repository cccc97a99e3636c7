package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.LogicalDump;
import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A scope is destroyed on purpose: asked for, waited for, carried out. */
@ExtendWith(PostgresExtension.class)
class ScopeDestructionIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private AuditHarness harness;
  private StoreFixture fixture;
  private PostgresSecretStore store;
  private ScopeDestructions destructions;

  @BeforeEach
  void writeTwoVersions(TestDatabase database) {
    harness = new AuditHarness(database);
    fixture = harness.fixture;
    store = harness.store;
    destructions = store.scopeDestructions(ScopeDestructions.DEFAULT_DELAY);
    store.put(put("shop", "A", "old"), ALICE);
    store.put(put("shop", "A", "new"), ALICE);
    store.put(put("bank", "A", "of the bank"), ALICE);
  }

  @AfterEach
  void close() {
    harness.close();
  }

  /** The waiting period of a request is over. */
  private void pass() throws SQLException {
    fixture.execute(
        "update orient_store.scope_destructions set due_at = clock_timestamp()"
            + " where state = 'waiting'");
  }

  /** A replica looks after keys until nothing is due. */
  private void look(PostgresSecretStore replica) {
    try (KeyMaintenance maintenance = replica.openKeyMaintenance(StoreFixture.SWIFT_KEYS)) {
      await().atMost(PATIENCE).until(() -> state() != ScopeDestruction.State.WAITING);
    }
  }

  private void rotate() {
    store.keyRotation().rotateSeed("shop", ALICE);
    try (KeyMaintenance maintenance = store.openKeyMaintenance(StoreFixture.SWIFT_KEYS)) {
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  store.keyRotation().progress("shop").orElseThrow().state()
                      == KeyRotationProgress.State.DONE);
    }
  }

  private void destroy() throws SQLException {
    assertThat(destructions.ask("shop", ALICE)).isInstanceOf(ScopeDestructionAnswer.Accepted.class);
    pass();
    look(store);
    assertThat(state()).isEqualTo(ScopeDestruction.State.DONE);
  }

  private ScopeDestruction.State state() {
    return destructions.newest("shop").orElseThrow().state();
  }

  private static SecretRead read(SecretStore store) {
    return store.read("shop", List.of("A")).get("A");
  }

  private static void assertDestroyed(SecretRead read) {
    assertThat(read)
        .isInstanceOfSatisfying(
            SecretRead.Unreadable.class,
            gone ->
                assertThat(gone.reason())
                    .startsWith("scope shop was destroyed on purpose at ")
                    .endsWith("write a new value"));
  }

  private List<String> audit(String... actions) throws SQLException {
    return fixture.query(
        "select action || ' ' || actor || coalesce(' ' || version_to, '')"
            + " from orient_store.audit_log where action in ('"
            + String.join("', '", actions)
            + "') order by seq");
  }

  private List<String> wrapped() throws SQLException {
    return fixture.query(
        "select scope || ' ' || generation from orient_store.data_keys"
            + " where purpose = 'SCOPE' and wrapped is not null order by 1");
  }

  @Test
  void nothingChangesUntilItIsDue() throws SQLException {
    ScopeDestruction asked =
        ((ScopeDestructionAnswer.Accepted) destructions.ask("shop", ALICE)).destruction();
    assertThat(asked.dueAt()).isEqualTo(asked.askedAt().plus(Duration.ofDays(7)));
    assertThat(asked.askedBy()).isEqualTo("alice");

    new ScopeDestroyer(fixture.database(), seeds(), harness.audit).look();

    assertThat(state()).isEqualTo(ScopeDestruction.State.WAITING);
    assertThat(text(read(fixture.open()))).isEqualTo("new");
    assertThat(store.put(put("shop", "A", "newer"), ALICE).version()).isEqualTo(3);
  }

  private SeedVault seeds() {
    return new SeedVault(fixture.database(), harness.keys.ring());
  }

  @Test
  void noReplicaGivesOutAValueFromTheMomentOnAndNoKeyIsLeft() throws SQLException {
    PostgresSecretStore warm = fixture.open();
    assertThat(text(read(warm))).isEqualTo("new");

    destroy();

    // It has the key in memory still: it takes no part in looking after keys.
    assertDestroyed(read(warm));
    assertDestroyed(warm.readVersions("shop", Map.of("A", 1L)).get("A"));
    assertDestroyed(warm.reveal("shop", "A", ALICE));
    assertDestroyed(read(fixture.open()));
    assertThatThrownBy(() -> warm.rollback(RollbackRequest.of("shop", "A", 1), ALICE))
        .isInstanceOf(InvalidSecretException.class)
        .hasMessageContaining("destroyed on purpose");
    assertThat(wrapped()).containsExactly("bank 1");
    assertThat(text(store.read("bank", List.of("A")).get("A"))).isEqualTo("of the bank");
    assertThat(audit("scope-destroy", "scope-destroyed", "tamper-detected"))
        .containsExactly("scope-destroy alice", "scope-destroyed orient-secrets-operator 1");
    assertThat(audit("reveal")).isEmpty();
    assertThat(fixture.query("select count(*) from orient_store.change_feed where scope = 'shop'"))
        .as("two writes and the end")
        .containsExactly("3");
  }

  @Test
  void everyGenerationGoesAndNewValuesHaveANewKeyAndGoOnCounting() throws SQLException {
    rotate();
    assertThat(wrapped()).containsExactly("bank 1", "shop 1", "shop 2");
    PostgresSecretStore warm = fixture.open();
    read(warm);
    destroy();
    assertThat(wrapped()).containsExactly("bank 1");

    assertThat(warm.put(put("shop", "A", "new"), ALICE))
        .as("the same value is a new one")
        .isEqualTo(new PutResult.Written(3, 3));
    assertThat(text(read(fixture.open()))).isEqualTo("new");
    assertThat(wrapped()).containsExactly("bank 1", "shop 3");
    assertDestroyed(store.readVersions("shop", Map.of("A", 2L)).get("A"));

    // What went is in the way of no later rotation, and the scope can be destroyed again.
    rotate();
    assertThat(store.keyRotation().progress("shop").orElseThrow().failed()).isZero();
    destroy();
    assertDestroyed(read(warm));
    assertThat(wrapped()).containsExactly("bank 1");
  }

  @Test
  void verificationKnowsThatItWasOnPurposeAndFindsWhatWasNot() throws SQLException {
    destroy();
    store.put(put("shop", "A", "newer"), ALICE);
    harness.sealAll(10);
    assertThat(fixture.open().verify(() -> List.of(harness.anchor())).findings()).isEmpty();

    // Somebody makes it look as if another scope had gone the same way.
    fixture.tamper(
        "update orient_store.data_keys set state = 'destroyed', wrapped = null"
            + " where scope = 'bank'");
    fixture.tamper(
        "insert into orient_store.scope_destructions"
            + " (scope, state, asked_by, due_at, ended_at, through_generation)"
            + " values ('bank', 'done', 'alice', now(), now(), 1)");
    assertThat(fixture.open().verify(AnchorSource.none()).findings())
        .extracting(Finding::kind)
        .containsExactly(Finding.Kind.VERSION_WITHOUT_KEY);
  }

  @Test
  void aKeyThatComesBackFromABackupIsNotUsedIsToldAndGoesAgain() throws SQLException {
    fixture.execute(
        "create table public.backup as select * from orient_store.data_keys where scope = 'shop'");
    destroy();
    String restore =
        "update orient_store.data_keys k set wrapped = b.wrapped, state = b.state"
            + " from public.backup b where b.seed_id = k.seed_id";
    fixture.tamper(restore);

    PostgresSecretStore restarted = fixture.open();
    assertDestroyed(read(restarted));
    assertThat(fixture.open().verify(AnchorSource.none()).findings())
        .extracting(Finding::kind)
        .containsExactly(Finding.Kind.DATA_KEY_RETURNED);

    try (KeyMaintenance maintenance = restarted.openKeyMaintenance(StoreFixture.SWIFT_KEYS)) {
      await().atMost(PATIENCE).until(() -> wrapped().equals(List.of("bank 1")));
    }
    assertThat(
            fixture.query(
                "select key_name || ' ' || version_from from orient_store.audit_log"
                    + " where action = 'tamper-detected'"))
        .containsExactly("data-key 1");
    assertThat(restarted.put(put("shop", "A", "newer"), ALICE).version()).isEqualTo(3);

    // Whoever hides the request as well does not hide it from verification.
    fixture.tamper(restore.replace("b.state", "'decrypt_only'"));
    fixture.tamper("delete from orient_store.scope_destructions");
    assertThat(fixture.open().verify(AnchorSource.none()).findings())
        .extracting(Finding::kind)
        .contains(Finding.Kind.DATA_KEY_RETURNED);
  }

  @Test
  void aLostTableOfKeysMakesNoNewKeyUnusable() throws SQLException {
    rotate();
    destroy();
    fixture.tamper("delete from orient_store.data_keys where scope = 'shop'");

    PostgresSecretStore later = fixture.open();
    later.put(put("shop", "A", "newer"), ALICE);
    destroyer().look();
    assertThat(text(read(fixture.open()))).isEqualTo("newer");
    assertThat(wrapped()).containsExactly("bank 1", "shop 3");
    assertThat(audit("tamper-detected")).isEmpty();

    destroy();
    assertDestroyed(read(fixture.open()));
    assertThat(audit("scope-destroyed"))
        .containsExactly(
            "scope-destroyed orient-secrets-operator 2",
            "scope-destroyed orient-secrets-operator 3");
  }

  @Test
  void aValueThatClaimsADestroyedKeyButIsYoungerIsToldAsTamperedWith() throws SQLException {
    destroy();
    assertDestroyed(read(store));
    store.put(put("shop", "A", "newer"), ALICE);
    assertThat(audit("tamper-detected")).isEmpty();
    fixture.tamper(
        "update orient_store.secret_versions n"
            + " set envelope = overlay(n.envelope placing substring(o.envelope from 9 for 16) from 9)"
            + " from orient_store.secret_versions o join orient_store.secrets s on s.uid = o.secret_uid"
            + " where s.scope = 'shop' and o.secret_uid = n.secret_uid"
            + " and o.version = 1 and n.version = 3");

    assertThat(read(fixture.open()))
        .isInstanceOfSatisfying(
            SecretRead.Unreadable.class,
            bad -> assertThat(bad.reason()).contains("outside the operator"));
    assertThat(audit("tamper-detected")).hasSize(1);
  }

  @Test
  void aScopeWhoseKeysOnlyOpenCanBeDestroyed() throws SQLException {
    fixture.tamper("update orient_store.data_keys set state = 'decrypt_only' where scope = 'shop'");

    destroy();

    assertDestroyed(read(fixture.open()));
  }

  @Test
  void aDestructionThatFailsForLongKeepsNoOldKeyFromItsRotation() throws SQLException {
    fixture.execute(
        """
        create function public.refuse() returns trigger language plpgsql as
          'begin raise exception $$refused$$; end'
        """,
        "create trigger refuse before insert on orient_store.audit_log for each row"
            + " when (new.action = 'scope-destroyed') execute function public.refuse()");
    destructions.ask("shop", ALICE);
    pass();
    fixture.tamper(
        "update orient_store.data_keys set created_at = now() - interval '100 days'"
            + " where scope = 'bank'");

    try (KeyMaintenance maintenance = store.openKeyMaintenance(StoreFixture.SWIFT_KEYS)) {
      await().atMost(PATIENCE).until(() -> wrapped().contains("bank 2"));
    }
    assertThat(state()).isEqualTo(ScopeDestruction.State.WAITING);
  }

  @Test
  void aWholeDatabaseFromBeforeIsNoticedByTheAnchor(TestDatabase database) throws SQLException {
    harness.sealAll(10);
    Anchor before = harness.anchor();
    LogicalDump dump = LogicalDump.of(database, "orient_store");
    destroy();
    harness.sealAll(10);
    Anchor after = harness.anchor();

    dump.restoreTo(database);

    PostgresSecretStore restored = fixture.open();
    assertThat(restored.holds(before)).isTrue();
    assertThat(restored.holds(after))
        .as("the operator reads and projects nothing until a person accepts the store")
        .isFalse();
  }

  @Test
  void aBackupFromWhileItWaitedIsDestroyedLikeTheOriginal(TestDatabase database)
      throws SQLException {
    destructions.ask("shop", ALICE);
    pass();
    LogicalDump dump = LogicalDump.of(database, "orient_store");
    look(store);
    dump.restoreTo(database);
    assertThat(state()).isEqualTo(ScopeDestruction.State.WAITING);

    PostgresSecretStore restored = fixture.open();
    look(restored);

    assertDestroyed(read(restored));
    assertThat(wrapped()).containsExactly("bank 1");
  }

  @Test
  void whoIsKilledOnTheWayHasDoneNothingAndTheNextOneDoesAll() throws SQLException {
    fixture.execute(
        """
        create function public.die() returns trigger language plpgsql security definer as
          'begin perform pg_terminate_backend(pg_backend_pid()); return new; end'
        """,
        "create trigger die before insert on orient_store.audit_log for each row"
            + " when (new.action = 'scope-destroyed') execute function public.die()");
    destructions.ask("shop", ALICE);
    pass();
    ScopeDestroyer killed = new ScopeDestroyer(fixture.database(), seeds(), harness.audit);
    assertThatThrownBy(killed::look).isInstanceOf(StoreException.class);
    assertThat(state()).isEqualTo(ScopeDestruction.State.WAITING);
    assertThat(text(read(fixture.open()))).isEqualTo("new");
    assertThat(wrapped()).containsExactly("bank 1", "shop 1");

    fixture.execute("drop trigger die on orient_store.audit_log");
    killed.look();

    assertThat(state()).isEqualTo(ScopeDestruction.State.DONE);
    assertDestroyed(read(fixture.open()));
    assertThat(audit("scope-destroyed")).hasSize(1);
  }

  @Test
  void ofManyReplicasOneDoesIt() throws Exception {
    destructions.ask("shop", ALICE);
    pass();
    ExecutorService replicas = Executors.newFixedThreadPool(4);
    CyclicBarrier start = new CyclicBarrier(4);
    List<ScopeDestroyer> destroyers = List.of(destroyer(), destroyer(), destroyer(), destroyer());
    try {
      for (Future<Void> each :
          destroyers.stream()
              .map(
                  destroyer ->
                      replicas.submit(
                          () -> {
                            start.await();
                            destroyer.look();
                            return (Void) null;
                          }))
              .toList()) {
        each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    } finally {
      replicas.shutdownNow();
    }

    assertThat(audit("scope-destroyed")).hasSize(1);
  }

  private ScopeDestroyer destroyer() {
    return new ScopeDestroyer(fixture.database(), seeds(), harness.audit);
  }

  @Test
  void aCancellationAtTheLastMomentWinsOrComesTooLateAndNothingBetween() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    ScopeDestroyer destroyer = destroyer();
    try {
      for (int round = 1; round <= 20; round++) {
        String value = "value " + round;
        store.put(put("shop", "A", value), ALICE);
        assertThat(destructions.ask("shop", ALICE))
            .isInstanceOf(ScopeDestructionAnswer.Accepted.class);
        pass();
        CyclicBarrier start = new CyclicBarrier(2);
        Future<ScopeDestructionAnswer> cancelled =
            threads.submit(
                () -> {
                  start.await();
                  return destructions.cancel("shop", ALICE);
                });
        Future<Void> destroyed =
            threads.submit(
                () -> {
                  start.await();
                  destroyer.look();
                  return null;
                });
        destroyed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (cancelled.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            instanceof ScopeDestructionAnswer.Accepted) {
          assertThat(state()).isEqualTo(ScopeDestruction.State.CANCELLED);
          assertThat(text(read(store))).isEqualTo(value);
        } else {
          assertThat(state()).isEqualTo(ScopeDestruction.State.DONE);
          assertDestroyed(read(store));
        }
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(audit("scope-destroyed", "scope-destroy-cancel")).hasSize(20);
  }

  /**
   * The one that was first holds the row; the other one waits for it and sees what became of it.
   */
  @Test
  void whoeverIsFirstDecides() throws Exception {
    destructions.ask("shop", ALICE);
    pass();
    destructions.cancel("shop", ALICE);
    destroyer().look();
    assertThat(text(read(store))).isEqualTo("new");

    destructions.ask("shop", ALICE);
    pass();
    destroyer().look();
    assertThat(destructions.cancel("shop", ALICE))
        .isInstanceOfSatisfying(
            ScopeDestructionAnswer.Refused.class,
            late -> assertThat(late.reason()).contains("nothing to cancel"));
    assertDestroyed(read(store));
    assertThat(audit("scope-destroy", "scope-destroy-cancel", "scope-destroyed"))
        .containsExactly(
            "scope-destroy alice",
            "scope-destroy-cancel alice",
            "scope-destroy alice",
            "scope-destroyed orient-secrets-operator 1");
  }

  @Test
  void isRefusedWhileOthersHaveTheScopeOrItsKeyIsRotatedOrThereIsNone() {
    store.grant("shop", "other", ALICE);
    assertRefused("shop", "granted to other: revoke that first");
    store.revoke("shop", "other", ALICE);

    store.keyRotation().rotateSeed("shop", ALICE);
    assertRefused("shop", "is being rotated");
    assertRefused("empty", "has no key");

    destructions.ask("bank", ALICE);
    assertRefused("bank", "already");
    assertThat(store.keyRotation().rotateSeed("bank", ALICE))
        .isInstanceOfSatisfying(
            SeedRotationStart.Refused.class,
            refused -> assertThat(refused.reason()).contains("to be destroyed"));
    assertThatThrownBy(() -> store.grant("bank", "other", ALICE))
        .isInstanceOf(ScopeToBeDestroyedException.class)
        .hasMessageContaining("to be destroyed");
    destructions.cancel("bank", ALICE);
    assertThat(store.grant("bank", "other", ALICE)).isTrue();
  }

  private void assertRefused(String scope, String reason) {
    assertThat(destructions.ask(scope, ALICE))
        .isInstanceOfSatisfying(
            ScopeDestructionAnswer.Refused.class,
            refused -> assertThat(refused.reason()).contains(reason));
  }

  @Test
  void whatWasDecidedIsNeverChanged() throws SQLException {
    destroy();

    assertThatThrownBy(
            () ->
                fixture.execute(
                    "update orient_store.scope_destructions set through_generation = 0"))
        .hasMessageContaining("never changed");
    assertThatThrownBy(() -> fixture.execute("delete from orient_store.scope_destructions"))
        .hasMessageContaining("never changed");
  }
}
