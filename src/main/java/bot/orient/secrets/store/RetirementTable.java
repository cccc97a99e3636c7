package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The signed records of what was retired. */
final class RetirementTable {

  private RetirementTable() {}

  /** A record as it is stored; whether to believe it, the signature tells. */
  record Stored(Retirement retirement, byte[] signature) {}

  static void insert(Connection connection, Retirement retirement, byte[] signature)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into orient_store.audit_retirements
              (retirement_no, first_seal, through_seal, row_count, rows_before, retired_at,
               signing_key_id, signature)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      insert.setLong(1, retirement.number());
      insert.setLong(2, retirement.firstSeal());
      insert.setLong(3, retirement.throughSeal());
      insert.setLong(4, retirement.rowCount());
      insert.setObject(5, retirement.rowsBefore().atOffset(ZoneOffset.UTC));
      insert.setObject(6, retirement.retiredAt().atOffset(ZoneOffset.UTC));
      insert.setObject(7, retirement.signingKeyId());
      insert.setBytes(8, signature);
      insert.executeUpdate();
    }
  }

  /** All; there is one for up to twenty seals with rows. */
  static List<Stored> all(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select retirement_no, first_seal, through_seal, row_count, rows_before, retired_at,
                       signing_key_id, signature
                from orient_store.audit_retirements
                order by retirement_no
                """);
        ResultSet row = select.executeQuery()) {
      List<Stored> all = new ArrayList<>();
      while (row.next()) {
        all.add(
            new Stored(
                new Retirement(
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getObject(5, OffsetDateTime.class).toInstant(),
                    row.getObject(6, OffsetDateTime.class).toInstant(),
                    row.getObject(7, UUID.class)),
                row.getBytes(8)));
      }
      return all;
    }
  }
}
