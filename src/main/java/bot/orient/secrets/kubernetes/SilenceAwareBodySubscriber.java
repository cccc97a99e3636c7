package bot.orient.secrets.kubernetes;

import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ends an answer as failed when it has begun, more of it is asked for, and nothing comes. The
 * time-out of a request (Java 17) is over with the first byte of its answer.
 *
 * @param <T> what the answer is read into
 */
final class SilenceAwareBodySubscriber<T> implements BodySubscriber<T> {

  private static final int LOOKS = 3;

  private final BodySubscriber<T> subscriber;
  private final Duration limit;
  private final Runnable onSign;
  private final Runnable onSilence;
  private final AtomicLong wanted = new AtomicLong();
  private final SilenceTimer timer;

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
    this.timer = new SilenceTimer(limit.dividedBy(LOOKS), LOOKS);
  }

  @Override
  public CompletionStage<T> getBody() {
    return subscriber.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    timer.start(new Awaited(subscription));
    subscriber.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long pieces) {
            timer.sign();
            wanted.accumulateAndGet(pieces, SilenceAwareBodySubscriber::sum);
            subscription.request(pieces);
          }

          @Override
          public void cancel() {
            timer.end();
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

  private final class Awaited implements SilenceTimer.Source {

    private final Flow.Subscription subscription;

    Awaited(Flow.Subscription subscription) {
      this.subscription = subscription;
    }

    /** Who does not ask for more is busy with what has come. */
    @Override
    public boolean owesSign() {
      return wanted.get() > 0;
    }

    /** Whatever becomes of the rest, the reader is told, or it would wait for ever. */
    @Override
    public void silent() {
      try {
        onSilence.run();
        subscription.cancel();
      } finally {
        subscriber.onError(
            new HttpTimeoutException(
                "the answer broke off: nothing came for " + limit.toSeconds() + " s"));
      }
    }
  }

  @Override
  public void onNext(List<ByteBuffer> piece) {
    timer.sign();
    wanted.updateAndGet(left -> left == Long.MAX_VALUE ? left : left - 1);
    onSign.run();
    if (!timer.hasEnded()) {
      subscriber.onNext(piece);
    }
  }

  @Override
  public void onError(Throwable error) {
    if (timer.end()) {
      subscriber.onError(error);
    }
  }

  @Override
  public void onComplete() {
    if (timer.end()) {
      subscriber.onComplete();
    }
  }
}
