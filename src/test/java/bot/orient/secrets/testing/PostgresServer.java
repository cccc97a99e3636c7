package bot.orient.secrets.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    static final PostgresServer SERVER = new PostgresServer(true, builder());
  }

  private final boolean shared;
  private final Path data;
  private final Optional<Integer> version;
  private final Map<String, String> settings;
  private final int port = FreePort.pick();
  private EmbeddedPostgres running;

  private PostgresServer(boolean shared, Builder builder) {
    this.shared = shared;
    this.data = builder.data == null ? temporaryDirectory() : builder.data.toAbsolutePath();
    this.version = builder.version;
    this.settings = Map.copyOf(builder.settings);
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "postgres-shutdown"));
    launch();
  }

  /** The one server of this JVM, started when first asked for. It cannot be stopped. */
  public static PostgresServer shared() {
    return Shared.SERVER;
  }

  /** A server for a test that stops it; the caller closes it. */
  public static PostgresServer startNew() {
    return builder().start();
  }

  /**
   * As {@link #startNew()}, with the data in this directory, which is created if need be and
   * deleted in the end. Data that an earlier server left there is used.
   */
  public static PostgresServer startNew(Path data) {
    return builder().data(data).start();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** A server that differs from the usual one; the caller closes it. */
  public static final class Builder {
    private Path data;
    private Optional<Integer> version = Optional.empty();
    private final Map<String, String> settings = new HashMap<>();

    private Builder() {}

    /** As {@link PostgresServer#startNew(Path)} says. */
    public Builder data(Path directory) {
      data = directory;
      return this;
    }

    /** Major version; the newest unless given. */
    public Builder version(int major) {
      version = Optional.of(major);
      return this;
    }

    /** A parameter of postgresql.conf; wins over what ALTER SYSTEM says. */
    public Builder setting(String name, String value) {
      settings.put(name, value);
      return this;
    }

    public PostgresServer start() {
      return new PostgresServer(false, this);
    }
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("orient-postgres-");
    } catch (IOException e) {
      throw new UncheckedIOException("could not create a directory for PostgreSQL", e);
    }
  }

  /** Creates an empty database with a name never used before. */
  public TestDatabase createDatabase() {
    String name = "test_" + UUID.randomUUID().toString().replace("-", "");
    try (Connection connection = maintenance().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("could not create a database on port " + port, e);
    }
    return databaseAt(port, name);
  }

  /** The database that every server has, for statements about the server as a whole. */
  public TestDatabase maintenance() {
    return databaseAt(port, USERNAME);
  }

  public Path data() {
    return data;
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

  /** Ends the server's processes with SIGKILL, as a crash of its machine would. */
  public synchronized void kill9() {
    refuseIfShared();
    try {
      ProcessHandle server = ProcessHandle.of(serverPid()).orElseThrow();
      List<ProcessHandle> processes = new ArrayList<>(server.descendants().toList());
      processes.add(0, server);
      processes.forEach(ProcessHandle::destroyForcibly);
      processes.forEach(process -> process.onExit().join());
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL does not run on port " + port, e);
    }
    halt();
  }

  public synchronized boolean isRunning() {
    return running != null;
  }

  /** Copies a stopped server's data, for a standby or a server restored from a backup. */
  public synchronized void copyDataTo(Path directory) {
    if (isRunning()) {
      throw new IllegalStateException("stop the server first: its data is in motion");
    }
    CommandResult copied = Command.run(List.of("cp", "-a", data + "/.", directory.toString()));
    if (copied.exit() != 0) {
      throw new IllegalStateException("could not copy " + data + ": " + copied.stderr());
    }
  }

  /** Puts a stopped server's data back to what {@link #copyDataTo} kept. */
  public synchronized void restoreDataFrom(Path directory) {
    if (isRunning()) {
      throw new IllegalStateException("stop the server first: its data is in motion");
    }
    Directories.delete(data);
    CommandResult copied = Command.run(List.of("cp", "-a", directory.toString(), data.toString()));
    if (copied.exit() != 0) {
      throw new IllegalStateException("could not restore " + data + ": " + copied.stderr());
    }
  }

  /** Starts the server again on the same port with the same data; waits until it answers. */
  public synchronized void start() {
    if (isRunning()) {
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
      EmbeddedPostgres.Builder server =
          EmbeddedPostgres.builder()
              .setPort(port)
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setRegisterShutdownHook(false);
      version.ifPresent(major -> server.setPgBinaryResolver(PostgresBinaries.ofVersion(major)));
      settings.forEach(server::setServerConfig);
      running = server.start();
      // Not running.getProcess(): that is pg_ctl, which has ended by now.
      ProcessHandle.of(serverPid()).ifPresent(Leash::attach);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "could not start PostgreSQL in %s on port %d".formatted(data, port), e);
    }
  }

  /** PostgreSQL keeps its process id in the first line of this file while it runs. */
  private long serverPid() throws IOException {
    return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
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

  static TestDatabase databaseAt(int port, String name) {
    return new TestDatabase(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, name), USERNAME, PASSWORD);
  }
}
