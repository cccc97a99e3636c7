package bot.orient.secrets.store;

import bot.orient.secrets.crypto.CanonicalBytes;
import bot.orient.secrets.crypto.MerkleTree;
import bot.orient.secrets.crypto.SigningKey;
import java.time.Instant;
import java.util.UUID;

/**
 * A link of the chain over the audit trail.
 *
 * @param number counts from 1 without a gap
 * @param firstSeq the lowest number of its rows; null when it has none, as is {@code lastSeq}
 * @param root of its rows' Merkle tree
 * @param previousHash of the seal before; zeros for the first
 * @param sealedAt by the database's clock
 */
record Seal(
    long number,
    SealRange range,
    Long firstSeq,
    Long lastSeq,
    int rowCount,
    byte[] root,
    byte[] previousHash,
    Instant sealedAt,
    UUID signingKeyId) {

  static final byte[] NO_PREVIOUS = new byte[32];

  static Seal over(
      SealRange range, SealedRows rows, Head head, Instant sealedAt, UUID signingKeyId) {
    return new Seal(
        head.number() + 1,
        range,
        rows.firstSeq(),
        rows.lastSeq(),
        rows.leaves().size(),
        rows.root(),
        head.hash(),
        sealedAt,
        signingKeyId);
  }

  /**
   * The end of the chain that the next seal is linked to.
   *
   * @param number 0 for an empty chain
   */
  record Head(long number, byte[] hash) {

    static final Head NONE = new Head(0, NO_PREVIOUS);
  }

  /** What is signed: all fields, bound to the store. */
  byte[] signed(UUID store) {
    return new CanonicalBytes("orient/audit-seal")
        .uuid(store)
        .number(number)
        .number((long) range.line())
        .number(range.afterSeq())
        .number(range.legacySeq())
        .number(range.fromXid())
        .number(range.toXid())
        .number(firstSeq)
        .number(lastSeq)
        .number((long) rowCount)
        .bytes(root)
        .bytes(previousHash)
        .number(AuditRow.micros(sealedAt))
        .uuid(signingKeyId)
        .encoded();
  }

  /** What the next seal, and an anchor, holds of this one. */
  byte[] hash(UUID store) {
    return MerkleTree.sha256(signed(store));
  }

  Head head(UUID store) {
    return new Head(number, hash(store));
  }

  byte[] signature(UUID store, SigningKey key) {
    return key.sign(signed(store));
  }
}
