package bot.orient.secrets.kubernetes;

import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Pings the other end of a WebSocket, which is a watch, and ends it as failed when nothing comes
 * back; fabric8 (7.8.0) then begins it anew from where it was, which it does unasked after five to
 * ten minutes only. The network may lose a connection without a word, and Java's WebSocket
 * (17.0.15) may miss that its connection was closed, if much came right before that. Such a watch
 * looks healthy, and what it watches is as old as that.
 */
final class PingedWebSocket implements WebSocket.Listener {

  static final Duration PAUSE = Duration.ofSeconds(10);

  /** A list of many objects may keep answers waiting. */
  static final int MOST_UNANSWERED = 3;

  private static final Logger log = LoggerFactory.getLogger(PingedWebSocket.class);

  private final String watch;
  private final WebSocket.Listener listener;
  private final SilenceTimer timer;

  /**
   * @param watch what is watched, for the log
   * @param listener is told of everything but answers to pings
   * @param pause from one ping to the next
   */
  PingedWebSocket(String watch, WebSocket.Listener listener, Duration pause) {
    this.watch = watch;
    this.listener = listener;
    this.timer = new SilenceTimer(pause, MOST_UNANSWERED);
  }

  @Override
  public void onOpen(WebSocket socket) {
    timer.start(new Pinged(socket));
    listener.onOpen(socket);
  }

  private final class Pinged implements SilenceTimer.Source {

    private final WebSocket socket;

    Pinged(WebSocket socket) {
      this.socket = socket;
    }

    @Override
    public void looked() {
      // What becomes of it is told by the answer.
      socket.sendPing(ByteBuffer.allocate(0));
    }

    @Override
    public void silent() {
      // Of one that we have closed nobody need hear.
      log.atLevel(socket.isOutputClosed() ? Level.DEBUG : Level.WARN)
          .log("the watch of {} is silent, and is begun anew", watch);
      try {
        socket.abort();
      } finally {
        listener.onError(socket, new IOException("the API server does not answer this watch"));
      }
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
    timer.sign();
    return listener.onText(socket, text, last);
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer bytes, boolean last) {
    timer.sign();
    return listener.onBinary(socket, bytes, last);
  }

  @Override
  public CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
    timer.sign();
    return listener.onPing(socket, message);
  }

  @Override
  public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
    timer.sign();
    socket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    return timer.end() ? listener.onClose(socket, code, reason) : null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    if (timer.end()) {
      listener.onError(socket, error);
    }
  }
}
