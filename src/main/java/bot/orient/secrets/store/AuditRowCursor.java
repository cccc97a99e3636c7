package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The rows of one line in the order in which they are sealed, as a stream. */
final class AuditRowCursor implements AutoCloseable {

  private final PreparedStatement select;
  private final ResultSet rows;
  private AuditRow next;

  private AuditRowCursor(PreparedStatement select) throws SQLException {
    this.select = select;
    this.rows = select.executeQuery();
    advance();
  }

  /** Rows with numbers above {@code afterSeq} and up to {@code throughSeq}. */
  static AuditRowCursor open(Connection connection, long afterSeq, long throughSeq)
      throws SQLException {
    PreparedStatement select =
        connection.prepareStatement(
            "select "
                + AuditRow.COLUMNS
                + """
                 from orient_store.audit_log l
                where l.seq > ? and l.seq <= ?
                order by l.xid, l.seq
                """);
    try {
      select.setFetchSize(StoreVerifier.FETCH_SIZE);
      select.setLong(1, afterSeq);
      select.setLong(2, throughSeq);
      return new AuditRowCursor(select);
    } catch (SQLException e) {
      select.close();
      throw e;
    }
  }

  /** The rows of transactions below this one that were not taken yet. */
  List<AuditRow> takeBelow(long xid) throws SQLException {
    List<AuditRow> taken = new ArrayList<>();
    while (next != null && next.xid() < xid) {
      taken.add(next);
      advance();
    }
    return taken;
  }

  /** The next row; null at the end. */
  AuditRow take() throws SQLException {
    AuditRow row = next;
    if (row != null) {
      advance();
    }
    return row;
  }

  private void advance() throws SQLException {
    next = rows.next() ? AuditRow.read(rows) : null;
  }

  @Override
  public void close() throws SQLException {
    select.close();
  }
}
