package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/** The chain of seals. */
final class SealTable {

  /** For a select whose rows {@link #read} takes. */
  static final String COLUMNS =
      "seal_no, line, after_seq, legacy_seq, from_xid::text, to_xid::text, first_seq, last_seq,"
          + " row_count, merkle_root, prev_seal_hash, sealed_at, signing_key_id";

  private SealTable() {}

  static Optional<Seal> newest(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "select "
                    + COLUMNS
                    + " from orient_store.audit_seals order by seal_no desc limit 1");
        ResultSet row = select.executeQuery()) {
      return row.next() ? Optional.of(read(row)) : Optional.empty();
    }
  }

  /** Whether the chain has this very seal. */
  static boolean has(Connection connection, UUID store, Anchor anchor) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select " + COLUMNS + " from orient_store.audit_seals where seal_no = ?")) {
      select.setLong(1, anchor.sealNumber());
      try (ResultSet row = select.executeQuery()) {
        return row.next() && SealHash.of(read(row).hash(store)).equals(anchor.sealHash());
      }
    }
  }

  static Seal read(ResultSet row) throws SQLException {
    return new Seal(
        row.getLong(1),
        new SealRange(
            row.getInt(2),
            row.getLong(3),
            row.getLong(4),
            Long.parseLong(row.getString(5)),
            Long.parseLong(row.getString(6))),
        row.getObject(7, Long.class),
        row.getObject(8, Long.class),
        row.getInt(9),
        row.getBytes(10),
        row.getBytes(11),
        row.getObject(12, OffsetDateTime.class).toInstant(),
        row.getObject(13, UUID.class));
  }

  static void insert(Connection connection, Seal seal, SealedRows rows, byte[] signature)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into orient_store.audit_seals
              (seal_no, line, after_seq, legacy_seq, from_xid, to_xid, first_seq, last_seq,
               row_count, merkle_root, prev_seal_hash, sealed_at, signing_key_id, leaves, signature)
            values (?, ?, ?, ?, ?::xid8, ?::xid8, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      insert.setLong(1, seal.number());
      insert.setInt(2, seal.range().line());
      insert.setLong(3, seal.range().afterSeq());
      insert.setLong(4, seal.range().legacySeq());
      insert.setString(5, Long.toString(seal.range().fromXid()));
      insert.setString(6, Long.toString(seal.range().toXid()));
      insert.setObject(7, seal.firstSeq(), Types.BIGINT);
      insert.setObject(8, seal.lastSeq(), Types.BIGINT);
      insert.setInt(9, seal.rowCount());
      insert.setBytes(10, seal.root());
      insert.setBytes(11, seal.previousHash());
      insert.setObject(12, seal.sealedAt().atOffset(ZoneOffset.UTC));
      insert.setObject(13, seal.signingKeyId());
      insert.setBytes(14, rows.encoded());
      insert.setBytes(15, signature);
      insert.executeUpdate();
    }
  }
}
