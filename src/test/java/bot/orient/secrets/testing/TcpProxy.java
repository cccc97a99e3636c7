package bot.orient.secrets.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network on 127.0.0.1 that breaks when told to: it cuts connections, lets them hang as a dead
 * firewall does, or is slow.
 */
public final class TcpProxy implements AutoCloseable {

  /** Which side of a commit's journey a connection breaks on. */
  public enum Commit {
    /** The server never hears of it. */
    LOST_ON_THE_WAY,
    /** The server has done it; its answer is lost. */
    ANSWER_LOST
  }

  private final ServerSocket listener;
  private final int target;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger silenced = new AtomicInteger();
  private volatile boolean stalled;
  private volatile boolean refusing;
  private volatile Duration delay = Duration.ZERO;
  private volatile Commit nextCommit;
  private volatile long silentAfter = Long.MAX_VALUE;

  private TcpProxy(int target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon("proxy-accept", this::accept);
  }

  /** Starts one in front of a port of 127.0.0.1. */
  public static TcpProxy to(int port) {
    return new TcpProxy(port);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Connections accepted so far. */
  public int accepted() {
    return accepted.get();
  }

  /** Connections that went silent so far. */
  public int silenced() {
    return silenced.get();
  }

  /** From now on nothing arrives and nobody is told; new connections are accepted and hang too. */
  public void stall() {
    stalled = true;
  }

  /** Nothing arrives any more by the connections that there are, which stay open; new ones work. */
  public void silence() {
    links.forEach(Link::silence);
  }

  /** The next connection that brings its client more bytes than that goes silent there. */
  public void silenceAfter(long bytes) {
    silentAfter = bytes;
  }

  public synchronized void resume() {
    stalled = false;
    refusing = false;
    notifyAll();
  }

  /** Every piece of data waits so long. */
  public void delay(Duration duration) {
    delay = duration;
  }

  /** Ends all connections; new ones work. */
  public void cut() {
    links.forEach(Link::close);
  }

  /** Ends all connections and each new one, until {@link #resume()}. */
  public void refuse() {
    refusing = true;
    cut();
  }

  /**
   * Breaks the connection of the next transaction that commits, once. A commit on its way is known
   * by its text, which the driver sends each time only with prepareThreshold=0.
   */
  public void breakNextCommit(Commit how) {
    nextCommit = how;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        accepted.incrementAndGet();
        if (refusing) {
          client.close();
        } else {
          new Link(client).open();
        }
      } catch (IOException e) {
        // The target refuses or the proxy is closed: the client sees its connection end.
        continue;
      }
    }
  }

  private synchronized void awaitFlow() throws InterruptedException {
    while (stalled) {
      wait();
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
    resume();
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** One connection: a client and the target. */
  private final class Link {
    private final Socket client;
    private Socket server;
    private volatile boolean silent;

    Link(Socket client) {
      this.client = client;
    }

    void open() throws IOException {
      try {
        server = new Socket(InetAddress.getLoopbackAddress(), target);
        server.setTcpNoDelay(true);
        client.setTcpNoDelay(true);
      } catch (IOException e) {
        client.close();
        throw e;
      }
      links.add(this);
      daemon("proxy-to-server", () -> pump(client, server, true));
      daemon("proxy-to-client", () -> pump(server, client, false));
    }

    private void pump(Socket from, Socket to, boolean towardsServer) {
      byte[] buffer = new byte[64 * 1024];
      long brought = 0;
      try (InputStream in = from.getInputStream();
          OutputStream out = to.getOutputStream()) {
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
          Thread.sleep(delay.toMillis());
          awaitFlow();
          brought += length;
          if (!towardsServer && brought > silentAfter) {
            silentAfter = Long.MAX_VALUE;
            silence();
          }
          if (silent) {
            continue;
          }
          if (breaks(buffer, length, towardsServer)) {
            return;
          }
          out.write(buffer, 0, length);
          out.flush();
        }
      } catch (IOException e) {
        // One side is gone; the other is told below.
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        close();
      }
    }

    void silence() {
      silent = true;
      silenced.incrementAndGet();
    }

    private boolean breaks(byte[] data, int length, boolean towardsServer) {
      Commit where = towardsServer ? Commit.LOST_ON_THE_WAY : Commit.ANSWER_LOST;
      if (nextCommit != where
          || !new String(data, 0, length, StandardCharsets.ISO_8859_1).contains("COMMIT")) {
        return false;
      }
      nextCommit = null;
      return true;
    }

    void close() {
      links.remove(this);
      try {
        client.close();
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
