package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts into the audit trail that stored values were tampered with, each once, whoever reads it how
 * often. The trail itself is what is asked whether it was told: a mark kept elsewhere could be
 * planted by whoever tampers, without a trace.
 */
final class TamperLog {

  private static final Logger LOG = LoggerFactory.getLogger(TamperLog.class);

  /** "oritamp" in ASCII, as a number; of two replicas that find the same, one waits. */
  private static final long LOCK = 0x6f726974616d70L;

  private static final Actor OPERATOR =
      new Actor("orient-secrets-operator", Actor.Kind.OPERATOR, "reading the value");

  private final Database database;
  private final AuditLog audit;
  private final SideWrite writing;

  TamperLog(Database database, AuditLog audit) {
    this.database = database;
    this.audit = audit;
    this.writing =
        new SideWrite(
            database,
            Duration.ZERO,
            TamperLog::failed,
            () -> LOG.info("values that were tampered with are put into the audit trail again"));
  }

  /**
   * What is wrong with a secret.
   *
   * @param version that cannot be trusted; the newest one where the secret was put back
   * @param putBackTo null unless the secret was put back to an older version. Versions only grow,
   *     so that a secret which was mended by a new version and put back again is another finding
   */
  record Tampering(String key, long version, Long putBackTo) {}

  /** Never fails, see {@link SideWrite}; what cannot be written is with the next read. */
  void tell(String scope, List<Tampering> found) {
    if (found.isEmpty()) {
      return;
    }
    List<Tampering> news;
    try {
      // Mostly it is known, and needs no lock.
      news =
          database.query("reading the audit of scope " + scope, scope, c -> news(c, scope, found));
    } catch (StoreException e) {
      LOG.debug("scope {}: whether tampering is known cannot be asked: {}", scope, e.getMessage());
      return;
    }
    if (!news.isEmpty()) {
      writing.attempt("auditing tampering in scope " + scope, scope, c -> add(c, scope, news));
    }
  }

  private void add(Connection connection, String scope, List<Tampering> found) throws SQLException {
    lock(connection);
    for (Tampering one : news(connection, scope, found)) {
      audit.add(
          connection,
          scope,
          OPERATOR,
          AuditLog.Event.of(AuditLog.TAMPER_DETECTED, one.key())
              .versions(one.version(), one.putBackTo()));
    }
  }

  private static List<Tampering> news(Connection connection, String scope, List<Tampering> found)
      throws SQLException {
    List<Tampering> news = new ArrayList<>();
    for (Tampering one : found) {
      if (!isTold(connection, scope, one)) {
        news.add(one);
      }
    }
    return news;
  }

  private static boolean isTold(Connection connection, String scope, Tampering one)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select exists (
              select 1 from orient_store.audit_log
              where scope = ? and key_name = ? and action = 'tamper-detected'
                and version_from = ? and version_to is not distinct from ?::bigint)
            """)) {
      select.setString(1, scope);
      select.setString(2, one.key());
      select.setLong(3, one.version());
      select.setObject(4, one.putBackTo());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private static void lock(Connection connection) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_advisory_xact_lock(" + LOCK + ")")) {
      lock.execute();
    }
  }

  private static void failed(String scope, String why) {
    LOG.warn(
        "scope {}: stored values were tampered with, and the audit trail cannot be written: {}; it"
            + " is tried again when they are read again",
        scope,
        why);
  }
}
