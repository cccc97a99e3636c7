package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * Writes what reading finds out. It never fails: who reads gets what was read whether or not it can
 * be written. An outage is told once when it begins and once when it is over.
 */
final class SideWrite {

  private final Database database;
  private final Duration rest;
  private final BiConsumer<String, String> onFailure;
  private final Runnable onRecovery;
  private volatile boolean failing;
  private volatile long failedNanos;

  /** Work on the connection of a transaction. */
  @FunctionalInterface
  interface Work {
    void run(Connection connection) throws SQLException;
  }

  /**
   * @param rest after a failure nothing is tried for so long
   * @param onFailure is told the scope and the reason
   */
  SideWrite(
      Database database, Duration rest, BiConsumer<String, String> onFailure, Runnable onRecovery) {
    this.database = database;
    this.rest = rest;
    this.onFailure = onFailure;
    this.onRecovery = onRecovery;
  }

  /** Runs everything or nothing, in a scope. */
  void attempt(String doing, String scope, Work work) {
    if (failing && System.nanoTime() - failedNanos < rest.toNanos()) {
      return;
    }
    try {
      if (database.transaction(doing, scope, connection -> run(connection, work))) {
        succeeded();
      } else {
        failed(scope, "the database takes no writes");
      }
    } catch (StoreException e) {
      failed(scope, e.getMessage());
    } catch (RuntimeException e) {
      // What guards the writes is not the store's, and ends them as it likes: who leads no longer.
      failed(scope, e.toString());
    }
  }

  /** False when the database is read-only: to try would make the pool drop its connections. */
  private static boolean run(Connection connection, Work work) throws SQLException {
    if (isReadOnly(connection)) {
      return false;
    }
    work.run(connection);
    return true;
  }

  private static boolean isReadOnly(Connection connection) throws SQLException {
    try (PreparedStatement show = connection.prepareStatement("show transaction_read_only");
        ResultSet row = show.executeQuery()) {
      row.next();
      return row.getString(1).equals("on");
    }
  }

  private void succeeded() {
    if (failing) {
      onRecovery.run();
    }
    failing = false;
  }

  private void failed(String scope, String why) {
    failedNanos = System.nanoTime();
    if (!failing) {
      onFailure.accept(scope, why);
    }
    failing = true;
  }
}
