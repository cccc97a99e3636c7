package bot.orient.secrets.chaos;

import bot.orient.secrets.crypto.EnvironmentKekProvider;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.AnchorSource;
import bot.orient.secrets.store.PostgresSecretStore;
import bot.orient.secrets.store.PutRequest;
import bot.orient.secrets.store.PutResult;
import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.store.VerificationReport;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The store as people write it, past all proxies, though not past a server that is away. It keeps
 * book, to be compared with the audit trail.
 */
final class WrittenStore implements AutoCloseable {

  private static final int CONNECTIONS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final TestDatabase database;
  private final PostgresSecretStore store;
  private final AuditBook book = new AuditBook();

  WrittenStore(TestDatabase database) {
    this.database = database;
    this.store =
        PostgresSecretStore.open(
            database.storeSettings(CONNECTIONS),
            new EnvironmentKekProvider(Map.of("ORIENT_KEK", InProcessOperator.KEK)));
  }

  void grant(String scope, String namespace) {
    store.grant(scope, namespace, InProcessOperator.ALICE);
  }

  /**
   * Tries once.
   *
   * @return whether it is known to be written; if not, it may be
   */
  boolean put(StoreKey key, String value) {
    String action = AuditBook.action("write", key);
    book.attempt(action);
    try (SecretBytes bytes = SecretBytes.owning(value.getBytes(StandardCharsets.UTF_8))) {
      PutResult result =
          store.put(PutRequest.of(key.scope(), key.key(), bytes), InProcessOperator.ALICE);
      if (result instanceof PutResult.Written) {
        book.acknowledge(action);
      }
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  /** Again and again until it is done. */
  void delete(StoreKey key) {
    untilDone(
        AuditBook.action("delete", key),
        () -> store.delete(key.scope(), key.key(), InProcessOperator.ALICE));
  }

  void undelete(StoreKey key) {
    untilDone(
        AuditBook.action("undelete", key),
        () -> store.undelete(key.scope(), key.key(), InProcessOperator.ALICE));
  }

  private void untilDone(String action, Runnable call) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      book.attempt(action);
      try {
        call.run();
        book.acknowledge(action);
        return;
      } catch (StoreException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        pause();
      }
    }
  }

  static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  VerificationReport verify() {
    return store.verify(AnchorSource.none());
  }

  /** Where the audit trail is not what was written. */
  List<String> auditGaps() throws SQLException {
    return book.gaps(auditRows());
  }

  private Map<String, Integer> auditRows() throws SQLException {
    Map<String, Integer> rows = new TreeMap<>();
    try (var connection = database.dataSource().getConnection();
        var select =
            connection.prepareStatement(
                """
                select case when action in ('create', 'update') then 'write' else action end,
                  scope, key_name, count(*)::int
                from orient_store.audit_log
                where action in ('create', 'update', 'delete', 'undelete') group by 1, 2, 3""");
        var row = select.executeQuery()) {
      while (row.next()) {
        rows.put(
            AuditBook.action(row.getString(1), new StoreKey(row.getString(2), row.getString(3))),
            row.getInt(4));
      }
    }
    return rows;
  }

  @Override
  public void close() {
    store.close();
  }
}
