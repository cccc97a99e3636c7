package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.store.KeyRotationProgress.State;
import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class SeedRotationIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What must be as before for readers of the store. */
  private static final String READERS_VIEW =
      "select secret_uid || ' ' || version || ' ' || fingerprint || ' ' || created_at"
          + " from orient_store.secret_versions order by 1";

  /** How many versions are sealed with a seed of which generation. */
  private static final String GENERATIONS =
      "select d.scope || ' ' || d.generation || ': ' || count(*)"
          + " from orient_store.secret_versions v join orient_store.data_keys d"
          + " on substring(v.envelope from 9 for 16) = uuid_send(d.seed_id)"
          + " group by d.scope, d.generation order by 1";

  private StoreFixture fixture;
  private PostgresSecretStore store;
  private KeyRotation rotation;

  @BeforeEach
  void open(TestDatabase database) {
    fixture = new StoreFixture(database);
    store = fixture.open();
    store.list("shop");
    rotation = store.keyRotation();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void fill(String scope, int secrets, int versions) throws Exception {
    ExecutorService writers = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Void>> writes = new ArrayList<>();
      for (int secret = 0; secret < secrets; secret++) {
        String key = "KEY_" + secret;
        writes.add(
            () -> {
              for (int version = 1; version <= versions; version++) {
                store.put(put(scope, key, key + "-" + version), ALICE);
              }
              return null;
            });
      }
      for (Future<Void> write : writers.invokeAll(writes)) {
        write.get();
      }
    } finally {
      writers.shutdownNow();
    }
  }

  private void assertAllValuesOpen(String scope, int secrets, int versions) {
    PostgresSecretStore fresh = fixture.open();
    for (int secret = 0; secret < secrets; secret++) {
      String key = "KEY_" + secret;
      for (long version = 1; version <= versions; version++) {
        assertThat(text(fresh.readVersions(scope, Map.of(key, version)).get(key)))
            .isEqualTo(key + "-" + version);
      }
    }
  }

  private void rotate(String scope) {
    assertThat(rotation.rotateSeed(scope, ALICE)).isInstanceOf(SeedRotationStart.Started.class);
  }

  private KeyRotationProgress awaitEnd(String scope) {
    return await("the re-encryption of " + scope)
        .atMost(PATIENCE)
        .until(
            () -> rotation.progress(scope).orElseThrow(),
            job -> job.state() == State.DONE || job.state() == State.INCOMPLETE);
  }

  private List<String> states(String scope) throws SQLException {
    return fixture.query(
        "select generation || ' ' || state from orient_store.data_keys where scope = '"
            + scope
            + "' order by generation");
  }

  @Test
  void thousandsOfVersionsAreReencryptedByTwoReplicasUnderTraffic() throws Exception {
    fill("shop", 500, 4);
    store.put(put("bank", "KEY", "money"), ALICE);
    List<String> before = fixture.query(READERS_VIEW);
    List<String> fed = fixture.query("select seq from orient_store.change_feed order by 1");

    fixture.maintain(store);
    fixture.maintain(fixture.open());
    rotate("shop");
    KeyRotationProgress end = awaitEnd("shop");

    assertThat(end.state()).isEqualTo(State.DONE);
    assertThat(end.total()).isEqualTo(2000);
    assertThat(end.done()).isEqualTo(2000);
    assertThat(end.failed()).isZero();
    assertThat(fixture.query(GENERATIONS)).containsExactly("bank 1: 1", "shop 2: 2000");
    assertThat(fixture.query(READERS_VIEW)).isEqualTo(before);
    assertThat(fixture.query("select seq from orient_store.change_feed order by 1")).isEqualTo(fed);
    assertThat(states("shop")).containsExactly("1 destroyable", "2 active");
    assertAllValuesOpen("shop", 20, 4);
  }

  @Test
  void readsAndWritesGoOnThroughRotationAfterRotation() throws Exception {
    fill("shop", 50, 2);
    PostgresSecretStore other = fixture.open();
    fixture.maintain(store);
    fixture.maintain(other);

    try (StoreTraffic traffic = new StoreTraffic(store, other)) {
      traffic.awaitRounds(5);
      for (int i = 0; i < 10; i++) {
        rotate("shop");
        assertThat(awaitEnd("shop").state()).isEqualTo(State.DONE);
        int generation = rotation.progress("shop").orElseThrow().toGeneration();
        assertThat(rotation.destroySeed("shop", generation - 1, ALICE))
            .isEqualTo(new KeyDestruction.Destroyed());
        traffic.awaitRounds(5);
      }
      traffic.assertNoFailure();
    }
    assertAllValuesOpen("shop", 50, 2);
  }

  @Test
  void aSecondRotationOfTheScopeIsRefusedUntilTheFirstIsDone() throws Exception {
    fill("shop", 3, 1);
    store.put(put("bank", "KEY", "money"), ALICE);
    rotate("shop");

    assertThat(rotation.rotateSeed("shop", ALICE))
        .isEqualTo(
            new SeedRotationStart.Refused(
                "the key of scope shop is being rotated already: 0 of 3 versions are re-encrypted;"
                    + " wait until that is done"));
    rotate("bank");
    assertThat(rotation.pause("shop")).isTrue();
    assertThat(rotation.rotateSeed("shop", ALICE))
        .isInstanceOfSatisfying(
            SeedRotationStart.Refused.class,
            no -> assertThat(no.reason()).contains("resume that rotation first"));

    assertThat(rotation.resume("shop")).isTrue();
    fixture.maintain(store);
    awaitEnd("shop");
    rotate("shop");
    awaitEnd("shop");
    assertThat(fixture.query(GENERATIONS)).contains("shop 3: 3");
  }

  @Test
  void aScopeWithoutAKeyHasNothingToRotate() {
    assertThat(rotation.rotateSeed("nowhere", ALICE))
        .isInstanceOfSatisfying(
            SeedRotationStart.Refused.class,
            no -> assertThat(no.reason()).contains("scope nowhere has no key"));
    assertThatThrownBy(() -> rotation.rotateSeed("NO SCOPE", ALICE))
        .isInstanceOf(InvalidSecretException.class)
        .hasMessageContaining("scope");
  }

  @Test
  void racingRotationsOfOneScopeAreOne() throws Exception {
    fill("shop", 3, 1);
    KeyRotation other = fixture.open().keyRotation();

    CompletableFuture<SeedRotationStart> second =
        CompletableFuture.supplyAsync(() -> other.rotateSeed("shop", ALICE));
    SeedRotationStart first = rotation.rotateSeed("shop", ALICE);

    assertThat(List.of(first, second.get()))
        .hasAtLeastOneElementOfType(SeedRotationStart.Started.class)
        .hasAtLeastOneElementOfType(SeedRotationStart.Refused.class);
    assertThat(states("shop")).containsExactly("1 decrypt_only", "2 active");
  }

  @Test
  void anUnreadableVersionIsCountedAndHoldsUpNoneButKeepsItsKey() throws Exception {
    fill("shop", 10, 2);
    fixture.tamper(
        "update orient_store.secret_versions v set envelope = set_byte(envelope, 120, 255 -"
            + " get_byte(envelope, 120)) from orient_store.secrets s where s.uid = v.secret_uid and"
            + " s.name in ('KEY_3', 'KEY_7') and version = 1");
    fixture.maintain(store);

    rotate("shop");
    KeyRotationProgress end = awaitEnd("shop");

    assertThat(end.state()).isEqualTo(State.INCOMPLETE);
    assertThat(end.done()).isEqualTo(18);
    assertThat(end.failed()).isEqualTo(2);
    assertThat(fixture.query(GENERATIONS)).containsExactly("shop 1: 2", "shop 2: 18");
    assertThat(states("shop")).containsExactly("1 decrypt_only", "2 active");
    assertThat(rotation.destroySeed("shop", 1, ALICE)).isInstanceOf(KeyDestruction.Refused.class);
    assertThat(text(store.read("shop", List.of("KEY_3")).get("KEY_3"))).isEqualTo("KEY_3-2");
  }

  @Test
  void aReplicaThatKnowsOnlyADestroyedKeyWritesWithTheNewOne() throws Exception {
    PostgresSecretStore late = fixture.open();
    late.put(put("shop", "KEY", "one"), ALICE);
    fixture.maintain(store);
    rotate("shop");
    awaitEnd("shop");
    assertThat(rotation.destroySeed("shop", 1, ALICE)).isEqualTo(new KeyDestruction.Destroyed());

    assertThat(late.put(put("shop", "KEY", "one"), ALICE)).isEqualTo(new PutResult.Unchanged(1, 1));
    assertThat(late.put(put("shop", "KEY", "two"), ALICE)).isEqualTo(new PutResult.Written(2, 2));

    assertThat(fixture.query(GENERATIONS)).containsExactly("shop 2: 2");
    assertThat(text(fixture.open().read("shop", List.of("KEY")).get("KEY"))).isEqualTo("two");
    assertThat(fixture.query("select count(*) from orient_store.data_keys where wrapped is null"))
        .containsExactly("1");
  }

  @Test
  void anImportWithAStaleKeyIsSealedWithTheNewOne() throws Exception {
    PostgresSecretStore late = fixture.open();
    late.put(put("shop", "KEY", "one"), ALICE);
    rotate("shop");

    late.importValue(
        new ImportRequest(
            "shop",
            "TAKEN",
            StoreFixture.secret("taken"),
            null,
            null,
            new ImportRequest.Source("shop", "in", "key")),
        ALICE);

    assertThat(fixture.query(GENERATIONS)).containsExactly("shop 1: 1", "shop 2: 1");
  }

  /** What it is about to write would not be seen by the re-encryption. */
  @Test
  void aRotationWaitsForAWriterThatHoldsTheOldKey() throws Exception {
    fill("shop", 1, 1);
    CompletableFuture<SeedRotationStart> rotating;
    try (Connection writer = fixture.connect()) {
      writer.setAutoCommit(false);
      assertThat(
              DataKeyTable.lockForSealing(
                  writer, DataKeyTable.activeId(writer, "shop").orElseThrow()))
          .isTrue();
      rotating = CompletableFuture.supplyAsync(() -> rotation.rotateSeed("shop", ALICE));
      await("the rotation to wait")
          .atMost(PATIENCE)
          .until(
              () ->
                  fixture
                      .query(
                          "select count(*) from pg_stat_activity where datname ="
                              + " current_database() and wait_event_type = 'Lock'")
                      .equals(List.of("1")));
      writer.commit();
    }
    assertThat(rotating.get()).isInstanceOf(SeedRotationStart.Started.class);
  }

  @Test
  void theRateIsKeptByTheDatabasesClock() throws Exception {
    fill("shop", 30, 1);
    rotate("shop");
    Reencryption slow = reencryption(10);

    assertThat(slow.runBatch()).isTrue();

    assertThat(rotation.progress("shop").orElseThrow().done()).isEqualTo(10);
    assertThat(
            fixture.query(
                "select next_batch_at > updated_at + interval '0.9 s' from orient_store.jobs"))
        .containsExactly("t");
    assertThat(slow.untilDue()).isPresent();
  }

  @Test
  void aPausedReencryptionRestsAndAnotherReplicaGoesOnWithIt() throws Exception {
    fill("shop", 30, 1);
    rotate("shop");
    assertThat(reencryption(10).runBatch()).isTrue();
    assertThat(rotation.pause("shop")).isTrue();
    assertThat(rotation.pause("shop")).isFalse();
    fixture.execute("update orient_store.jobs set next_batch_at = clock_timestamp()");

    assertThat(reencryption(10).runBatch()).isFalse();
    assertThat(rotation.progress("shop").orElseThrow().state()).isEqualTo(State.PAUSED);

    assertThat(rotation.resume("shop")).isTrue();
    fixture.maintain(fixture.open());
    assertThat(awaitEnd("shop").done()).isEqualTo(30);
  }

  private Reencryption reencryption(int rate) {
    Database database = fixture.database();
    StoreKeys keys = new StoreBootstrap(fixture.settings(), keks("k1")).run();
    return new Reencryption(database, keys, new SeedVault(database, keys.ring()), rate);
  }

  /** The other replica skips them and does not wait; the next pass finds them. */
  @Test
  void versionsThatSomebodyElseHasLockedAreDoneLater() throws Exception {
    fill("shop", 20, 1);
    rotate("shop");
    try (Connection other = fixture.connect()) {
      other.setAutoCommit(false);
      try (var statement = other.createStatement()) {
        statement.execute(
            "select 1 from orient_store.secret_versions v join orient_store.secrets s on s.uid ="
                + " v.secret_uid where s.name = 'KEY_5' for update of v");
      }
      Reencryption quick = reencryption(KeySettings.HIGHEST_RATE);
      await("all but one")
          .atMost(PATIENCE)
          .until(
              () -> {
                quick.runBatch();
                return rotation.progress("shop").orElseThrow().done() == 19;
              });
      quick.runBatch();
      assertThat(rotation.progress("shop").orElseThrow().state()).isEqualTo(State.RUNNING);
      other.rollback();
    }
    fixture.maintain(store);
    assertThat(awaitEnd("shop").done()).isEqualTo(20);
  }

  @Test
  void anOldKeyIsRotatedByItself() throws Exception {
    fill("shop", 3, 1);
    store.put(put("bank", "KEY", "money"), ALICE);
    fixture.execute(
        "update orient_store.data_keys set created_at = clock_timestamp() - interval '89 days'"
            + " where scope = 'bank'",
        "update orient_store.data_keys set created_at = clock_timestamp() - interval '91 days'"
            + " where scope = 'shop'");

    fixture.maintain(store);

    await("the rotation by age")
        .atMost(PATIENCE)
        .until(() -> rotation.progress("shop").isPresent());
    awaitEnd("shop");
    assertThat(fixture.query(GENERATIONS)).containsExactly("bank 1: 1", "shop 2: 3");
    assertThat(store.audit("shop", 1).get(0))
        .satisfies(
            entry -> {
              assertThat(entry.action()).isEqualTo("key-rotate");
              assertThat(entry.actorKind()).isEqualTo(Actor.Kind.OPERATOR);
              assertThat(entry.versionFrom()).isEqualTo(1);
              assertThat(entry.versionTo()).isEqualTo(2);
            });
  }

  @Test
  void theDatabaseLetsNothingOfAVersionChangeButItsEnvelope() throws Exception {
    fill("shop", 1, 2);
    String other = "(select envelope from orient_store.secret_versions where version = 2)";
    for (String change :
        List.of(
            "fingerprint = reverse(fingerprint)",
            "created_at = clock_timestamp()",
            "envelope = null",
            "version = 7",
            "envelope = " + other + ", fingerprint = reverse(fingerprint)")) {
      assertThatThrownBy(
              () ->
                  fixture.execute(
                      "update orient_store.secret_versions set " + change + " where version = 1"))
          .as(change)
          .isInstanceOf(SQLException.class);
    }
    fixture.execute(
        "update orient_store.secret_versions set envelope = " + other + " where version = 1");
  }
}
