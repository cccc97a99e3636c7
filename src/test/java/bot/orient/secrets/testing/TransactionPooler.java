package bot.orient.secrets.testing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A pooler in transaction mode, as PgBouncer is: every transaction gets another session of the
 * server than the one before, and what a client did to a session is not there in the next. It lets
 * nothing through that a session keeps: start-up options are dropped, sessions are not reset.
 *
 * <p>Messages are those of PostgreSQL's frontend/backend protocol 3.0.
 */
public final class TransactionPooler implements AutoCloseable {

  private static final int PROTOCOL_3 = 196_608;

  private final ServerSocket listener;
  private final BlockingQueue<Session> idle;

  private TransactionPooler(TestDatabase database, int port, String user, int sessions)
      throws IOException {
    String name = database.name();
    idle = new ArrayBlockingQueue<>(sessions);
    for (int i = 0; i < sessions; i++) {
      idle.add(Session.open(port, Map.of("user", user, "database", name)));
    }
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  /** Holds so many sessions of one user with a server that trusts it. */
  public static TransactionPooler to(PostgresServer server, TestDatabase database, String user) {
    try {
      return new TransactionPooler(database, server.port(), user, 3);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        daemon(() -> serve(client));
      } catch (IOException e) {
        // Closed; the loop ends.
        continue;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      Peer client = new Peer(socket);
      if (!greet(client)) {
        return;
      }
      while (true) {
        transaction(client);
      }
    } catch (IOException e) {
      // The client has gone.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** False for a request to cancel, which is not for us. */
  private boolean greet(Peer client) throws IOException, InterruptedException {
    while (true) {
      byte[] body = client.in.readNBytes(client.in.readInt() - 4);
      int code = new DataInputStream(new ByteArrayInputStream(body)).readInt();
      if (code == PROTOCOL_3) {
        break;
      }
      if ((code & 0xffff) == 5678) {
        return false;
      }
      // TLS or GSS: not here.
      client.out.write('N');
      client.out.flush();
    }
    Session any = idle.take();
    client.out.write(any.greeting);
    client.out.flush();
    idle.add(any);
    return true;
  }

  /** From the first message to the moment the server says that no transaction is open. */
  private void transaction(Peer client) throws IOException, InterruptedException {
    Message message = client.read();
    Session session = idle.take();
    boolean open = true;
    try {
      while (open) {
        if (message.type == 'X') {
          throw new EOFException("the client ends");
        }
        session.peer.write(message);
        if (message.type == 'S' || message.type == 'Q') {
          session.peer.out.flush();
          open = answer(session, client);
        }
        if (open) {
          message = client.read();
        }
      }
    } finally {
      if (open) {
        session.rollback();
      }
      idle.add(session);
    }
  }

  /** True while a transaction is open. */
  private static boolean answer(Session session, Peer client) throws IOException {
    while (true) {
      Message answer = session.peer.read();
      client.write(answer);
      if (answer.type == 'Z') {
        client.out.flush();
        return answer.body[0] != 'I';
      }
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Session session : idle) {
        session.peer.socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "transaction-pooler");
    thread.setDaemon(true);
    thread.start();
  }

  private record Message(int type, byte[] body) {}

  /** One end of a connection. */
  private static final class Peer {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    Peer(Socket socket) throws IOException {
      this.socket = socket;
      socket.setTcpNoDelay(true);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    Message read() throws IOException {
      int type = in.readUnsignedByte();
      return new Message(type, in.readNBytes(in.readInt() - 4));
    }

    void write(Message message) throws IOException {
      out.write(message.type);
      out.writeInt(message.body.length + 4);
      out.write(message.body);
    }
  }

  /**
   * A session with the server.
   *
   * @param greeting what the server said when it began
   */
  private record Session(Peer peer, byte[] greeting) {

    static Session open(int port, Map<String, String> parameters) throws IOException {
      Peer server = new Peer(new Socket(InetAddress.getLoopbackAddress(), port));
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      DataOutputStream startup = new DataOutputStream(body);
      startup.writeInt(PROTOCOL_3);
      for (var parameter : parameters.entrySet()) {
        startup.write((parameter.getKey() + '\0').getBytes(StandardCharsets.UTF_8));
        startup.write((parameter.getValue() + '\0').getBytes(StandardCharsets.UTF_8));
      }
      startup.write(0);
      server.out.writeInt(body.size() + 4);
      server.out.write(body.toByteArray());
      server.out.flush();
      ByteArrayOutputStream greeting = new ByteArrayOutputStream();
      DataOutputStream copy = new DataOutputStream(greeting);
      Message message;
      do {
        message = server.read();
        copy.write(message.type);
        copy.writeInt(message.body.length + 4);
        copy.write(message.body);
      } while (message.type != 'Z');
      return new Session(server, greeting.toByteArray());
    }

    /** As PgBouncer does when a client goes away in the middle. */
    void rollback() throws IOException {
      peer.write(new Message('Q', "rollback\0".getBytes(StandardCharsets.US_ASCII)));
      peer.out.flush();
      while (peer.read().type != 'Z') {
        continue;
      }
    }
  }
}
