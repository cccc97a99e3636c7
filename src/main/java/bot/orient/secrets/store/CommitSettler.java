package bot.orient.secrets.store;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Makes a write whose commit got no answer again, under the same token. The next attempt waits at
 * the secret's row until the lost one has ended on the server, then finds by the token whether it
 * was made; only if it was not does it write.
 */
final class CommitSettler {

  /** Longer than a failover with a standby at hand takes; callers wait for it. */
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private static final long SHORTEST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 1000;

  private final Duration longest;

  CommitSettler() {
    this(LONGEST);
  }

  CommitSettler(Duration longest) {
    this.longest = longest;
  }

  /**
   * Runs a write until its end is known.
   *
   * @throws WriteInDoubtException when the database is away for too long to find out
   */
  <T> T settle(Optional<RequestToken> token, Function<WriteAttempt, T> write) {
    WriteAttempt attempt = WriteAttempt.first(token);
    try {
      return write.apply(attempt);
    } catch (WriteInDoubtException doubt) {
      return repeat(attempt, write, doubt);
    }
  }

  private <T> T repeat(
      WriteAttempt first, Function<WriteAttempt, T> write, WriteInDoubtException doubt) {
    long deadline = System.nanoTime() + longest.toNanos();
    WriteAttempt attempt = first;
    long pause = SHORTEST_PAUSE_MILLIS;
    while (System.nanoTime() < deadline) {
      attempt = attempt.next();
      try {
        return write.apply(attempt);
      } catch (StoreUnavailableException stillAway) {
        doubt.addSuppressed(stillAway);
      }
      sleep(pause, doubt);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
    }
    throw doubt;
  }

  private static void sleep(long millis, WriteInDoubtException doubt) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw doubt;
    }
  }
}
