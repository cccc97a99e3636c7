package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.PostgresPair;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real standby takes over; the operator knows both hosts by its URL. */
class FailoverIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final RecordingListener heard = new RecordingListener();
  private PostgresPair servers;
  private StoreFixture fixture;
  private PostgresSecretStore store;

  @BeforeEach
  void open(@TempDir Path data) throws SQLException {
    servers = PostgresPair.start(data);
    fixture = new StoreFixture(servers.database());
    // No poll: what arrives came by a hint, or after a new connection.
    store = fixture.open(fixture.settings(Duration.ofHours(1)), keks("k1"));
    store.put(put("shop", "KEY", "one"), ALICE);
    fixture.feed(store, heard);
    await().atMost(PATIENCE).until(() -> heard.states.contains("available"));
    servers.awaitStandby();
  }

  @AfterEach
  void close() {
    fixture.close();
    servers.close();
  }

  @Test
  void goesOnWithTheNewPrimaryWhenTheOldOneDies() throws SQLException {
    servers.primary().kill9();
    servers.promote();

    awaitWrite("KEY", "two", 2);

    awaitFeedAtTheNewPrimary();
  }

  @Test
  void leavesAPrimaryThatAnswersAndTakesNoWrites() throws SQLException {
    servers.makePrimaryReadOnly();
    servers.promote();

    awaitWrite("KEY", "two", 2);

    awaitFeedAtTheNewPrimary();
    assertThat(heard.states.get(1)).contains("read-only");
  }

  @Test
  void avoidsTheOldPrimaryWhenItComesBackAsAStandby() throws SQLException {
    servers.primary().stop();
    servers.promote();
    servers.demotePrimary();

    awaitWrite("KEY", "two", 2);

    PostgresSecretStore another = fixture.open();
    assertThat(another.put(put("shop", "OTHER", "value"), ALICE))
        .isEqualTo(new PutResult.Written(1, 1));
    awaitFeedAtTheNewPrimary();
  }

  @Test
  void aCommitThatTheStandbyNeverSawMakesEverybodyLookAgainAndLosesNoLaterValue()
      throws SQLException {
    servers.cutReplication();
    // The first value of a scope makes the scope's key, which is lost with it.
    awaitWrite("LOST", "value", "billing", 1);
    assertThat(text(read("billing", "LOST"))).isEqualTo("value");
    servers.primary().kill9();
    servers.promote();

    awaitWrite("LATER", "value", "billing", 1);

    assertThat(read("billing", "LOST")).isEqualTo(new SecretRead.Absent());
    await()
        .atMost(PATIENCE)
        .until(() -> heard.states.get(heard.states.size() - 1).equals("available"));
    assertThat(heard.states.size()).as("looked again").isGreaterThan(2);
    assertThat(text(fixture.open().read("billing", List.of("LATER")).get("LATER")))
        .as("after a restart, without the key in memory")
        .isEqualTo("value");
  }

  private void awaitWrite(String key, String value, long version) {
    awaitWrite(key, value, "shop", version);
  }

  private void awaitWrite(String key, String value, String scope, long version) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
        .until(() -> store.put(put(scope, key, value), ALICE).version() == version);
  }

  /** After an outage the listener looks at everything anew; later changes are told one by one. */
  private void awaitFeedAtTheNewPrimary() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                heard.states.size() > 2
                    && heard.states.get(heard.states.size() - 1).equals("available"));
    store.put(put("shop", "AFTER", "value"), ALICE);
    await().atMost(PATIENCE).until(() -> heard.names().contains("AFTER"));
    assertThat(heard.names()).contains("KEY").doesNotHaveDuplicates();
  }

  private SecretRead read(String scope, String key) {
    return store.read(scope, List.of(key)).get(key);
  }
}
