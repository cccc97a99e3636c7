package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class ChangeFeedIT {

  /** Longer than any test: what arrives came by the hint. */
  private static final Duration NO_POLL = Duration.ofHours(1);

  private static final String KILL_FEEDS =
      "select pg_terminate_backend(pid) from pg_stat_activity"
          + " where datname = current_database() and application_name like '%feed'";

  private final RecordingListener heard = new RecordingListener();
  private StoreFixture fixture;

  @BeforeEach
  void open(TestDatabase database) {
    fixture = new StoreFixture(database);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void tellsEveryKindOfChangeAtOnce() {
    PostgresSecretStore store = follow(NO_POLL);

    store.put(put("shop", "KEY", "value"), ALICE);
    store.put(put("shop", "KEY", "value"), ALICE);
    store.grant("platform", "shop", ALICE);
    store.putProviderDefaults(
        "shop", "main", Map.of("chat", new ProviderChoice("openai", null)), ALICE);
    store.delete("shop", "KEY", ALICE);

    await()
        .untilAsserted(
            () ->
                assertThat(heard.changes)
                    .containsExactly(
                        new Change("shop", Change.Kind.SECRET, "KEY"),
                        new Change("platform", Change.Kind.GRANT, "shop"),
                        new Change("shop", Change.Kind.PROVIDERS, "main"),
                        new Change("shop", Change.Kind.SECRET, "KEY")));
  }

  @Test
  void findsByThePollWhatCameWithoutAHint() throws SQLException {
    follow(Duration.ofMillis(100));

    fixture.execute(insert("SILENT"));

    await().until(() -> heard.names().equals(List.of("SILENT")));
  }

  @Test
  void neitherMissesNorDoublesARowThatCommitsOutOfOrder() throws SQLException {
    fixture.open().list("shop");
    try (Connection reader = fixture.connect();
        Connection early = fixture.connect();
        Statement earlyStatement = early.createStatement()) {
      FeedCursor cursor = new FeedCursor();
      cursor.open(reader);
      early.setAutoCommit(false);
      earlyStatement.execute(insert("EARLY"));
      fixture.execute(insert("LATE"));

      FeedCursor.Look between = cursor.advance(reader);
      assertThat(between.changes()).isEmpty();
      assertThat(between.waiting()).isTrue();

      early.commit();
      List<String> told = new ArrayList<>();
      await()
          .until(
              () -> {
                cursor.advance(reader).changes().forEach(change -> told.add(change.name()));
                return told.size() >= 2;
              });
      assertThat(told).containsExactly("EARLY", "LATE");
      assertThat(cursor.advance(reader).changes()).isEmpty();
    }
  }

  @Test
  void tellsByItselfWhatAnOpenTransactionHeldBack() throws SQLException {
    PostgresSecretStore store = follow(NO_POLL);
    try (Connection early = fixture.connect();
        Statement statement = early.createStatement()) {
      early.setAutoCommit(false);
      statement.execute(insert("EARLY"));
      store.put(put("shop", "LATE", "value"), ALICE);
      store.put(put("shop", "LATER", "value"), ALICE);
      // Commits without a hint of its own.
      early.commit();
    }
    await().until(() -> heard.names().equals(List.of("EARLY", "LATE", "LATER")));
  }

  @Test
  void tellsEachOfManyConcurrentChangesOnce() throws Exception {
    PostgresSecretStore store = follow(NO_POLL);
    ExecutorService writers = Executors.newFixedThreadPool(8);
    List<String> keys = new ArrayList<>();
    try {
      List<Callable<PutResult>> writes = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String key = "KEY" + i;
        keys.add(key);
        writes.add(() -> store.put(put("shop", key, "value"), ALICE));
      }
      for (var write : writers.invokeAll(writes)) {
        write.get();
      }
    } finally {
      writers.shutdownNow();
    }
    await().until(() -> heard.changes.size() >= keys.size());
    assertThat(heard.names()).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void outlivesAKilledConnectionWithoutMissingOrDoubling() throws SQLException {
    PostgresSecretStore store = follow(NO_POLL);
    store.put(put("shop", "BEFORE", "value"), ALICE);
    await().until(() -> heard.names().equals(List.of("BEFORE")));

    assertThat(fixture.query(KILL_FEEDS)).hasSize(1);
    store.put(put("shop", "MEANWHILE", "value"), ALICE);
    await().until(() -> heard.states.size() == 3);
    store.put(put("shop", "AFTER", "value"), ALICE);

    await().until(() -> heard.names().contains("AFTER"));
    assertThat(heard.names()).containsExactly("BEFORE", "MEANWHILE", "AFTER");
    assertThat(heard.states.get(0)).isEqualTo("available");
    assertThat(heard.states.get(1)).contains("the database is stopping");
    assertThat(heard.states.get(2)).isEqualTo("available");
  }

  @Test
  void tellsAnOutageOnceAndTheReturn() {
    try (PostgresServer server = PostgresServer.startNew();
        StoreFixture away = new StoreFixture(server.createDatabase())) {
      server.stop();
      PostgresSecretStore store = away.open(away.settings(NO_POLL), keks("k1"));
      away.feed(store, heard);
      await().until(() -> !heard.states.isEmpty());

      server.start();
      await().until(() -> heard.states.contains("available"));
      server.stop();
      await().until(() -> heard.states.size() == 3);
      server.start();
      await().until(() -> heard.states.size() == 4);

      assertThat(heard.states.get(0)).contains("cannot be reached");
      assertThat(heard.states.get(1)).isEqualTo("available");
      assertThat(heard.states.get(2)).isNotEqualTo("available");
      assertThat(heard.states.get(3)).isEqualTo("available");
    }
  }

  @Test
  void tellsThatTheKeyIsWrong() {
    fixture.open(keks("k1")).list("shop");

    fixture.feed(fixture.open(keks("k2")), heard);

    await().until(() -> !heard.states.isEmpty());
    assertThat(heard.states.get(0)).contains("'k1', which is not loaded");
  }

  @Test
  void aFailingListenerDoesNotEndTheFeed() {
    PostgresSecretStore store = fixture.open();
    fixture.feed(
        store,
        new FeedListener() {
          @Override
          public void onChanges(List<Change> changes, Duration oldest) {
            heard.onChanges(changes, oldest);
            throw new IllegalStateException("a listener's mistake");
          }

          @Override
          public void onAvailable() {
            heard.onAvailable();
            throw new IllegalStateException("a listener's mistake");
          }

          @Override
          public void onUnavailable(String reason) {
            heard.onUnavailable(reason);
          }
        });
    await().until(() -> heard.states.contains("available"));

    store.put(put("shop", "ONE", "value"), ALICE);
    await().until(() -> heard.names().contains("ONE"));
    store.put(put("shop", "TWO", "value"), ALICE);

    await().until(() -> heard.names().equals(List.of("ONE", "TWO")));
  }

  @Test
  void noticesADatabaseThatIsOlderThanItself() throws SQLException {
    fixture.open().list("shop");
    try (Connection reader = fixture.connect()) {
      FeedCursor cursor = new FeedCursor("18000000000000000000");

      assertThat(cursor.advance(reader).rewound()).isTrue();
      assertThat(cursor.advance(reader).rewound()).isFalse();
    }
  }

  @Test
  void endsAtOnceWhenClosed() {
    PostgresSecretStore store = fixture.open(fixture.settings(NO_POLL), keks("k1"));
    ChangeFeed feed = fixture.feed(store, heard);
    await().until(() -> heard.states.contains("available"));

    feed.close();

    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("orient-store-feed") && thread.isAlive());
    assertThat(heard.states).containsExactly("available");
  }

  @Test
  void goesOnAfterAMistakeOfOurs() {
    fixture.open().put(put("shop", "KEY", "value"), ALICE);
    AtomicBoolean failed = new AtomicBoolean();
    Runnable failsOnce =
        () -> {
          if (failed.compareAndSet(false, true)) {
            throw new IllegalStateException("a mistake");
          }
        };

    try (ChangeFeed feed = ChangeFeed.start(fixture.settings(NO_POLL), failsOnce, heard)) {
      await().until(() -> heard.states.contains("available"));

      assertThat(feed.isAlive()).isTrue();
      assertThat(heard.states.get(0)).contains("following changes failed", "a mistake");
    }
  }

  private PostgresSecretStore follow(Duration poll) {
    PostgresSecretStore store = fixture.open(fixture.settings(poll), keks("k1"));
    fixture.feed(store, heard);
    await().until(() -> heard.states.contains("available"));
    return store;
  }

  private static String insert(String name) {
    return "insert into orient_store.change_feed (scope, kind, name) values ('shop', 'SECRET', '"
        + name
        + "')";
  }
}
