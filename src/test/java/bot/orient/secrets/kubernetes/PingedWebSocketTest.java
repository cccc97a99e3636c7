package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class PingedWebSocketTest {

  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Told told = new Told();
  private final PingedWebSocket pinged = new PingedWebSocket("/pods", told, PAUSE);

  @Test
  void silentOneIsEndedAsFailedAfterSomePings() {
    FakeSocket socket = new FakeSocket(() -> {});
    pinged.onOpen(socket);

    await().until(() -> told.events.contains("error"));

    assertThat(told.failure).isInstanceOf(IOException.class);
    assertThat(socket.calls)
        .containsExactly("ping", "ping", "ping", "abort")
        .hasSize(PingedWebSocket.MOST_UNANSWERED + 1);
    pinged.onClose(socket, WebSocket.NORMAL_CLOSURE, "");
    pinged.onError(socket, new IOException());
    assertThat(told.events).containsExactly("open", "error");
  }

  @Test
  void oneThatAnswersStaysOpenAndItsListenerHearsNothingOfThat() {
    FakeSocket socket = new FakeSocket();
    pinged.onOpen(socket);

    await().until(() -> socket.count("ping") > 4 * PingedWebSocket.MOST_UNANSWERED);

    assertThat(told.events).containsExactly("open");
    assertThat(socket.count("abort")).isZero();
    assertThat(socket.count("request")).isGreaterThan(PingedWebSocket.MOST_UNANSWERED);
    pinged.onClose(socket, WebSocket.NORMAL_CLOSURE, "");
  }

  @Test
  void eventsCountAsAnswers() {
    FakeSocket socket = new FakeSocket(() -> {});
    socket.answer = () -> pinged.onText(socket, "event", true);
    pinged.onOpen(socket);

    await().until(() -> socket.count("ping") > 4 * PingedWebSocket.MOST_UNANSWERED);

    assertThat(told.events).contains("text").doesNotContain("error");
    pinged.onClose(socket, WebSocket.NORMAL_CLOSURE, "");
  }

  @Test
  void oneThatWasClosedIsPingedNoMore() throws Exception {
    FakeSocket socket = new FakeSocket();
    pinged.onOpen(socket);
    await().until(() -> socket.count("ping") > 0);

    pinged.onClose(socket, WebSocket.NORMAL_CLOSURE, "");
    // One may be under way.
    Thread.sleep(2 * PAUSE.toMillis());
    int pings = socket.count("ping");
    Thread.sleep(10 * PAUSE.toMillis());

    assertThat(socket.count("ping")).isEqualTo(pings);
    assertThat(told.events).containsExactly("open", "close");
  }

  private static final class Told implements WebSocket.Listener {

    private final List<String> events = new CopyOnWriteArrayList<>();
    private volatile Throwable failure;

    @Override
    public void onOpen(WebSocket socket) {
      events.add("open");
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      events.add("text");
      return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
      events.add("pong");
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      events.add("close");
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      failure = error;
      events.add("error");
    }
  }

  private final class FakeSocket implements WebSocket {

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private Runnable answer;

    FakeSocket() {
      answer = () -> pinged.onPong(this, ByteBuffer.allocate(0));
    }

    /**
     * @param answer to a ping
     */
    FakeSocket(Runnable answer) {
      this.answer = answer;
    }

    int count(String call) {
      return (int) calls.stream().filter(call::equals).count();
    }

    private CompletableFuture<WebSocket> called(String call) {
      calls.add(call);
      return CompletableFuture.completedFuture(this);
    }

    @Override
    public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
      CompletableFuture<WebSocket> sent = called("ping");
      answer.run();
      return sent;
    }

    @Override
    public void abort() {
      called("abort");
    }

    @Override
    public void request(long n) {
      called("request");
    }

    @Override
    public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
      return called("pong");
    }

    @Override
    public CompletableFuture<WebSocket> sendText(CharSequence data, boolean last) {
      return called("text");
    }

    @Override
    public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
      return called("binary");
    }

    @Override
    public CompletableFuture<WebSocket> sendClose(int statusCode, String reason) {
      return called("close");
    }

    @Override
    public String getSubprotocol() {
      return "";
    }

    @Override
    public boolean isOutputClosed() {
      return false;
    }

    @Override
    public boolean isInputClosed() {
      return false;
    }
  }
}
