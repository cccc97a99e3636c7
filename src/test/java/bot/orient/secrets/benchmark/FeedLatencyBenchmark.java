package bot.orient.secrets.benchmark;

import bot.orient.secrets.store.Change;
import bot.orient.secrets.store.ChangeFeed;
import bot.orient.secrets.store.FeedListener;
import bot.orient.secrets.store.PostgresSecretStore;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * From the moment that a write to the store returns to the moment that a listener of the change
 * feed is told of it: of single writes, of writes without a pause between them, and of writes whose
 * hint is lost, which the poll finds. Beside them stands a bare LISTEN on the same server.
 */
public final class FeedLatencyBenchmark {

  private static final String USAGE = "Usage: ./src/dev/benchmark-feed [writes, default 500]";

  private static final String SCOPE = "bench";
  private static final int WARM_UP = 50;
  private static final int BURST = 50;

  /** Longer than the 50 ms for which the store bundles hints: the next write finds it at rest. */
  private static final Duration REST = Duration.ofMillis(60);

  private static final Duration POLL = Duration.ofSeconds(1);

  /** Longer than the benchmark: what arrives came by the hint. */
  private static final Duration NO_POLL = Duration.ofHours(1);

  /** Of the writes, as each of them takes half a poll. */
  private static final int POLLED_ONE_IN = 10;

  private final int writes;
  private final Random random = new Random(1);
  private final Results results = new Results();

  private FeedLatencyBenchmark(int writes) {
    this.writes = writes;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 1
        || (arguments.length == 1 && !arguments[0].matches("[1-9][0-9]{0,5}"))) {
      System.err.println(USAGE);
      System.exit(2);
    }
    new FeedLatencyBenchmark(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500).run();
    System.exit(0);
  }

  private void run() throws Exception {
    try (PostgresServer postgres = PostgresServer.startNew()) {
      TestDatabase database = postgres.createDatabase();
      results.put("writes", writes);
      measureHints(database);
      measurePoll(database);
    }
    results.tell("feed-latency.json");
  }

  private void measureHints(TestDatabase database) throws Exception {
    Told told = new Told();
    Arrivals heard = new Arrivals();
    try (PostgresSecretStore store = BenchmarkStore.open(database, 2, NO_POLL);
        ChangeFeed feed = store.openFeed(told);
        BareNotify bareNotify = new BareNotify(database, heard)) {
      told.awaitAvailable();
      Variant ours =
          new Variant(name -> BenchmarkStore.put(store, SCOPE, name, "of " + name), told.arrivals);
      Variant bare = new Variant(bareNotify::write, heard);
      for (int i = 0; i < WARM_UP; i++) {
        ours.writeAndAwait("WARM_" + i);
        bare.writeAndAwait("WARM_" + i);
      }
      ours.takeLatencies();
      bare.takeLatencies();
      System.out.println(writes + " single writes");
      for (int i = 0; i < writes; i++) {
        pause(REST);
        ours.writeAndAwait("SINGLE_" + i);
        bare.writeAndAwait("SINGLE_" + i);
      }
      results.put("single", ours.takeLatencies(), "bareSingle", bare.takeLatencies());
      System.out.println(writes + " writes back to back, " + BURST + " at a time");
      for (int i = 0; i < writes; i += BURST) {
        pause(REST);
        ours.writeAllAndAwait("BURST_" + i + "_", BURST);
        bare.writeAllAndAwait("BURST_" + i + "_", BURST);
      }
      results.put("backToBack", ours.takeLatencies(), "bareBackToBack", bare.takeLatencies());
    }
  }

  private void measurePoll(TestDatabase database) throws Exception {
    int polled = Math.max(1, writes / POLLED_ONE_IN);
    System.out.println(polled + " writes without a hint, poll every " + POLL.toMillis() + " ms");
    Told told = new Told();
    try (PostgresSecretStore store = BenchmarkStore.open(database, 2, POLL);
        ChangeFeed feed = store.openFeed(told);
        Connection connection = database.dataSource().getConnection()) {
      told.awaitAvailable();
      Variant silent = new Variant(name -> addSilently(connection, name), told.arrivals);
      for (int i = 0; i < polled; i++) {
        // At any time between two looks.
        pause(Duration.ofMillis(random.nextInt((int) POLL.toMillis())));
        silent.writeAndAwait("SILENT_" + i);
      }
      Latencies latencies = silent.takeLatencies();
      results.put("byPollAloneP50Millis", latencies.medianMillis());
      results.put("byPollAloneP99Millis", latencies.percentileMillis(99));
      results.put("byPollAloneP50RatioToPoll", latencies.medianMillis() / POLL.toMillis());
      results.put("byPollAloneP99RatioToPoll", latencies.percentileMillis(99) / POLL.toMillis());
    }
  }

  /** The last statement of a write, and no NOTIFY after it. */
  private static void addSilently(Connection connection, String name) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into orient_store.change_feed (scope, kind, name) values (?, 'SECRET', ?)")) {
      insert.setString(1, SCOPE);
      insert.setString(2, name);
      insert.executeUpdate();
    }
  }

  private static void pause(Duration duration) throws InterruptedException {
    Thread.sleep(duration.toMillis());
  }

  private interface Writer {
    void write(String name) throws Exception;
  }

  /** Writes, and how long after each its listener was told. */
  private static final class Variant {

    private final Writer writer;
    private final Arrivals arrivals;
    private Latencies latencies = new Latencies();

    Variant(Writer writer, Arrivals arrivals) {
      this.writer = writer;
      this.arrivals = arrivals;
    }

    void writeAndAwait(String name) throws Exception {
      writeAllAndAwait(name, 1);
    }

    void writeAllAndAwait(String prefix, int count) throws Exception {
      List<Long> returned = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        writer.write(prefix + i);
        returned.add(System.nanoTime());
      }
      for (int i = 0; i < count; i++) {
        // A listener may be told before the writer is.
        latencies.add(Math.max(0, arrivals.await(prefix + i) - returned.get(i)));
      }
    }

    /** Those since the last call. */
    Latencies takeLatencies() {
      Latencies taken = latencies;
      latencies = new Latencies();
      return taken;
    }
  }

  private static final class Told implements FeedListener {

    private static final String AVAILABLE = "";

    private final Arrivals arrivals = new Arrivals();

    void awaitAvailable() throws Exception {
      arrivals.await(AVAILABLE);
    }

    @Override
    public void onChanges(List<Change> changes, Duration oldest) {
      long now = System.nanoTime();
      changes.forEach(change -> arrivals.saw(change.name(), now));
    }

    @Override
    public void onAvailable() {
      arrivals.saw(AVAILABLE, System.nanoTime());
    }

    @Override
    public void onUnavailable(String reason) {
      System.err.println("the feed lost its database: " + reason);
    }
  }
}
