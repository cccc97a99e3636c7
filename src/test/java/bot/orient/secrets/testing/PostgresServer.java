package bot.orient.secrets.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * A real PostgreSQL on 127.0.0.1 whose port and data stay the same across {@link #stop()} and
 * {@link #start()}. Runs as root and as an ordinary user. Ends with {@link #close()} and never
 * outlives this JVM.
 */
public final class PostgresServer implements AutoCloseable {
  private static final String USERNAME = "postgres";

  /** The server trusts local connections, so any password is right. */
  private static final String PASSWORD = "postgres";

  private static final class Shared {
    static final PostgresServer SERVER = new PostgresServer(true);
  }

  private final boolean shared;
  private final Path data;
  private final int port = FreePort.pick();
  private EmbeddedPostgres running;

  private PostgresServer(boolean shared) {
    this.shared = shared;
    try {
      this.data = Files.createTempDirectory("orient-postgres-");
    } catch (IOException e) {
      throw new UncheckedIOException("could not create a directory for PostgreSQL", e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "postgres-shutdown"));
    launch();
  }

  /** The one server of this JVM, started when first asked for. It cannot be stopped. */
  public static PostgresServer shared() {
    return Shared.SERVER;
  }

  /** A server for a test that stops it; the caller closes it. */
  public static PostgresServer startNew() {
    return new PostgresServer(false);
  }

  /** Creates an empty database with a name never used before. */
  public TestDatabase createDatabase() {
    String name = "test_" + UUID.randomUUID().toString().replace("-", "");
    try (Connection connection = database(USERNAME).dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("could not create a database on port " + port, e);
    }
    return database(name);
  }

  public int port() {
    return port;
  }

  /**
   * Ends the server; open connections break, new ones are refused.
   *
   * @throws IllegalStateException for the shared server, which other tests use
   */
  public synchronized void stop() {
    refuseIfShared();
    halt();
  }

  /** Starts the server again on the same port with the same data; waits until it answers. */
  public synchronized void start() {
    if (running != null) {
      throw new IllegalStateException("PostgreSQL runs already on port " + port);
    }
    launch();
  }

  @Override
  public void close() {
    refuseIfShared();
    end();
  }

  private void refuseIfShared() {
    if (shared) {
      throw new IllegalStateException(
          "other tests use the shared PostgreSQL; take PostgresServer.startNew() to stop one");
    }
  }

  private synchronized void end() {
    halt();
    Directories.delete(data);
  }

  private void launch() {
    try {
      running =
          EmbeddedPostgres.builder()
              .setPort(port)
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setRegisterShutdownHook(false)
              .start();
      Leash.attach(running.getProcess());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "could not start PostgreSQL in %s on port %d".formatted(data, port), e);
    }
  }

  private void halt() {
    if (running == null) {
      return;
    }
    try {
      running.close();
      running = null;
    } catch (IOException e) {
      throw new UncheckedIOException("could not stop PostgreSQL on port " + port, e);
    }
  }

  private TestDatabase database(String name) {
    return new TestDatabase(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, name), USERNAME, PASSWORD);
  }
}
