package bot.orient.secrets.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;

/** A primary and a standby that follows it by streaming replication, with one database. */
public final class PostgresPair implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private volatile PostgresServer primary;
  private volatile PostgresServer standby;
  private final TestDatabase database;

  private PostgresPair(PostgresServer primary, PostgresServer standby, TestDatabase database) {
    this.primary = primary;
    this.standby = standby;
    this.database = database;
  }

  /**
   * Starts both.
   *
   * @param data an empty directory for the standby
   */
  public static PostgresPair start(Path data) {
    // A commit that was answered is on the primary's disk, as in production.
    PostgresServer primary =
        PostgresServer.builder().setting("synchronous_commit", "local").start();
    String name = primary.createDatabase().name();
    primary.stop();
    primary.copyDataTo(data);
    primary.start();
    follow(data, primary);
    PostgresServer standby =
        PostgresServer.builder().data(data).setting("synchronous_commit", "local").start();
    return new PostgresPair(
        primary,
        standby,
        new TestDatabase(
            "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/%s?targetServerType=primary"
                .formatted(primary.port(), standby.port(), name),
            primary.maintenance().username(),
            primary.maintenance().password()));
  }

  /** By a URL that names both servers and leads to the one that takes writes. */
  public TestDatabase database() {
    return database;
  }

  public PostgresServer primary() {
    return primary;
  }

  public PostgresServer standby() {
    return standby;
  }

  /** Waits until the standby has all that the primary has committed, and is connected. */
  public void awaitStandby() throws SQLException {
    try {
      await("the standby to be connected")
          .atMost(PATIENCE)
          .until(
              () ->
                  ask(primary, "select count(*) from pg_stat_replication where state = 'streaming'")
                      .equals("1"));
      String position = ask(primary, "select pg_current_wal_lsn()::text");
      await("the standby to have all")
          .atMost(PATIENCE)
          .until(
              () ->
                  ask(standby, "select pg_last_wal_replay_lsn() >= '" + position + "'")
                      .equals("t"));
    } catch (ConditionTimeoutException e) {
      throw new IllegalStateException(e.getMessage() + " " + state(), e);
    }
  }

  private String state() {
    try {
      return askState();
    } catch (SQLException e) {
      return "How far they are cannot be told: " + e.getMessage();
    }
  }

  private String askState() throws SQLException {
    return "Primary at %s, its connections %s; standby received %s, replayed %s, its connection %s"
        .formatted(
            ask(primary, "select pg_current_wal_lsn()::text"),
            ask(primary, "select coalesce(json_agg(r), '[]')::text from pg_stat_replication r"),
            ask(standby, "select coalesce(pg_last_wal_receive_lsn()::text, 'nothing')"),
            ask(standby, "select coalesce(pg_last_wal_replay_lsn()::text, 'nothing')"),
            ask(standby, "select coalesce(json_agg(r), '[]')::text from pg_stat_wal_receiver r"));
  }

  /** What the primary commits from now on never reaches the standby. */
  public void cutReplication() throws SQLException {
    ask(standby, "alter system set primary_conninfo = ''");
    ask(standby, "select pg_reload_conf()");
    await()
        .atMost(PATIENCE)
        .until(() -> ask(standby, "select count(*) from pg_stat_wal_receiver").equals("0"));
  }

  /** Makes the standby the primary; the old primary is not told. */
  public void promote() throws SQLException {
    ask(standby, "select pg_promote()");
    await().atMost(PATIENCE).until(() -> ask(standby, "select pg_is_in_recovery()").equals("f"));
  }

  /** What a fencing agent does: the old primary answers, and takes no writes. */
  public void makePrimaryReadOnly() throws SQLException {
    ask(primary, "alter system set default_transaction_read_only = on");
    ask(primary, "select pg_reload_conf()");
  }

  /** Brings the old primary back as a standby. */
  public void demotePrimary() {
    if (primary.isRunning()) {
      primary.stop();
    }
    follow(primary.data(), standby);
    primary.start();
  }

  /**
   * Stops the primary once the standby has all of it, makes the standby the primary, and brings the
   * other back as its standby.
   */
  public void switchOver() throws SQLException {
    // A primary that ends waits for the standby only if that is connected, and one that ended with
    // a line more than the standby has could not follow it.
    awaitStandby();
    primary.stop();
    promote();
    demotePrimary();
    PostgresServer former = primary;
    primary = standby;
    standby = former;
  }

  private static void follow(Path data, PostgresServer leader) {
    try {
      Files.createFile(data.resolve("standby.signal"));
      Files.writeString(
          data.resolve("postgresql.auto.conf"),
          "primary_conninfo = 'host=127.0.0.1 port=%d user=%s'%n"
              .formatted(leader.port(), leader.maintenance().username()),
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String ask(PostgresServer server, String sql) throws SQLException {
    try (Connection connection = server.maintenance().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  @Override
  public void close() {
    standby.close();
    primary.close();
  }
}
