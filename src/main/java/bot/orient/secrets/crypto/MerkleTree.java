package bot.orient.secrets.crypto;

import java.util.List;
import org.bouncycastle.crypto.digests.SHA256Digest;

/**
 * The hash of a list in which every entry can be proven: the Merkle tree of RFC 6962, section 2.1,
 * with SHA-256.
 */
public final class MerkleTree {

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private MerkleTree() {}

  /** The hash of one entry; entries and inner nodes never have the same one. */
  public static byte[] leaf(byte[] entry) {
    SHA256Digest digest = new SHA256Digest();
    digest.update(LEAF);
    return finish(digest, entry);
  }

  /**
   * The hash of the list.
   *
   * @param leaves by {@link #leaf}, in order
   */
  public static byte[] root(List<byte[]> leaves) {
    if (leaves.isEmpty()) {
      return sha256(new byte[0]);
    }
    if (leaves.size() == 1) {
      return leaves.get(0);
    }
    // The largest power of two below the size.
    int split = Integer.highestOneBit(leaves.size() - 1);
    SHA256Digest digest = new SHA256Digest();
    digest.update(NODE);
    byte[] left = root(leaves.subList(0, split));
    digest.update(left, 0, left.length);
    return finish(digest, root(leaves.subList(split, leaves.size())));
  }

  /** A plain SHA-256. */
  public static byte[] sha256(byte[] bytes) {
    return finish(new SHA256Digest(), bytes);
  }

  private static byte[] finish(SHA256Digest digest, byte[] last) {
    digest.update(last, 0, last.length);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    return hash;
  }
}
