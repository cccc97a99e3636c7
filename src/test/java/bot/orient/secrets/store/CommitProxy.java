package bot.orient.secrets.store;

import bot.orient.secrets.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands between a store and its database and cuts a connection at a COMMIT, as a network does.
 *
 * <p>The URL makes the driver send the text of every COMMIT, which the proxy looks for.
 * Transactions that only read are let be.
 */
final class CommitProxy implements AutoCloseable {

  private static final String COMMIT = "COMMIT";
  private static final String BEGIN = "BEGIN";
  private static final String BEGIN_READING = "BEGIN READ ONLY";

  /** Where the connection is cut. */
  enum Cut {
    NOWHERE,
    /** The database never gets the COMMIT. */
    BEFORE_IT_ARRIVES,
    /** The database gets it when the client has seen the connection end already. */
    WHILE_IT_IS_CARRIED_OUT,
    /** The database has committed; its answer is lost. */
    BEFORE_THE_ANSWER
  }

  private final TestDatabase database;
  private final String hostAndPort;
  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicReference<Cut> next = new AtomicReference<>(Cut.NOWHERE);
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile boolean refusing;

  CommitProxy(TestDatabase database) {
    this.database = database;
    this.hostAndPort = database.jdbcUrl().split("/")[2];
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  StoreFixture fixture() {
    String url = database.jdbcUrl().replace(hostAndPort, "127.0.0.1:" + server.getLocalPort());
    return new StoreFixture(
        new TestDatabase(url + "?prepareThreshold=0", database.username(), database.password()));
  }

  /** The next COMMIT of any connection after writing, and no later one. */
  void cutNextCommit(Cut cut) {
    next.set(cut);
  }

  /** The cut ends all other connections too, and nobody gets through any more. */
  void refuseAfterCut() {
    refusing = true;
  }

  void letThrough() {
    refusing = false;
  }

  int cuts() {
    return cuts.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        if (refusing && cuts.get() > 0) {
          client.close();
          continue;
        }
        int colon = hostAndPort.lastIndexOf(':');
        Socket backend =
            new Socket(
                hostAndPort.substring(0, colon),
                Integer.parseInt(hostAndPort.substring(colon + 1)));
        sockets.addAll(List.of(client, backend));
        AtomicBoolean reading = new AtomicBoolean();
        daemon(() -> pump(client, backend, true, reading));
        daemon(() -> pump(backend, client, false, reading));
      } catch (IOException closed) {
        // The loop ends with the server.
      }
    }
  }

  private void pump(Socket from, Socket to, boolean fromClient, AtomicBoolean reading) {
    byte[] buffer = new byte[1 << 17];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        String text = new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
        if (fromClient && text.contains(BEGIN)) {
          reading.set(text.contains(BEGIN_READING));
        }
        boolean commit = text.contains(COMMIT) && !reading.get();
        if (commit && fromClient && cuts(Cut.BEFORE_IT_ARRIVES)) {
          return;
        }
        if (commit && !fromClient && cuts(Cut.BEFORE_THE_ANSWER)) {
          return;
        }
        boolean carriedOut = commit && fromClient && cuts(Cut.WHILE_IT_IS_CARRIED_OUT);
        if (carriedOut) {
          // First, so that no answer is quicker than the cut.
          from.close();
        }
        out.write(buffer, 0, read);
        out.flush();
        if (carriedOut) {
          return;
        }
      }
    } catch (IOException ended) {
      // Both sides are closed.
    }
  }

  private boolean cuts(Cut here) {
    boolean cut = next.compareAndSet(here, Cut.NOWHERE);
    if (cut) {
      cuts.incrementAndGet();
      if (refusing) {
        closeConnections();
      }
    }
    return cut;
  }

  private void closeConnections() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "commit-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    closeConnections();
  }
}
