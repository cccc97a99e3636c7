package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Searches the audit trail. */
final class AuditSearch {

  private AuditSearch() {}

  static List<AuditEntry> find(Connection connection, AuditQuery query) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select seq, at, scope, actor, actor_kind, source, action, key_name,
                   version_from, version_to
            from orient_store.audit_log
            where (?::text is null or scope = ?)
              and (?::text is null or key_name = ?)
              and (?::text is null or actor = ?)
              and (?::text is null or action = ?)
              and at >= coalesce(?::timestamptz, '-infinity')
              and at < coalesce(?::timestamptz, 'infinity')
              and seq < coalesce(?, 9223372036854775807)
            order by seq desc
            limit ?
            """)) {
      twice(select, 1, query.scope());
      twice(select, 3, query.key());
      twice(select, 5, query.actor());
      twice(select, 7, query.action());
      time(select, 9, query.since());
      time(select, 10, query.until());
      select.setObject(11, query.before().orElse(null), Types.BIGINT);
      select.setInt(12, query.limit());
      try (ResultSet row = select.executeQuery()) {
        List<AuditEntry> entries = new ArrayList<>();
        while (row.next()) {
          entries.add(entry(row));
        }
        return entries;
      }
    }
  }

  private static void twice(PreparedStatement select, int index, Optional<String> text)
      throws SQLException {
    select.setString(index, text.orElse(null));
    select.setString(index + 1, text.orElse(null));
  }

  private static void time(PreparedStatement select, int index, Optional<Instant> time)
      throws SQLException {
    select.setObject(
        index,
        time.map(given -> given.atOffset(ZoneOffset.UTC)).orElse(null),
        Types.TIMESTAMP_WITH_TIMEZONE);
  }

  /**
   * Of a select of seq, at, scope, actor, actor_kind, source, action, key_name, version_from and
   * version_to.
   */
  static AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(
        row.getLong(1),
        row.getObject(2, OffsetDateTime.class).toInstant(),
        row.getString(3),
        row.getString(4),
        Actor.Kind.valueOf(row.getString(5)),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getObject(9, Long.class),
        row.getObject(10, Long.class));
  }
}
