package bot.orient.secrets.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a listener of every change in the store, once and in order of commit, and of the database
 * going and coming. A hint makes it quick, a poll makes it sure.
 */
public final class ChangeFeed implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMillis(FeedConnection.ANSWER_MILLIS);
  private static final Duration HELD_BACK = Duration.ofMillis(100);
  private static final Duration SHORTEST_BACKOFF = Duration.ofMillis(100);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);
  private static final Duration TRIM_EVERY = Duration.ofHours(1);
  private static final long CLOSE_SECONDS = 5;

  private final StoreSettings settings;
  private final Runnable openStore;
  private final FeedListener listener;
  private final FeedCursor cursor = new FeedCursor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "orient-store-feed");
  private volatile FeedConnection current;
  private Duration backoff = SHORTEST_BACKOFF;
  private volatile boolean outage;
  private volatile boolean connectedOnce;
  private volatile long answeredNanos = System.nanoTime();
  private volatile long completeNanos = System.nanoTime();
  private long trimmedNanos = System.nanoTime();

  private ChangeFeed(StoreSettings settings, Runnable openStore, FeedListener listener) {
    this.settings = settings;
    this.openStore = openStore;
    this.listener = listener;
  }

  /**
   * Starts a feed.
   *
   * @param openStore makes sure that the schema is there, or throws a {@link StoreException}
   */
  static ChangeFeed start(StoreSettings settings, Runnable openStore, FeedListener listener) {
    ChangeFeed feed = new ChangeFeed(settings, openStore, listener);
    feed.thread.setDaemon(true);
    feed.thread.start();
    return feed;
  }

  private void run() {
    while (!isClosing()) {
      try {
        connectAndFollow();
      } catch (SQLException e) {
        lost(SqlErrors.translate("following changes", e));
      } catch (StoreException e) {
        lost(e);
      } catch (RuntimeException e) {
        // A mistake of ours must not end the feed for good.
        LOG.error("the change feed failed, it is tried again", e);
        lost(new StoreException("following changes failed: " + e, e));
      }
      pause(backoff);
      backoff = doubled(backoff, LONGEST_BACKOFF);
    }
  }

  private void connectAndFollow() throws SQLException {
    openStore.run();
    try (FeedConnection connection = FeedConnection.open(settings)) {
      current = connection;
      cursor.open(connection.sql());
      FeedCursor.Look look = tell(cursor.advance(connection.sql()));
      noteWaiting(look);
      outage = false;
      answered();
      backoff = SHORTEST_BACKOFF;
      call(listener::onAvailable);
      Duration held = HELD_BACK;
      while (!isClosing()) {
        held = look.waiting() ? doubled(held, LONGEST_BACKOFF) : HELD_BACK;
        awaitNextLook(connection, look.waiting() ? held : settings.feedPoll());
        look = tell(cursor.advance(connection.sql()));
        answered();
        noteWaiting(look);
        if (look.rewound()) {
          call(listener::onAvailable);
        }
        trim(connection);
      }
    } finally {
      current = null;
    }
  }

  private void awaitNextLook(FeedConnection connection, Duration longest) throws SQLException {
    long end = System.nanoTime() + longest.toNanos();
    long left = longest.toNanos();
    while (left > 0 && !isClosing()) {
      if (connection.awaitHint(Duration.ofNanos(Math.min(left, HEARTBEAT.toNanos())))) {
        return;
      }
      connection.heartbeat();
      answered();
      left = end - System.nanoTime();
    }
  }

  private FeedCursor.Look tell(FeedCursor.Look look) {
    if (!look.changes().isEmpty()) {
      call(() -> listener.onChanges(look.changes(), look.oldest()));
    }
    return look;
  }

  private void trim(FeedConnection connection) throws SQLException {
    if (System.nanoTime() - trimmedNanos > TRIM_EVERY.toNanos()) {
      connection.trim();
      trimmedNanos = System.nanoTime();
    }
  }

  private void lost(StoreException error) {
    if (isClosing() || outage) {
      return;
    }
    outage = true;
    LOG.warn("the change feed is interrupted: {}", error.getMessage());
    call(() -> listener.onUnavailable(error.getMessage()));
  }

  /** A listener's mistake must not end the feed. */
  private static void call(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException e) {
      LOG.error("a listener of the change feed failed; the feed goes on", e);
    }
  }

  private static Duration doubled(Duration pause, Duration longest) {
    Duration next = pause.multipliedBy(2);
    return next.compareTo(longest) > 0 ? longest : next;
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void pause(Duration duration) {
    try {
      closing.await(duration.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
  }

  /** Whether its thread runs; until it is closed it must. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  /** Whether the database has answered since the feed was opened. */
  public boolean hasConnected() {
    return connectedOnce;
  }

  /** Whether the database answers now, as far as the last look at it tells. */
  public boolean isConnected() {
    return connectedOnce && !outage && silence().compareTo(longestSilence()) < 0;
  }

  /** How long ago the database answered last; since the feed was opened if it never did. */
  public Duration silence() {
    return Duration.ofNanos(System.nanoTime() - answeredNanos);
  }

  /** A heartbeat and the time for its answer, doubled; a look may come later than that. */
  private static Duration longestSilence() {
    return HEARTBEAT.plus(ANSWER).multipliedBy(2);
  }

  /**
   * For how long it may not have told everything: since the last look after which no committed
   * change waited for an older transaction to end.
   */
  public Duration lag() {
    return Duration.ofNanos(System.nanoTime() - completeNanos);
  }

  private void noteWaiting(FeedCursor.Look look) {
    if (!look.waiting()) {
      completeNanos = System.nanoTime();
    }
  }

  private void answered() {
    answeredNanos = System.nanoTime();
    connectedOnce = true;
  }

  @Override
  public void close() {
    closing.countDown();
    FeedConnection open = current;
    if (open != null) {
      open.abort();
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
