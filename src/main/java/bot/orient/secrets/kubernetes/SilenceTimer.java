package bot.orient.secrets.kubernetes;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks regularly whether a connection still shows signs of life, and says once that it is silent.
 * It takes several silent looks in a row: after the process was stopped, the first one comes before
 * what has waited meanwhile.
 */
final class SilenceTimer {

  /** What is listened to. */
  interface Source {

    /** Whether a sign is to be expected now; without that, silence says nothing. */
    default boolean owesSign() {
      return true;
    }

    /** At each look that is not the last: it may be asked for a sign. */
    default void looked() {
      // Most give signs unasked.
    }

    /** It is silent; by then the timer has ended. */
    void silent();
  }

  private final Duration pause;
  private final int mostSilent;
  private final AtomicInteger silentLooks = new AtomicInteger();
  private final AtomicBoolean ended = new AtomicBoolean();

  /** Of one that ends before it starts there is none. */
  private volatile CompletableFuture<Void> nextLook = CompletableFuture.completedFuture(null);

  /**
   * @param pause from one look to the next
   * @param mostSilent so many looks may be silent, one more may not
   */
  SilenceTimer(Duration pause, int mostSilent) {
    this.pause = pause;
    this.mostSilent = mostSilent;
  }

  void start(Source source) {
    CompletableFuture<Void> next =
        new CompletableFuture<Void>()
            .completeOnTimeout(null, pause.toNanos(), TimeUnit.NANOSECONDS);
    next.thenRunAsync(() -> look(source));
    nextLook = next;
    if (ended.get()) {
      next.cancel(false);
    }
  }

  private void look(Source source) {
    if (ended.get()) {
      return;
    }
    if (!source.owesSign() || silentLooks.getAndIncrement() < mostSilent) {
      start(source);
      source.looked();
    } else if (end()) {
      source.silent();
    }
  }

  /** Something came. */
  void sign() {
    silentLooks.set(0);
  }

  boolean hasEnded() {
    return ended.get();
  }

  /**
   * There is nothing to listen to any more. The next look is forgotten at once: it would keep what
   * came, which may be large.
   *
   * @return false if it had ended
   */
  boolean end() {
    boolean first = ended.compareAndSet(false, true);
    nextLook.cancel(false);
    return first;
  }
}
