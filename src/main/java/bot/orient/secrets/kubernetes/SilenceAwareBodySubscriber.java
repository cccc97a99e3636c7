package bot.orient.secrets.kubernetes;

import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ends an answer as failed when it has begun, more of it is asked for, and nothing comes. The
 * time-out of a request (Java 17) is over with the first byte of its answer.
 *
 * @param <T> what the answer is read into
 */
final class SilenceAwareBodySubscriber<T> implements BodySubscriber<T> {

  /** More than one: after a process was stopped, the first one comes before what has waited. */
  private static final int LOOKS = 3;

  private final BodySubscriber<T> subscriber;
  private final Duration limit;
  private final Runnable onSign;
  private final Runnable onSilence;
  private final AtomicLong wanted = new AtomicLong();
  private final AtomicInteger silentLooks = new AtomicInteger();
  private final AtomicBoolean ended = new AtomicBoolean();

  /** Of one that fails before it begins there is none. */
  private volatile CompletableFuture<Void> nextLook = CompletableFuture.completedFuture(null);

  /**
   * @param subscriber reads the answer
   * @param limit how long nothing may come; a third of it more may go by until that is noticed
   * @param onSign is told of each piece
   * @param onSilence is told when the answer is given up
   */
  SilenceAwareBodySubscriber(
      BodySubscriber<T> subscriber, Duration limit, Runnable onSign, Runnable onSilence) {
    this.subscriber = subscriber;
    this.limit = limit;
    this.onSign = onSign;
    this.onSilence = onSilence;
  }

  @Override
  public CompletionStage<T> getBody() {
    return subscriber.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    later(subscription);
    subscriber.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long pieces) {
            silentLooks.set(0);
            wanted.accumulateAndGet(pieces, SilenceAwareBodySubscriber::sum);
            subscription.request(pieces);
          }

          @Override
          public void cancel() {
            end();
            subscription.cancel();
          }
        });
  }

  /** Without an end, which is what the greatest number asks for, it stays without an end. */
  private static long sum(long wanted, long more) {
    return wanted == Long.MAX_VALUE || more > Long.MAX_VALUE - wanted
        ? Long.MAX_VALUE
        : wanted + more;
  }

  private void later(Flow.Subscription subscription) {
    CompletableFuture<Void> next =
        new CompletableFuture<Void>()
            .completeOnTimeout(null, limit.toNanos() / LOOKS, TimeUnit.NANOSECONDS);
    next.thenRunAsync(() -> look(subscription));
    nextLook = next;
    if (ended.get()) {
      next.cancel(false);
    }
  }

  /**
   * Whoever ends it forgets it, too: a timer would keep what was read, which may be large.
   *
   * @return false if it had ended
   */
  private boolean end() {
    boolean first = ended.compareAndSet(false, true);
    nextLook.cancel(false);
    return first;
  }

  private void look(Flow.Subscription subscription) {
    if (ended.get()) {
      return;
    }
    // Who does not ask for more is busy with what has come.
    if (wanted.get() == 0 || silentLooks.getAndIncrement() < LOOKS) {
      later(subscription);
    } else if (end()) {
      giveUp(subscription);
    }
  }

  /** Whatever becomes of the rest, the reader is told, or it would wait for ever. */
  private void giveUp(Flow.Subscription subscription) {
    try {
      onSilence.run();
      subscription.cancel();
    } finally {
      subscriber.onError(
          new HttpTimeoutException(
              "the answer broke off: nothing came for " + limit.toSeconds() + " s"));
    }
  }

  @Override
  public void onNext(List<ByteBuffer> piece) {
    silentLooks.set(0);
    wanted.updateAndGet(left -> left == Long.MAX_VALUE ? left : left - 1);
    onSign.run();
    if (!ended.get()) {
      subscriber.onNext(piece);
    }
  }

  @Override
  public void onError(Throwable error) {
    if (end()) {
      subscriber.onError(error);
    }
  }

  @Override
  public void onComplete() {
    if (end()) {
      subscriber.onComplete();
    }
  }
}
