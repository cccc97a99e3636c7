package bot.orient.secrets.chaos;

import bot.orient.secrets.chaos.ProxyFault.AnswerLost;
import bot.orient.secrets.chaos.ProxyFault.Late;
import bot.orient.secrets.chaos.ProxyFault.Refused;
import bot.orient.secrets.chaos.ProxyFault.RequestLost;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** One connection of an operator, and the one to the API server that its requests go on by. */
final class ProxiedConnection {

  private static final int SWITCHING_PROTOCOLS = 101;

  private final ApiServerProxy proxy;
  private final Socket client;
  private volatile Socket server;

  ProxiedConnection(ApiServerProxy proxy, Socket client) {
    this.proxy = proxy;
    this.client = client;
  }

  /** Returns when the connection has ended. */
  void serve() {
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = new BufferedOutputStream(client.getOutputStream());
      boolean open = true;
      while (open) {
        Optional<HttpHead> request = HttpHead.read(in).map(HttpHead::withoutUpgradeToHttp2);
        open = request.isPresent() && serve(request.get(), in, out);
      }
    } catch (IOException e) {
      // One side has gone; the other is told below.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  /** Whether the connection can take another request. */
  private boolean serve(HttpHead request, InputStream in, OutputStream out)
      throws IOException, InterruptedException {
    byte[] body = request.readRequestBody(in);
    proxy.audit().sent(request, body);
    Thread.sleep(proxy.faults().slownessMillis());
    proxy.awaitFlow();
    ProxyFault fault = proxy.faults().next();
    if (fault instanceof Refused refused) {
      refuse(refused.code(), out);
      return true;
    }
    if (fault instanceof RequestLost) {
      return false;
    }
    if (fault instanceof Late late) {
      Thread.sleep(late.millis());
    }
    return passOn(request, body, in, out, fault instanceof AnswerLost);
  }

  private boolean passOn(
      HttpHead request, byte[] body, InputStream in, OutputStream out, boolean loseAnswer)
      throws IOException, InterruptedException {
    if (server == null) {
      server = proxy.connect();
    }
    OutputStream toServer = new BufferedOutputStream(server.getOutputStream());
    request.write(toServer);
    toServer.write(body);
    toServer.flush();
    InputStream fromServer = server.getInputStream();
    Optional<HttpHead> answer = HttpHead.read(fromServer);
    proxy.awaitFlow();
    if (answer.isEmpty() || loseAnswer) {
      return false;
    }
    answer.get().write(out);
    out.flush();
    if (answer.get().status() == SWITCHING_PROTOCOLS) {
      tunnel(in, fromServer, out);
      return false;
    }
    answer.get().relayAnswerBody(fromServer, out);
    return true;
  }

  private void tunnel(InputStream in, InputStream fromServer, OutputStream out) throws IOException {
    WatchTunnel watch = new WatchTunnel(this, out);
    proxy.opened(watch);
    proxy.start("proxied-watch", () -> relayToServer(in));
    try {
      watch.relay(fromServer);
    } finally {
      proxy.ended(watch);
    }
  }

  private void relayToServer(InputStream in) {
    try {
      OutputStream out = server.getOutputStream();
      byte[] buffer = new byte[4096];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        out.write(buffer, 0, length);
        out.flush();
      }
    } catch (IOException e) {
      // The watch ended.
      return;
    } finally {
      close();
    }
  }

  private static void refuse(int code, OutputStream out) throws IOException {
    String reason =
        switch (code) {
          case 409 -> "Conflict";
          case 429 -> "TooManyRequests";
          case 503 -> "ServiceUnavailable";
          default -> "InternalError";
        };
    byte[] status =
        """
        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
        "message":"chaos says no","reason":"%s","code":%d}"""
            .formatted(reason, code)
            .getBytes(StandardCharsets.UTF_8);
    new HttpHead(
            "HTTP/1.1 " + code + " " + reason,
            List.of(
                "Content-Type: application/json",
                "Content-Length: " + status.length,
                code == 429 ? "Retry-After: 1" : "Cache-Control: no-cache"))
        .write(out);
    out.write(status);
    out.flush();
  }

  /** Ends both sides at once. */
  void close() {
    proxy.forget(this);
    closeQuietly(client);
    closeQuietly(server);
  }

  private static void closeQuietly(Socket socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // It is as good as closed.
      return;
    }
  }
}
