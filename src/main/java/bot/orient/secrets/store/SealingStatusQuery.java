package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/** Reads how far the trail is sealed. */
final class SealingStatusQuery {

  private SealingStatusQuery() {}

  static SealingStatus read(Connection connection, UUID store) throws SQLException {
    Optional<Seal> newest = SealTable.newest(connection);
    SealRange next = newest.map(seal -> seal.range().next()).orElse(new SealRange(1, 0, 0, 0, 0));
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select count(*), min(at), clock_timestamp()
            from orient_store.audit_log
            where xid >= ?::xid8 and seq > ?
            """)) {
      select.setString(1, Long.toString(next.fromXid()));
      select.setLong(2, next.afterSeq());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new SealingStatus(
            newest.map(Seal::number).orElse(0L),
            newest.map(seal -> SealHash.of(seal.hash(store))),
            newest.map(Seal::sealedAt),
            row.getLong(1),
            lag(row.getObject(2, OffsetDateTime.class), instant(row, 3)),
            Optional.empty());
      }
    }
  }

  private static Duration lag(OffsetDateTime oldest, Instant now) {
    if (oldest == null) {
      return Duration.ZERO;
    }
    Duration lag = Duration.between(oldest.toInstant(), now);
    return lag.isNegative() ? Duration.ZERO : lag;
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
