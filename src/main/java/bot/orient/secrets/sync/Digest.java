package bot.orient.secrets.sync;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** Short names for lists of texts. */
final class Digest {

  /** 132 bits: as long as a fingerprint. */
  private static final int LENGTH = 22;

  /** 48 bits: enough to tell one incident from another, and short enough to be typed. */
  private static final int CODE_LENGTH = 8;

  private Digest() {}

  /** 8 characters that a person repeats to mean exactly what these texts say. */
  static String code(List<String> texts) {
    return of(texts).substring(0, CODE_LENGTH);
  }

  /** The first 22 characters of the base64url of SHA-256 over the texts, each behind its length. */
  static String of(List<String> texts) {
    MessageDigest sha256 = sha256();
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      sha256.update(bytes);
    }
    return Base64.getUrlEncoder().encodeToString(sha256.digest()).substring(0, LENGTH);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }
}
