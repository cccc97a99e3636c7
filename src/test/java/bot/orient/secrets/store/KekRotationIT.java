package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two replicas with key sources of their own, which a test changes as a person does. */
@ExtendWith(PostgresExtension.class)
class KekRotationIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ChangingKeks keksOfA = ChangingKeks.of("k1");
  private final ChangingKeks keksOfB = ChangingKeks.of("k1");
  private StoreFixture fixture;
  private PostgresSecretStore a;
  private PostgresSecretStore b;

  @BeforeEach
  void startTwoReplicas(TestDatabase database) throws SQLException {
    fixture = new StoreFixture(database);
    a = fixture.open(keksOfA);
    b = fixture.open(keksOfB);
    a.put(put("shop", "KEY", "one"), ALICE);
    fixture.maintain(a);
    fixture.maintain(b);
    await("both replicas to announce themselves")
        .atMost(PATIENCE)
        .until(() -> fixture.count("key_holders") == 2);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void awaitActive(String kekId) {
    await(kekId + " to be active")
        .atMost(PATIENCE)
        .until(() -> a.keyRotation().kekStatus().states().get(kekId) == KekState.ACTIVE);
  }

  private void awaitMessage(String part) {
    await("a message with: " + part)
        .atMost(PATIENCE)
        .until(
            () ->
                a.keyRotation().kekStatus().messages().stream()
                    .anyMatch(message -> message.contains(part)));
  }

  private void rotateTo(String kekId) {
    keksOfA.add(kekId).activate(kekId);
    keksOfB.add(kekId).activate(kekId);
    awaitActive(kekId);
  }

  private List<String> wrappingKeys() throws SQLException {
    return fixture.query("select distinct kek_id from orient_store.data_keys order by 1");
  }

  @Test
  void readsAndWritesOfBothReplicasGoOnThroughARotation() throws Exception {
    try (StoreTraffic traffic = new StoreTraffic(a, b)) {
      traffic.awaitRounds(20);
      keksOfA.add("k2").activate("k2");
      awaitMessage("has not loaded it");
      traffic.awaitRounds(20);
      assertThat(wrappingKeys()).containsExactly("k1");
      keksOfB.add("k2").activate("k2");
      awaitActive("k2");
      traffic.awaitRounds(20);
      traffic.assertNoFailure();
    }
    assertThat(wrappingKeys()).containsExactly("k2");
    assertThat(a.keyRotation().kekStatus())
        .isEqualTo(
            new KekStatus(
                Map.of("k1", KekState.RETAINED, "k2", KekState.ACTIVE),
                Optional.empty(),
                List.of()));
    assertThat(auditOfTheStore()).contains("key-stage k2", "key-promote k2");
    assertThat(text(fixture.open(ChangingKeks.of("k2")).read("shop", List.of("KEY")).get("KEY")))
        .isEqualTo("one");
  }

  private List<String> auditOfTheStore() throws SQLException {
    return fixture.query(
        "select action || ' ' || key_name from orient_store.audit_log where scope = '' order by"
            + " seq");
  }

  @Test
  void scopesMadeWhileARotationWaitsAreWrappedWithTheKeyThatAllHave() throws SQLException {
    keksOfA.add("k2").activate("k2");
    awaitMessage("has not loaded it");

    a.put(put("bank", "KEY", "money"), ALICE);

    assertThat(wrappingKeys()).containsExactly("k1");
    assertThat(text(b.read("bank", List.of("KEY")).get("KEY"))).isEqualTo("money");
  }

  @Test
  void aReplicaThatIsGoneIsNotWaitedFor() throws SQLException {
    fixture.execute(
        "insert into orient_store.key_holders (instance, kek_id, wanted, seen_at)"
            + " values ('gone', 'k1', true, clock_timestamp() - interval '61 seconds'),"
            + " ('here', 'k1', true, clock_timestamp() + interval '1 hour')");
    keksOfA.add("k2").activate("k2");
    keksOfB.add("k2").activate("k2");
    awaitMessage("here has not loaded it");
    assertThat(a.keyRotation().kekStatus().messages())
        .noneMatch(message -> message.contains("gone"));

    fixture.execute("delete from orient_store.key_holders where instance = 'here'");
    awaitActive("k2");
  }

  @Test
  void aSecondRotationIsRefusedWhileOneWaitsAndFollowsIt() throws SQLException {
    keksOfA.add("k2").activate("k2");
    awaitMessage("'k2' waits");
    keksOfA.add("k3").activate("k3");
    awaitMessage("rotation to key-encryption key 'k3' is refused");
    assertThat(a.keyRotation().kekStatus().rotatingTo()).hasValue("k2");
    assertThat(wrappingKeys()).containsExactly("k1");

    keksOfB.add("k2").add("k3").activate("k3");
    awaitActive("k3");

    assertThat(a.keyRotation().kekStatus().states())
        .isEqualTo(
            Map.of("k1", KekState.DESTROYABLE, "k2", KekState.RETAINED, "k3", KekState.ACTIVE));
    assertThat(text(b.read("shop", List.of("KEY")).get("KEY"))).isEqualTo("one");
  }

  @Test
  void aRotationIsGivenUpWhenItsKeyIsTakenBack() {
    keksOfA.add("k2").activate("k2");
    awaitMessage("'k2' waits");

    keksOfA.activate("k1").remove("k2");

    await("the rotation to be given up")
        .atMost(PATIENCE)
        .until(() -> a.keyRotation().kekStatus().rotatingTo().isEmpty());
    assertThat(a.keyRotation().kekStatus().states()).containsEntry("k1", KekState.ACTIVE);
  }

  @Test
  void theWayBackToTheRetainedKeyIsARotation() throws SQLException {
    rotateTo("k2");
    keksOfA.activate("k1");
    keksOfB.activate("k1");
    awaitActive("k1");

    assertThat(wrappingKeys()).containsExactly("k1");
    assertThat(a.keyRotation().kekStatus().states()).containsEntry("k2", KekState.RETAINED);
  }

  @Test
  void anotherKeyUnderAKnownIdIsNeitherUsedNorFatal() throws SQLException {
    keksOfA.add("k1", 4711);
    awaitMessage("holds another key 'k1'");

    assertThat(a.put(put("shop", "KEY", "two"), ALICE)).isEqualTo(new PutResult.Written(2, 2));
    assertThat(a.put(put("bank", "KEY", "money"), ALICE)).isEqualTo(new PutResult.Written(1, 1));
    assertThat(text(b.read("bank", List.of("KEY")).get("KEY"))).isEqualTo("money");
    assertThatThrownBy(() -> fixture.open(keksOfA).list("shop"))
        .isInstanceOf(StoreKeyException.class)
        .hasMessageContaining("another key-encryption key 'k1'");
  }

  @Test
  void aNeededKeyThatWasTakenAwayStaysInUseAndIsAskedFor() {
    keksOfA.add("k9").activate("k9").remove("k1");
    awaitMessage("no longer holds key-encryption key 'k1'");

    assertThat(a.put(put("bank", "KEY", "money"), ALICE)).isEqualTo(new PutResult.Written(1, 1));
    assertThatThrownBy(() -> fixture.open(keksOfA).list("shop"))
        .isInstanceOf(StoreKeyException.class)
        .hasMessageContaining("key-encryption key 'k1', which is not loaded");
  }

  @Test
  void aSourceThatCannotBeReadIsToldAndStopsNothing() {
    keksOfA.breakDown();
    awaitMessage("the test's keys cannot be read: mend them");

    assertThat(a.put(put("bank", "KEY", "money"), ALICE)).isEqualTo(new PutResult.Written(1, 1));
  }

  @Test
  void aKeyIsDestroyedOnlyWhenNothingNeedsIt() throws SQLException {
    KeyRotation rotation = a.keyRotation();
    assertThat(rotation.destroyKek("k1", ALICE))
        .isInstanceOfSatisfying(
            KeyDestruction.Refused.class, no -> assertThat(no.reason()).contains("in use"));
    rotateTo("k2");
    fixture.tamper("update orient_store.data_keys set kek_id = 'k1' where scope = 'shop'");
    assertThat(rotation.destroyKek("k1", ALICE))
        .isInstanceOfSatisfying(
            KeyDestruction.Refused.class, no -> assertThat(no.reason()).contains("still wrapped"));
    fixture.tamper("update orient_store.data_keys set kek_id = 'k2' where scope = 'shop'");

    assertThat(rotation.destroyKek("k1", ALICE)).isEqualTo(new KeyDestruction.Destroyed());

    keksOfA.remove("k1");
    keksOfB.remove("k1");
    assertThat(rotation.kekStatus().states()).containsEntry("k1", KekState.DESTROYED);
    assertThat(auditOfTheStore()).endsWith("key-destroy k1");
    assertThat(text(fixture.open(ChangingKeks.of("k2")).read("shop", List.of("KEY")).get("KEY")))
        .isEqualTo("one");
  }

  @Test
  void aDataKeyThatCannotBeUnwrappedKeepsItsKeyNeededAndHoldsNobodyUp() throws SQLException {
    a.put(put("bank", "KEY", "money"), ALICE);
    fixture.tamper(
        "update orient_store.data_keys set wrapped = set_byte(wrapped, 100, 255 - get_byte(wrapped,"
            + " 100)) where scope = 'bank'");

    rotateTo("k2");

    assertThat(
            fixture.query(
                "select scope || ' ' || kek_id from orient_store.data_keys where scope <> ''"
                    + " order by 1"))
        .containsExactly("bank k1", "shop k2");
    assertThat(a.keyRotation().destroyKek("k1", ALICE)).isInstanceOf(KeyDestruction.Refused.class);
    assertThat(text(b.read("shop", List.of("KEY")).get("KEY"))).isEqualTo("one");
  }

  /** Written by an operator that wrapped with whatever its source named. */
  @Test
  void seedsUnderSeveralKeysAreBroughtUnderOne(TestDatabase database) throws SQLException {
    rotateTo("k2");
    fixture.close();
    fixture.execute(
        "update orient_store.kek_registry set state = 'staged'",
        "truncate orient_store.key_holders");

    a = fixture.open(ChangingKeks.of("k1", "k2"));
    fixture.maintain(a);

    awaitActive("k1");
    await().atMost(PATIENCE).until(() -> wrappingKeys().equals(List.of("k1")));
    assertThat(text(a.read("shop", List.of("KEY")).get("KEY"))).isEqualTo("one");
  }

  @Test
  void aReplicaThatEndsIsForgottenAtOnce() throws SQLException {
    fixture.close();

    assertThat(fixture.count("key_holders")).isZero();
  }

  @Test
  void aWriterThatHoldsOffAPromotionOnlyDelaysIt() throws SQLException {
    try (Connection writer = fixture.connect()) {
      writer.setAutoCommit(false);
      KekRegistry.lockActive(writer);
      keksOfA.add("k2").activate("k2");
      keksOfB.add("k2").activate("k2");
      await("both to have the key")
          .atMost(PATIENCE)
          .until(
              () ->
                  fixture
                      .query("select count(*) from orient_store.key_holders where kek_id = 'k2'")
                      .equals(List.of("2")));
      assertThat(a.put(put("shop", "KEY", "two"), ALICE)).isEqualTo(new PutResult.Written(2, 2));
      assertThat(wrappingKeys()).containsExactly("k1");
      writer.rollback();
    }
    awaitActive("k2");
  }
}
