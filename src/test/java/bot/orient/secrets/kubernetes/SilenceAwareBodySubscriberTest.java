package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SilenceAwareBodySubscriberTest {

  private static final Duration LIMIT = Duration.ofMillis(250);
  private static final List<ByteBuffer> PIECE = List.of(ByteBuffer.allocate(1));

  private final AtomicInteger signs = new AtomicInteger();
  private final AtomicInteger silences = new AtomicInteger();
  private final Reader reader = new Reader();
  private final Source source = new Source();
  private final SilenceAwareBodySubscriber<String> subscriber = within(LIMIT);

  private SilenceAwareBodySubscriber<String> within(Duration limit) {
    return new SilenceAwareBodySubscriber<>(
        reader, limit, signs::incrementAndGet, silences::incrementAndGet);
  }

  @Test
  void answerOfWhichNothingMoreComesIsGivenUpAndNothingOfItIsReadLater() {
    subscriber.onSubscribe(source);
    reader.subscription.request(2);
    subscriber.onNext(PIECE);

    await().until(() -> reader.events.contains("error"));

    assertThat(reader.failure).isInstanceOf(HttpTimeoutException.class);
    assertThat(source.calls).containsExactly("request 2", "cancel");
    assertThat(silences).hasValue(1);
    assertThat(signs).hasValue(1);
    subscriber.onNext(PIECE);
    subscriber.onError(new IllegalStateException());
    subscriber.onComplete();
    assertThat(reader.events).containsExactly("piece", "error");
  }

  @Test
  void readerWhoTakesItsTimeIsNotHurried() throws Exception {
    subscriber.onSubscribe(source);
    reader.subscription.request(1);
    subscriber.onNext(PIECE);

    Thread.sleep(3 * LIMIT.toMillis());

    assertThat(reader.events).containsExactly("piece");
    assertThat(silences).hasValue(0);
    reader.subscription.request(1);
    await().until(() -> reader.events.contains("error"));
  }

  @Test
  void readerWithoutAnEndToItsWishesIsTheUsualOne() {
    subscriber.onSubscribe(source);
    reader.subscription.request(Long.MAX_VALUE);
    subscriber.onNext(PIECE);
    reader.subscription.request(1);
    subscriber.onNext(PIECE);
    subscriber.onNext(PIECE);

    await().until(() -> reader.events.contains("error"));

    assertThat(reader.events).containsExactly("piece", "piece", "piece", "error");
  }

  @Test
  void slowPiecesAreNoSilence() throws Exception {
    Duration limit = Duration.ofSeconds(1);
    SilenceAwareBodySubscriber<String> slow = within(limit);
    slow.onSubscribe(source);
    reader.subscription.request(Long.MAX_VALUE);

    // Slower than the limit all in all, and never near it from one to the next.
    for (int i = 0; i < 20; i++) {
      slow.onNext(PIECE);
      Thread.sleep(limit.toMillis() / 10);
    }
    slow.onComplete();

    assertThat(reader.events).hasSize(21).endsWith("complete").doesNotContain("error");
  }

  @Test
  void readerIsToldThoughNoNewConnectionCanBeMade() {
    SilenceAwareBodySubscriber<String> unlucky =
        new SilenceAwareBodySubscriber<>(
            reader,
            LIMIT,
            () -> {},
            () -> {
              throw new IllegalStateException("no files are left");
            });
    unlucky.onSubscribe(source);
    reader.subscription.request(1);

    await().until(() -> reader.events.contains("error"));

    assertThat(reader.failure).isInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void answerThatEndedIsLookedAtNoMore() throws Exception {
    subscriber.onSubscribe(source);
    reader.subscription.request(1);
    subscriber.onComplete();

    Thread.sleep(3 * LIMIT.toMillis());

    assertThat(reader.events).containsExactly("complete");
    assertThat(silences).hasValue(0);
  }

  @Test
  void answerThatItsReaderGaveUpIsNoSilence() throws Exception {
    subscriber.onSubscribe(source);
    reader.subscription.request(1);
    reader.subscription.cancel();

    Thread.sleep(3 * LIMIT.toMillis());

    assertThat(source.calls).containsExactly("request 1", "cancel");
    assertThat(reader.events).isEmpty();
    assertThat(silences).hasValue(0);
  }

  private static final class Source implements Flow.Subscription {

    private final List<String> calls = new CopyOnWriteArrayList<>();

    @Override
    public void request(long pieces) {
      calls.add("request " + pieces);
    }

    @Override
    public void cancel() {
      calls.add("cancel");
    }
  }

  private static final class Reader implements BodySubscriber<String> {

    private final List<String> events = new CopyOnWriteArrayList<>();
    private Flow.Subscription subscription;
    private volatile Throwable failure;

    @Override
    public CompletionStage<String> getBody() {
      return new CompletableFuture<>();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
    }

    @Override
    public void onNext(List<ByteBuffer> piece) {
      events.add("piece");
    }

    @Override
    public void onError(Throwable error) {
      failure = error;
      events.add("error");
    }

    @Override
    public void onComplete() {
      events.add("complete");
    }
  }
}
