package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.secret;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.store.SecretHistory.State;
import bot.orient.secrets.store.SecretHistory.Version;
import bot.orient.secrets.store.SecretHistory.VersionState;
import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of versions: rolled back to, deleted, brought back, destroyed. */
@ExtendWith(PostgresExtension.class)
class SecretHistoryIT {

  private static final Actor BOB = new Actor("bob", Actor.Kind.SERVICE_ACCOUNT, "a test");

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

  @Test
  void tellsWhoWroteWhichVersionWhenAndWhy() {
    store.put(put("shop", "KEY", "one"), ALICE);
    store.importValue(
        new ImportRequest(
            "shop", "KEY", secret("two"), null, null, new ImportRequest.Source("shop", "in", "k")),
        BOB);
    store.rollback(RollbackRequest.of("shop", "KEY", 1), ALICE);

    SecretHistory history = history();

    assertThat(history.state()).isEqualTo(State.ACTIVE);
    assertThat(history.currentVersion()).isEqualTo(3);
    assertThat(history.revision()).isEqualTo(3);
    assertThat(history.deletedAt()).isNull();
    assertThat(history.versions())
        .extracting(
            Version::version,
            Version::state,
            Version::actor,
            Version::actorKind,
            Version::action,
            Version::copiedFrom)
        .containsExactly(
            tuple(3L, VersionState.CURRENT, "alice", Actor.Kind.USER, "rollback", 1L),
            tuple(2L, VersionState.KEPT, "bob", Actor.Kind.SERVICE_ACCOUNT, "import", null),
            tuple(1L, VersionState.KEPT, "alice", Actor.Kind.USER, "create", null));
    assertThat(history.versions())
        .extracting(Version::writtenAt)
        .doesNotContainNull()
        .isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(store.history("shop", "NONE")).isEmpty();
    assertThat(store.history("bank", "KEY")).isEmpty();
  }

  @Test
  void rollsBackByWritingTheOldValueAsANewVersion() {
    store.put(put("shop", "KEY", "one"), ALICE);
    store.put(put("shop", "KEY", "two"), ALICE);

    assertThat(store.rollback(RollbackRequest.of("shop", "KEY", 1), BOB))
        .isEqualTo(new PutResult.Written(3, 3));

    assertThat(current()).isEqualTo("one");
    assertThat(text(store.readVersions("shop", Map.of("KEY", 2L)).get("KEY"))).isEqualTo("two");
    assertThat(store.audit("shop", 1).get(0))
        .returns("rollback", AuditEntry::action)
        .returns("bob", AuditEntry::actor)
        .returns(1L, AuditEntry::versionFrom)
        .returns(3L, AuditEntry::versionTo);
    assertThat(store.put(put("shop", "KEY", "four"), ALICE).version()).isEqualTo(4);
  }

  @Test
  void rollingBackToTheValueThatIsThereWritesNothing() throws SQLException {
    store.put(put("shop", "KEY", "one"), ALICE);
    store.put(put("shop", "KEY", "two"), ALICE);
    store.put(put("shop", "KEY", "one"), ALICE);

    assertThat(store.rollback(RollbackRequest.of("shop", "KEY", 1), ALICE))
        .isEqualTo(new PutResult.Unchanged(3, 3));
    assertThat(store.rollback(RollbackRequest.of("shop", "KEY", 3), ALICE))
        .isEqualTo(new PutResult.Unchanged(3, 3));
    assertThat(fixture.count("audit_log")).isEqualTo(3);
    assertThat(fixture.count("change_feed")).isEqualTo(3);
  }

  @Test
  void aRollbackCanBeConditionalAndRepeated() throws SQLException {
    store.put(put("shop", "KEY", "one"), ALICE);
    store.put(put("shop", "KEY", "two"), ALICE);
    RollbackRequest request = RollbackRequest.of("shop", "KEY", 1).withToken("t-1");

    assertThat(store.rollback(request.expecting(Expectation.revision(1)), ALICE))
        .isEqualTo(new PutResult.Conflict(Expectation.revision(1), 2, 2));
    assertThat(store.rollback(request.expecting(Expectation.revision(2)), ALICE))
        .isEqualTo(new PutResult.Written(3, 3));
    store.put(put("shop", "KEY", "four"), ALICE);
    store.destroyVersion("shop", "KEY", 1, ALICE);

    assertThat(store.rollback(request, ALICE)).isEqualTo(new PutResult.Written(3, 3));
    assertThat(current()).isEqualTo("four");
    assertThatThrownBy(
            () -> store.rollback(RollbackRequest.of("shop", "KEY", 2).withToken("t-1"), ALICE))
        .isInstanceOf(InvalidSecretException.class)
        .hasMessageContaining("requestToken was used before");
    assertThat(fixture.count("secret_versions")).isEqualTo(4);
  }

