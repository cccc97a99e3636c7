package bot.orient.secrets.store;

import bot.orient.secrets.crypto.CanonicalBytes;
import bot.orient.secrets.crypto.MerkleTree;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * A row of the trail with everything that authenticates it.
 *
 * @param xid the transaction that wrote it
 * @param details JSON in the form in which PostgreSQL prints {@code jsonb}
 * @param macKeyId null for a row from before rows had a code; so is the code
 */
record AuditRow(
    long seq,
    long xid,
    Instant at,
    String scope,
    String actor,
    String actorKind,
    String source,
    String action,
    String key,
    Long versionFrom,
    Long versionTo,
    String details,
    UUID macKeyId,
    byte[] mac) {

  /**
   * For a select whose rows {@link #read} takes. Its order must name the table's {@code l.xid}: the
   * column here is text.
   */
  static final String COLUMNS =
      "seq, xid::text, at, scope, actor, actor_kind, source, action, key_name, version_from,"
          + " version_to, details::text, mac_key_id, row_mac";

  static AuditRow read(ResultSet row) throws SQLException {
    return new AuditRow(
        row.getLong(1),
        Long.parseLong(row.getString(2)),
        row.getObject(3, OffsetDateTime.class).toInstant(),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        row.getObject(10, Long.class),
        row.getObject(11, Long.class),
        row.getString(12),
        row.getObject(13, UUID.class),
        row.getBytes(14));
  }

  AuditRow withMac(byte[] code) {
    return copy(seq, xid, code);
  }

  /** The same content at another place. */
  AuditRow at(long otherSeq, long otherXid) {
    return copy(otherSeq, otherXid, mac);
  }

  private AuditRow copy(long newSeq, long newXid, byte[] newMac) {
    return new AuditRow(
        newSeq,
        newXid,
        at,
        scope,
        actor,
        actorKind,
        source,
        action,
        key,
        versionFrom,
        versionTo,
        details,
        macKeyId,
        newMac);
  }

  /** What the code is computed of: all fields but the code itself. */
  byte[] authenticated() {
    return fields("orient/audit-row").encoded();
  }

  /** What a seal holds of the row; can be recomputed without the key of the code. */
  byte[] leaf() {
    return MerkleTree.leaf(fields("orient/audit-leaf").bytes(mac).encoded());
  }

  boolean isAuthentic(AuditKeys keys) {
    if (macKeyId == null || mac == null) {
      return false;
    }
    var authenticator = keys.authenticators().get(macKeyId);
    return authenticator != null && authenticator.isCodeOf(authenticated(), mac);
  }

  private CanonicalBytes fields(String domain) {
    return new CanonicalBytes(domain)
        .number(seq)
        .number(xid)
        .number(micros(at))
        .text(scope)
        .text(actor)
        .text(actorKind)
        .text(source)
        .text(action)
        .text(key)
        .number(versionFrom)
        .number(versionTo)
        .text(details)
        .uuid(macKeyId);
  }

  /** PostgreSQL keeps microseconds. */
  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
