package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.secret;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.crypto.SealingPublicKey;
import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Values that were sealed for Git: each is taken over once, in its own place, and never again. */
@ExtendWith(PostgresExtension.class)
class SealedValuesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Instant EARLIER = Instant.now().minus(1, ChronoUnit.DAYS);
  private static final Instant LATER = EARLIER.plus(1, ChronoUnit.HOURS);

  private StoreFixture fixture;
  private PostgresSecretStore store;

  @BeforeEach
  void open(TestDatabase database) {
    fixture = new StoreFixture(database);
    store = fixture.open();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private String seal(String value, Instant at) {
    return seal(store.sealingKey(), "shop", value, at);
  }

  private static String seal(SealingPublicKey key, String scope, String value, Instant at) {
    return ValueSealer.seal(key, scope, "KEY", secret(value), at).encoded();
  }

  private SealedImportResult take(String text) {
    return take(store, text);
  }

  private static SealedImportResult take(PostgresSecretStore from, String text) {
    return from.importSealed(
        new SealedImportRequest("shop", "KEY", text, "slack", "from Git"), ALICE);
  }

  private String value() {
    return text(store.read("shop", Set.of("KEY")).get("KEY"));
  }

  private static void assertInvalid(SealedImportResult result, String reason) {
    assertThat(result)
        .asInstanceOf(type(SealedImportResult.Invalid.class))
        .extracting(SealedImportResult.Invalid::reason)
        .asString()
        .contains(reason);
  }

  @Test
  void aSealedValueIsTakenOverOnceWithItsAuditRow() throws SQLException {
    String text = seal("from-git", EARLIER);

    assertThat(take(text)).isEqualTo(new SealedImportResult.Taken(1, true));
    assertThat(take(text)).isEqualTo(new SealedImportResult.AlreadyTaken(true));

    assertThat(value()).isEqualTo("from-git");
    assertThat(fixture.query("select action || ' ' || actor from orient_store.audit_log"))
        .containsExactly("import-sealed alice");
    assertThat(store.history("shop", "KEY").orElseThrow().versions()).hasSize(1);
    assertThat(store.list("shop").get(0).description()).isEqualTo("from Git");
    assertThat(store.verify(List::of).findings()).isEmpty();
    assertThat(String.join("\n", fixture.everything())).doesNotContain("from-git");
  }

  @Test
  void aLaterValueOfTheStoreIsNotRevertedByATextThatStays() {
    String text = seal("from-git", EARLIER);
    take(text);
    store.put(put("shop", "KEY", "by-hand"), ALICE);

    assertThat(take(text)).isEqualTo(new SealedImportResult.AlreadyTaken(true));
    assertThat(value()).isEqualTo("by-hand");
  }

  @Test
  void aDeletedSecretIsNotBroughtBackByATextThatStays() throws SQLException {
    String text = seal("from-git", EARLIER);
    take(text);
    store.delete("shop", "KEY", ALICE);

    assertThat(take(text)).isEqualTo(new SealedImportResult.AlreadyTaken(false));
    store.destroy("shop", "KEY", ALICE);
    assertThat(take(text)).isEqualTo(new SealedImportResult.AlreadyTaken(false));
    assertThat(store.read("shop", Set.of("KEY")).get("KEY")).isInstanceOf(SecretRead.Absent.class);

    assertThat(take(seal("sealed-anew", LATER))).isEqualTo(new SealedImportResult.Taken(2, true));
    assertThat(fixture.count("sealed_imports")).isEqualTo(2);
  }

  @Test
  void whatWasSealedBeforeTheNewestIsRefusedWhetherItWasSeenOrNot() {
    String first = seal("first", EARLIER);
    String unseen = seal("unseen", EARLIER.plusSeconds(1));
    take(first);
    take(seal("second", LATER));

    assertThat(take(unseen))
        .isEqualTo(
            new SealedImportResult.Outdated(
                EARLIER.plusSeconds(1).truncatedTo(ChronoUnit.MILLIS),
                LATER.truncatedTo(ChronoUnit.MILLIS)));
    assertThat(take(first)).isInstanceOf(SealedImportResult.Outdated.class);
    assertThat(value()).isEqualTo("second");
  }

  @Test
  void aValueThatTheStoreHasAlreadyIsTakenOverWithoutAVersion() {
    store.put(put("shop", "KEY", "same"), ALICE);

    assertThat(take(seal("same", EARLIER))).isEqualTo(new SealedImportResult.Taken(1, false));
    assertThat(take(seal("other", LATER))).isEqualTo(new SealedImportResult.Taken(2, true));
  }

  @Test
  void whatWasSealedForAnotherPlaceIsRefusedAndLeavesNothing() throws SQLException {
    SealingPublicKey key = store.sealingKey();
    SealingPublicKey foreign = new SealingPublicKey(UUID.randomUUID(), key.id(), key.base64());

    assertInvalid(take(seal(key, "other", "x", EARLIER)), "another scope or key");
    assertInvalid(take(seal(foreign, "shop", "x", EARLIER)), "is damaged, or was sealed");
    assertInvalid(
        take(ValueSealer.seal(key, "shop", "OTHER_KEY", secret("x"), EARLIER).encoded()),
        "--scope shop --key KEY");
    assertThat(fixture.count("secrets")).isZero();
    assertThat(fixture.count("sealed_imports")).isZero();
    assertThat(fixture.count("audit_log")).isZero();
  }

  @Test
  void whatWasSealedForAnotherStoreNamesTheKeyThatIsMissing() {
    SealingPublicKey key = store.sealingKey();
    UUID unknown = UUID.randomUUID();

    assertInvalid(
        take(seal(new SealingPublicKey(key.store(), unknown, key.base64()), "shop", "x", EARLIER)),
        "this one has no key " + unknown);
  }

  @Test
  void aTextFromTheFutureIsRefusedSoThatItOutdatesNoHonestOne() throws SQLException {
    Instant now = Instant.now();

    assertInvalid(take(seal("x", now.plusSeconds(310))), "correct the clock");
    assertThat(fixture.count("secrets")).isZero();
    assertThat(take(seal("y", now.plusSeconds(240)))).isInstanceOf(SealedImportResult.Taken.class);
  }

  /** The seed is fixed: a failure can be repeated. */
  @Test
  void thousandsOfDamagedTextsGetACleanAnswerAndChangeNothing() throws SQLException {
    Random random = new Random(8);
    String good = seal("from-git", EARLIER);
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder(good);
      int at = random.nextInt(text.length());
      switch (i % 4) {
        case 0 -> text.setCharAt(at, text.charAt(at) == 'A' ? 'B' : 'A');
        case 1 -> text.deleteCharAt(at);
        case 2 -> text.insert(at, (char) (1 + random.nextInt(0x2fff)));
        default -> text.setLength(at);
      }
      assertThat(take(text.toString()))
          .asInstanceOf(type(SealedImportResult.Invalid.class))
          .satisfies(invalid -> assertThat(invalid.reason()).hasSizeBetween(20, 250));
    }
    assertThat(fixture.count("secrets")).isZero();
    assertThat(take(good)).isEqualTo(new SealedImportResult.Taken(1, true));
  }

  @Test
  void theLongestValueIsTakenOverAndNoLongerOneIsSealed() {
    String longest = "v".repeat(WriteRules.MAX_VALUE_BYTES);

    assertThat(take(seal(longest, EARLIER))).isEqualTo(new SealedImportResult.Taken(1, true));
    assertThat(value()).isEqualTo(longest);
    assertThatThrownBy(() -> seal(longest + "v", LATER))
        .isInstanceOf(InvalidSecretException.class)
        .hasMessageContaining("65536");
  }

  @Test
  void whatTheStoreWouldRefuseIsNotSealed() {
    SealingPublicKey key = store.sealingKey();

    assertThatThrownBy(() -> ValueSealer.seal(key, "Shop!", "KEY", secret("x"), EARLIER))
        .hasMessageStartingWith("scope must be");
    assertThatThrownBy(() -> ValueSealer.seal(key, "shop", "a key", secret("x"), EARLIER))
        .hasMessageStartingWith("key must be");
  }

  @Test
  void aCompromisedValueIsNotTakenOver() {
    store.put(put("shop", "KEY", "leaked"), ALICE);
    store.markCompromised("shop", "KEY", null, ALICE);
    store.put(put("shop", "KEY", "fresh"), ALICE);
    String text = seal("leaked", EARLIER);

    assertThatThrownBy(() -> take(text)).isInstanceOf(InvalidSecretException.class);
    assertThat(value()).isEqualTo("fresh");
  }

  @Test
  void manyReplicasTakeOneTextOverOnce() throws Exception {
    String text = seal("from-git", EARLIER);
    List<PostgresSecretStore> replicas = List.of(store, fixture.open(), fixture.open());
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Future<SealedImportResult>> results = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        PostgresSecretStore replica = replicas.get(i % replicas.size());
        results.add(threads.submit(() -> take(replica, text)));
      }
      int taken = 0;
      for (Future<SealedImportResult> result : results) {
        taken += result.get() instanceof SealedImportResult.Taken ? 1 : 0;
      }
      assertThat(taken).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
    assertThat(fixture.count("secret_versions")).isEqualTo(1);
  }

  @Test
  void allReplicasGiveOutOneKey() {
    assertThat(fixture.open().sealingKey()).isEqualTo(store.sealingKey());
  }

  @Test
  void anOldKeyIsRenewedOnceAndStillOpens() throws SQLException {
    SealingPublicKey old = store.sealingKey();
    String text = seal("from-git", EARLIER);
    fixture.tamper(
        "update orient_store.data_keys set created_at = created_at - interval '31 days'"
            + " where purpose = 'RECIPIENT'");
    fixture.maintain(store);
    fixture.maintain(fixture.open());

    await("the renewal").atMost(PATIENCE).until(() -> !store.sealingKey().equals(old));
    assertThat(take(fixture.open(), text)).isEqualTo(new SealedImportResult.Taken(1, true));
    assertThat(take(seal("sealed-anew", LATER))).isEqualTo(new SealedImportResult.Taken(2, true));
    assertThat(
            fixture.query(
                "select generation || ' ' || state from orient_store.data_keys"
                    + " where purpose = 'RECIPIENT' order by generation"))
        .containsExactly("1 decrypt_only", "2 active");
    assertThat(
            fixture.query(
                "select action || ' ' || version_from || ' ' || version_to"
                    + " from orient_store.audit_log where key_name = 'sealing-key'"))
        .containsExactly("key-rotate 1 2");
  }

  @Test
  void rotatingTheKeyEncryptionKeyChangesNeitherKeyNorWhatWasSealed() throws SQLException {
    ChangingKeks keks = ChangingKeks.of("k1");
    PostgresSecretStore replica = fixture.open(keks);
    SealingPublicKey key = replica.sealingKey();
    String text = seal(key, "shop", "from-git", EARLIER);
    keks.add("k2").activate("k2");
    fixture.maintain(replica);
    await("the rotation")
        .atMost(PATIENCE)
        .until(
            () ->
                fixture
                    .query("select distinct kek_id from orient_store.data_keys")
                    .equals(List.of("k2")));

    PostgresSecretStore fresh = fixture.open(keks("k2"));

    assertThat(fresh.sealingKey()).isEqualTo(key);
    assertThat(take(fresh, text)).isEqualTo(new SealedImportResult.Taken(1, true));
  }

  @Test
  void whatWasTakenOverCannotBeForgotten() {
    take(seal("from-git", EARLIER));

    for (String change :
        List.of(
            "delete from orient_store.sealed_imports",
            "truncate orient_store.sealed_imports",
            "update orient_store.sealed_imports set sealed_at = now()")) {
      assertThatThrownBy(() -> fixture.execute(change)).hasMessageContaining("never changed");
    }
  }
}