  @Test
  void refusesToRollBackToWhatCannotBeRead() throws SQLException {
    store.put(put("shop", "KEY", "one"), ALICE);
    store.put(put("shop", "KEY", "two"), ALICE);
    store.put(put("shop", "KEY", "three"), ALICE);
    store.destroyVersion("shop", "KEY", 1, ALICE);
    fixture.tamper(
        "update orient_store.secret_versions set envelope = set_byte(envelope, 150, 0),"
            + " fingerprint = fingerprint where version = 2");

    assertRollbackRefused("KEY", 9, "version 9 does not exist, the newest is 3");
    assertRollbackRefused("KEY", 1, "version 1 was destroyed at 20");
    assertRollbackRefused("KEY", 2, "version 2 cannot be read");
    assertRollbackRefused("NONE", 1, "never written");
    store.delete("shop", "KEY", ALICE);
    assertRollbackRefused("KEY", 3, "undelete it first");
    assertThat(fixture.count("secret_versions")).isEqualTo(3);
  }

  private void assertRollbackRefused(String key, long version, String why) {
    assertThatThrownBy(() -> store.rollback(RollbackRequest.of("shop", key, version), ALICE))
        .isInstanceOf(InvalidSecretException.class)
        .hasMessageContaining(why);
  }

  @Test
  void undeleteBringsBackTheVersionThatWasDeleted() {
    store.put(put("shop", "KEY", "one"), ALICE);
    store.put(put("shop", "KEY", "two").describedAs("slack", "the bot"), ALICE);
    store.delete("shop", "KEY", BOB);

    assertThat(history().state()).isEqualTo(State.DELETED);
    assertThat(history().restorableUntil())
        .isEqualTo(history().deletedAt().plus(Duration.ofDays(30)));
    assertThat(store.undelete("shop", "KEY", BOB)).isEqualTo(new UndeleteResult.Restored(2, 4));

    assertThat(current()).isEqualTo("two");
    assertThat(store.list("shop").get(0).description()).isEqualTo("the bot");
    assertThat(history().state()).isEqualTo(State.ACTIVE);
    assertThat(history().restorableUntil()).isNull();
    assertThat(store.audit("shop", 2))
        .extracting(
            AuditEntry::action, AuditEntry::actor, AuditEntry::versionFrom, AuditEntry::versionTo)
        .containsExactly(tuple("undelete", "bob", null, 2L), tuple("delete", "bob", 2L, null));
    assertThat(store.undelete("shop", "KEY", BOB)).isEqualTo(new UndeleteResult.NotDeleted(2, 4));
    assertThat(store.undelete("shop", "NONE", BOB)).isEqualTo(new UndeleteResult.Unknown());
  }

  @Test
  void theFeedTellsOfUndeleteRollbackAndADestroyedVersion() {
    RecordingListener heard = new RecordingListener();
    fixture.feed(store, heard);
    await().until(() -> heard.states.contains("available"));
    store.put(put("shop", "KEY", "one"), ALICE);
    store.put(put("shop", "KEY", "two"), ALICE);
    store.delete("shop", "KEY", ALICE);
    await().until(() -> heard.names().size() == 3);

    store.undelete("shop", "KEY", ALICE);
    await().until(() -> heard.names().size() == 4);
    store.rollback(RollbackRequest.of("shop", "KEY", 1), ALICE);
    await().until(() -> heard.names().size() == 5);
    store.destroyVersion("shop", "KEY", 2, ALICE);
    await().until(() -> heard.names().size() == 6);
  }

  @Test
  void afterTheWindowASecretIsDestroyedForGood() throws SQLException {
    store.put(put("shop", "KEY", "one"), ALICE);
    store.put(put("shop", "KEY", "two"), ALICE);
    store.put(put("shop", "LATER", "one"), ALICE);
    store.delete("shop", "KEY", ALICE);
    store.delete("shop", "LATER", ALICE);
    assertThat(store.destroyExpired()).isZero();
    endWindow("KEY");

    // Over is over, whether or not anybody has destroyed it yet.
    assertThat(store.undelete("shop", "KEY", ALICE))
        .isEqualTo(new UndeleteResult.TooLate(history().deletedAt()));
    assertThat(store.destroyExpired()).isEqualTo(2);
    assertThat(store.destroyExpired()).isZero();

    assertThat(history().state()).isEqualTo(State.DESTROYED);
    assertThat(history().versions())
        .extracting(Version::state)
        .containsOnly(VersionState.DESTROYED);
    assertThat(fixture.query("select count(envelope) from orient_store.secret_versions"))
        .containsExactly("1");
    assertThat(store.audit("shop", 2))
        .extracting(AuditEntry::action, AuditEntry::key, AuditEntry::actorKind)
        .containsOnly(tuple("destroy", "KEY", Actor.Kind.OPERATOR));
    assertThat(store.audit("shop", 2))
        .extracting(AuditEntry::versionFrom)
        .containsExactlyInAnyOrder(1L, 2L);
    assertThat(store.undelete("shop", "KEY", ALICE)).isInstanceOf(UndeleteResult.TooLate.class);
    assertThat(store.undelete("shop", "LATER", ALICE)).isInstanceOf(UndeleteResult.Restored.class);
    assertThat(store.put(put("shop", "KEY", "two"), ALICE).version()).isEqualTo(3);
    assertThat(current()).isEqualTo("two");
  }

