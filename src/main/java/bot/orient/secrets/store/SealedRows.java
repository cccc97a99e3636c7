package bot.orient.secrets.store;

import bot.orient.secrets.crypto.MerkleTree;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The rows of one seal in their order: by transaction, then by number. */
record SealedRows(List<Leaf> leaves) {

  private static final int HASH_BYTES = 32;
  private static final int LEAF_BYTES = Long.BYTES + HASH_BYTES;

  SealedRows {
    leaves = List.copyOf(leaves);
  }

  /**
   * A row as a seal holds it.
   *
   * @param hash by {@link AuditRow#leaf}
   */
  record Leaf(long seq, byte[] hash) {}

  static SealedRows of(List<AuditRow> rows) {
    return new SealedRows(rows.stream().map(row -> new Leaf(row.seq(), row.leaf())).toList());
  }

  /** Bytes that are left over make no leaf; the root tells that they are wrong. */
  static SealedRows decode(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    List<Leaf> leaves = new ArrayList<>(bytes.length / LEAF_BYTES);
    while (buffer.remaining() >= LEAF_BYTES) {
      long seq = buffer.getLong();
      byte[] hash = new byte[HASH_BYTES];
      buffer.get(hash);
      leaves.add(new Leaf(seq, hash));
    }
    return new SealedRows(leaves);
  }

  byte[] encoded() {
    ByteBuffer buffer = ByteBuffer.allocate(leaves.size() * LEAF_BYTES);
    leaves.forEach(leaf -> buffer.putLong(leaf.seq()).put(leaf.hash()));
    return buffer.array();
  }

  byte[] root() {
    return MerkleTree.root(leaves.stream().map(Leaf::hash).toList());
  }

  /** Null when there is no row. */
  Long firstSeq() {
    return leaves.stream().map(Leaf::seq).min(Long::compare).orElse(null);
  }

  /** Null when there is no row. */
  Long lastSeq() {
    return leaves.stream().map(Leaf::seq).max(Long::compare).orElse(null);
  }
}
