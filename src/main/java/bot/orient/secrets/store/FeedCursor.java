package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How far the feed was read.
 *
 * <p>A row's number is given before its transaction commits, so the highest number seen is no
 * position: a lower one may still come. The fence is: the oldest transaction that had not ended
 * when the feed was last read. Rows of transactions between the last fence and the next one have
 * all come by then, and each lies between two fences once, so none is missed and none is told
 * twice.
 */
final class FeedCursor {

  private static final double NANOS = Duration.ofSeconds(1).toNanos();

  /** Unsigned 64-bit transaction id as text; null before the first look. */
  private String fence;

  FeedCursor() {}

  /** Goes on from a position. */
  FeedCursor(String fence) {
    this.fence = fence;
  }

  /**
   * What a look gave.
   *
   * @param oldest how long ago the first of the changes was made; zero when there is none
   * @param waiting there are committed rows that an older transaction, still open, holds back
   * @param rewound the database is older than the cursor: it was restored or another one took over
   */
  record Look(List<Change> changes, Duration oldest, boolean waiting, boolean rewound) {}

  /** Starts at now, unless it has a position from an earlier connection. */
  void open(Connection connection) throws SQLException {
    if (fence == null) {
      fence = now(connection);
    }
  }

  Look advance(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select edge.fence::text, edge.fence < ?::xid8,
                   exists (select 1 from orient_store.change_feed w where w.xid >= edge.fence),
                   f.scope, f.kind, f.name, extract(epoch from clock_timestamp() - f.at)
            from (select pg_snapshot_xmin(pg_current_snapshot()) as fence) edge
            left join orient_store.change_feed f on f.xid >= ?::xid8 and f.xid < edge.fence
            order by f.xid, f.seq
            """)) {
      select.setString(1, fence);
      select.setString(2, fence);
      try (ResultSet row = select.executeQuery()) {
        List<Change> changes = new ArrayList<>();
        double oldest = 0;
        boolean waiting = false;
        boolean rewound = false;
        String next = fence;
        while (row.next()) {
          next = row.getString(1);
          rewound = row.getBoolean(2);
          waiting = row.getBoolean(3);
          if (row.getString(4) != null) {
            oldest = Math.max(oldest, row.getDouble(7));
            changes.add(
                new Change(
                    row.getString(4), Change.Kind.valueOf(row.getString(5)), row.getString(6)));
          }
        }
        fence = next;
        return new Look(changes, Duration.ofNanos((long) (oldest * NANOS)), waiting, rewound);
      }
    }
  }

  private static String now(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("select pg_snapshot_xmin(pg_current_snapshot())::text");
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }
}
