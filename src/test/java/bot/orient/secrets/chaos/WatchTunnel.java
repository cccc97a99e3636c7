package bot.orient.secrets.chaos;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One watch: a WebSocket through which events flow, which can be dropped, told to expire, and
 * silenced.
 */
final class WatchTunnel {

  private static final String GONE =
      """
      {"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
      "message":"too old resource version: 1 (2)","reason":"Expired","code":410}}""";

  private static final int TEXT_FRAME = 0x81;
  private static final int LENGTH_BITS = 0x7f;
  private static final int TWO_BYTES_FOLLOW = 126;
  private static final int EIGHT_BYTES_FOLLOW = 127;

  private final ProxiedConnection connection;
  private final OutputStream toClient;
  private volatile boolean silent;

  WatchTunnel(ProxiedConnection connection, OutputStream toClient) {
    this.connection = connection;
    this.toClient = toClient;
  }

  void drop() {
    connection.close();
  }

  /** As when the network loses a connection without a word. */
  void silence() {
    silent = true;
  }

  /** Tells the client, as the API server does, that it must list anew; then the watch ends. */
  void expire() {
    byte[] text = GONE.getBytes(StandardCharsets.UTF_8);
    try {
      synchronized (toClient) {
        toClient.write(
            new byte[] {
              (byte) TEXT_FRAME, TWO_BYTES_FOLLOW, (byte) (text.length >> 8), (byte) text.length
            });
        toClient.write(text);
        toClient.flush();
      }
    } catch (IOException e) {
      // The watch has ended already.
      return;
    }
  }

  /** Passes whole frames on, so that one of ours can come between; returns when the watch ends. */
  void relay(InputStream fromServer) throws IOException {
    InputStream in = new BufferedInputStream(fromServer);
    while (true) {
      byte[] head = exactly(in, 2);
      int length = head[1] & LENGTH_BITS;
      byte[] extended = exactly(in, lengthBytes(length));
      byte[] payload = exactly(in, extended.length == 0 ? length : number(extended));
      if (silent) {
        continue;
      }
      synchronized (toClient) {
        toClient.write(head);
        toClient.write(extended);
        toClient.write(payload);
        toClient.flush();
      }
    }
  }

  private static int lengthBytes(int length) {
    return switch (length) {
      case TWO_BYTES_FOLLOW -> 2;
      case EIGHT_BYTES_FOLLOW -> 8;
      default -> 0;
    };
  }

  private static int number(byte[] bytes) {
    long number = 0;
    for (byte next : bytes) {
      number = number << 8 | next & 0xff;
    }
    return Math.toIntExact(number);
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the watch ended");
    }
    return bytes;
  }
}