  @Test
  void housekeepingDestroysWhatIsOver() throws SQLException {
    store.put(put("shop", "KEY", "one"), ALICE);
    store.delete("shop", "KEY", ALICE);
    try (Housekeeping first = store.openHousekeeping(Duration.ofMillis(20));
        Housekeeping second = fixture.open().openHousekeeping(Duration.ofMillis(20))) {
      endWindow("KEY");
      await().until(() -> history().state() == State.DESTROYED);
    }
    assertThat(
            fixture.query("select count(*) from orient_store.audit_log where action = 'destroy'"))
        .containsExactly("1");
  }

  @Test
  void onlyADeletedSecretIsDestroyedByHand() {
    store.put(put("shop", "KEY", "one"), ALICE);
    store.put(put("shop", "KEY", "two"), ALICE);

    assertThat(store.destroy("shop", "KEY", BOB)).isEqualTo(new DestroyResult.InUse(2));
    assertThat(store.destroy("shop", "NONE", BOB)).isEqualTo(new DestroyResult.Unknown());
    store.delete("shop", "KEY", ALICE);
    assertThat(store.destroy("shop", "KEY", BOB)).isEqualTo(new DestroyResult.Destroyed(2));
    assertThat(store.destroy("shop", "KEY", BOB)).isEqualTo(new DestroyResult.Destroyed(0));

    assertThat(store.undelete("shop", "KEY", ALICE)).isInstanceOf(UndeleteResult.TooLate.class);
    assertThat(store.audit("shop", 1).get(0))
        .returns("destroy", AuditEntry::action)
        .returns("bob", AuditEntry::actor);
  }

  @Test
  void oneOldVersionIsDestroyedByHand() {
    store.put(put("shop", "KEY", "leaked"), ALICE);
    store.put(put("shop", "KEY", "two"), ALICE);

    assertThat(store.destroyVersion("shop", "KEY", 2, BOB)).isEqualTo(new DestroyResult.InUse(2));
    assertThat(store.destroyVersion("shop", "KEY", 3, BOB)).isEqualTo(new DestroyResult.Unknown());
    assertThat(store.destroyVersion("shop", "NONE", 1, BOB)).isEqualTo(new DestroyResult.Unknown());
    assertThat(store.destroyVersion("shop", "KEY", 1, BOB))
        .isEqualTo(new DestroyResult.Destroyed(1));
    assertThat(store.destroyVersion("shop", "KEY", 1, BOB))
        .isEqualTo(new DestroyResult.Destroyed(0));

    assertThat(current()).isEqualTo("two");
    assertThat(store.readVersions("shop", Map.of("KEY", 1L)).get("KEY"))
        .isInstanceOfSatisfying(
            SecretRead.NoSuchVersion.class,
            none -> assertThat(none.reason()).startsWith("version 1 was destroyed at 20"));
    assertThat(history().versions().get(1).destroyedAt()).isNotNull();
  }

  @Test
  void versionsThatAreTooManyAreDestroyedWithTheNextWrite() {
    PostgresSecretStore keepsThree =
        fixture.open(
            fixture.settings(), keks("k1"), new Retention(3, Retention.DEFAULT.undeleteWindow()));
    for (int i = 1; i <= 5; i++) {
      store.put(put("shop", "KEY", "value " + i), ALICE);
    }
    assertThat(kept()).containsExactly(5L, 4L, 3L, 2L, 1L);

    keepsThree.put(put("shop", "KEY", "value 6"), BOB);

    assertThat(kept()).containsExactly(6L, 5L, 4L);
    assertThat(history().versions()).hasSize(6);
    assertThat(store.audit("shop", 3))
        .extracting(AuditEntry::action, AuditEntry::actor)
        .containsOnly(tuple("destroy", "bob"));
    assertThat(store.audit("shop", 3))
        .extracting(AuditEntry::versionFrom)
        .containsExactlyInAnyOrder(1L, 2L, 3L);
    assertThat(current()).isEqualTo("value 6");
    keepsThree.rollback(RollbackRequest.of("shop", "KEY", 4), BOB);
    assertThat(kept()).containsExactly(7L, 6L, 5L);
    assertThat(current()).isEqualTo("value 4");
  }

