package bot.orient.secrets.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Reads a key-encryption key as people write it: 32 raw bytes, or base64 or hex text of them. */
final class KekText {

  private static final int BYTES = 32;
  private static final String HINT =
      ": it must be 32 random bytes, as they are or as base64 or hex text; make one by 'openssl"
          + " rand -base64 32'";

  private KekText() {}

  /**
   * Reads a key.
   *
   * @param name what to call it in messages
   * @throws KekUnavailableException when it is not a key, or one that everybody knows or could
   *     guess
   */
  static SecretBytes parse(byte[] content, String name) {
    if (PublicDevelopmentKey.isIn(content)) {
      throw new KekUnavailableException(
          name + " is Orient's development key, which is public" + HINT);
    }
    byte[] key = decode(content, name);
    byte first = key[0];
    for (byte b : key) {
      if (b != first) {
        return SecretBytes.owning(key);
      }
    }
    throw new KekUnavailableException(name + " is one byte repeated, which is no key" + HINT);
  }

  private static byte[] decode(byte[] content, String name) {
    if (content.length == BYTES && !isText(content)) {
      return content.clone();
    }
    String text = new String(content, StandardCharsets.ISO_8859_1).strip();
    byte[] key;
    try {
      key =
          text.length() == BYTES * 2
              ? HexFormat.of().parseHex(text)
              : Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      // The cause is dropped: it would quote the text.
      throw new KekUnavailableException(name + " is neither raw bytes nor base64 nor hex" + HINT);
    }
    if (key.length != BYTES) {
      Arrays.fill(key, (byte) 0);
      throw new KekUnavailableException(name + " does not hold 32 bytes" + HINT);
    }
    return key;
  }

  /** 32 random bytes are all printable once in 10^13 times; a pass phrase always is. */
  private static boolean isText(byte[] content) {
    for (byte b : content) {
      if (b < 0x20 || b > 0x7e) {
        return false;
      }
    }
    return true;
  }
}
