package bot.orient.secrets.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The audit rows of Orient databases, copied once each and kept apart from the store's own trail:
 * nobody can vouch for them.
 */
final class OrientHistory {

  private static final int MAX_TEXT = 1024;
  private static final int BATCH = 500;

  private OrientHistory() {}

  /** How many rows were not there yet. */
  static int add(Connection connection, String scope, String source, List<OrientAuditRow> rows)
      throws SQLException {
    int added = 0;
    for (int from = 0; from < rows.size(); from += BATCH) {
      added +=
          insert(
              connection, scope, source, rows.subList(from, Math.min(rows.size(), from + BATCH)));
    }
    return added;
  }

  private static int insert(
      Connection connection, String scope, String source, List<OrientAuditRow> rows)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into orient_store.orient_history
              (scope, source, source_id, key_name, action, changed_by, changed_at)
            select ?, ?, found.*
            from unnest(?, ?, ?, ?, ?)
              as found (source_id, key_name, action, changed_by, changed_at)
            on conflict do nothing
            """)) {
      insert.setString(1, scope);
      insert.setString(2, source);
      insert.setArray(3, array(connection, "bigint", rows, OrientAuditRow::id));
      insert.setArray(4, array(connection, "text", rows, row -> harmless(row.key())));
      insert.setArray(5, array(connection, "text", rows, row -> harmless(row.action())));
      insert.setArray(6, array(connection, "text", rows, row -> harmless(row.changedBy())));
      insert.setArray(
          7, array(connection, "timestamptz", rows, row -> OrientImporter.time(row.changedAt())));
      return insert.executeUpdate();
    }
  }

  private static Array array(
      Connection connection,
      String type,
      List<OrientAuditRow> rows,
      Function<OrientAuditRow, Object> column)
      throws SQLException {
    return connection.createArrayOf(type, rows.stream().map(column).toArray());
  }

  /** The newest first. */
  static List<OrientAuditRow> of(Connection connection, String scope, String key, int limit)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select source_id, key_name, action, changed_by, changed_at
            from orient_store.orient_history
            where scope = ? and key_name = ?
            order by seq desc
            limit ?
            """)) {
      select.setString(1, scope);
      select.setString(2, key);
      select.setInt(3, limit);
      try (ResultSet row = select.executeQuery()) {
        List<OrientAuditRow> rows = new ArrayList<>();
        while (row.next()) {
          OffsetDateTime at = row.getObject(5, OffsetDateTime.class);
          rows.add(
              new OrientAuditRow(
                  row.getLong(1),
                  row.getString(2),
                  row.getString(3),
                  row.getString(4),
                  at == null ? null : at.toInstant()));
        }
        return rows;
      }
    }
  }

  /** It ends up on terminals, and anybody may have written it. */
  private static String harmless(String text) {
    if (text == null) {
      return null;
    }
    String plain = text.replaceAll("\\p{Cntrl}", "\uFFFD");
    return plain.length() <= MAX_TEXT ? plain : plain.substring(0, MAX_TEXT - 1) + "…";
  }
}