  @Test
  void sqlMaySealAVersionAnewAndDestroyItAndNothingElse() throws SQLException {
    store.put(put("shop", "KEY", "one"), ALICE);
    store.put(put("shop", "KEY", "two"), ALICE);
    String resealed = "update orient_store.secret_versions set envelope = envelope || '\\x00'";
    fixture.execute(
        resealed,
        "update orient_store.secret_versions set envelope = null, destroyed_at = now()"
            + " where version = 1");

    for (String sql :
        List.of(
            "update orient_store.secret_versions set envelope = '\\x00' where version = 1",
            "update orient_store.secret_versions set destroyed_at = null where version = 1",
            "update orient_store.secret_versions set envelope = null, destroyed_at = now()"
                + " where version = 2",
            "update orient_store.secret_versions set envelope = envelope || '\\x00', actor = 'x'"
                + " where version = 2",
            "update orient_store.secret_versions set fingerprint = 'aaaaaaaaaaaaaaaaaaaaaa'",
            "update orient_store.secret_versions set request_token = 'x'",
            "delete from orient_store.secret_versions where version = 1",
            "truncate orient_store.secret_versions cascade")) {
      assertThatThrownBy(() -> fixture.execute(sql))
          .as(sql)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23001"));
    }
    assertThatThrownBy(
            () ->
                fixture.execute(
                    "update orient_store.secret_versions set destroyed_at = now()"
                        + " where version = 2"))
        .isInstanceOf(SQLException.class);
    fixture.execute("update orient_store.secrets set revision = 1 where name = 'KEY'");
    assertThat(history().revision()).isEqualTo(3);
  }

  @Test
  void aStoreOfBeforeKnowsWhoWroteItsVersionsAndGetsAWindow(TestDatabase database)
      throws SQLException {
    fixture.execute("drop schema orient_store cascade");
    Flyway.configure()
        .dataSource(database.dataSource())
        .schemas("orient_store")
        .defaultSchema("orient_store")
        .locations("classpath:db/migration")
        .target("1")
        .load()
        .migrate();
    fixture.execute(
        secretBefore("KEY", 2, "active"),
        secretBefore("GONE", 1, "deleted"),
        versionBefore("KEY", 1, "create", "alice"),
        versionBefore("KEY", 2, "update", "bob"),
        versionBefore("GONE", 1, "import", "kubectl"));

    Flyway.configure()
        .dataSource(database.dataSource())
        .schemas("orient_store")
        .defaultSchema("orient_store")
        .locations("classpath:db/migration")
        .load()
        .migrate();

    assertThat(
            fixture.query(
                "select s.name || v.version || v.actor || v.action || s.revision"
                    + " from orient_store.secret_versions v"
                    + " join orient_store.secrets s on s.uid = v.secret_uid order by 1"))
        .containsExactly("GONE1kubectlimport1", "KEY1alicecreate2", "KEY2bobupdate2");
    assertThat(
            fixture.query(
                "select name from orient_store.secrets"
                    + " where restorable_until > now() + interval '29 days'"))
        .containsExactly("GONE");
  }

  private static String secretBefore(String name, int version, String state) {
    return "insert into orient_store.secrets (uid, scope, name, current_version, state)"
        + " values (gen_random_uuid(), 'shop', '%s', %d, '%s')".formatted(name, version, state);
  }

  private static String versionBefore(String name, int version, String action, String actor) {
    return "with v as (insert into orient_store.secret_versions"
        + " (secret_uid, version, envelope, fingerprint)"
        + " select uid, %d, decode(repeat('00', 200), 'hex'), repeat('a', 22)".formatted(version)
        + " from orient_store.secrets where name = '%s')".formatted(name)
        + " insert into orient_store.audit_log"
        + " (scope, actor, actor_kind, source, action, key_name, version_to)"
        + " values ('shop', '%s', 'USER', 'a test', '%s', '%s', %d)"
            .formatted(actor, action, name, version);
  }

  /** Time cannot be turned forward, but the row can be turned back. */
  private void endWindow(String key) throws SQLException {
    fixture.execute(
        "update orient_store.secrets set restorable_until = clock_timestamp()"
            + " where scope = 'shop' and name = '"
            + key
            + "'");
  }

  private List<Long> kept() {
    return history().versions().stream()
        .filter(version -> version.state() != VersionState.DESTROYED)
        .map(Version::version)
        .toList();
  }

  private SecretHistory history() {
    return store.history("shop", "KEY").orElseThrow();
  }

  private String current() {
    return text(store.read("shop", List.of("KEY")).get("KEY"));
  }
}
