package bot.orient.secrets.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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

  /**
   * Those that the trail does not tell of. Rows of other sources are about other things, such as a
   * key that came back, under a name that a secret may have too.
   */
  private static List<Tampering> news(Connection connection, String scope, List<Tampering> found)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select one.nth
            from unnest(?, ?, ?) with ordinality as one (key, version, put_back, nth)
            where not exists (
              select 1 from orient_store.audit_log l
              where l.scope = ? and l.key_name = one.key and l.action = ?
                and l.actor_kind = ? and l.source = ?
                and l.version_from = one.version
                and l.version_to is not distinct from one.put_back)
            order by one.nth
            """)) {
      select.setArray(1, array(connection, "text", found, Tampering::key));
      select.setArray(2, array(connection, "bigint", found, Tampering::version));
      select.setArray(3, array(connection, "bigint", found, Tampering::putBackTo));
      select.setString(4, scope);
      select.setString(5, AuditLog.TAMPER_DETECTED);
      select.setString(6, OPERATOR.kind().name());
      select.setString(7, OPERATOR.source());
      try (ResultSet row = select.executeQuery()) {
        List<Tampering> news = new ArrayList<>();
        while (row.next()) {
          news.add(found.get(row.getInt(1) - 1));
        }
        return news;
      }
    }
  }

  private static Array array(
      Connection connection, String type, List<Tampering> found, Function<Tampering, ?> part)
      throws SQLException {
    return connection.createArrayOf(type, found.stream().map(part).toArray());
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
