package bot.orient.secrets.store;

import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a seal's content; no secret.
 *
 * @param hex 64 hexadecimal digits in lower case
 */
public record SealHash(String hex) {

  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  public SealHash {
    if (!SHA_256.matcher(hex).matches()) {
      throw new IllegalArgumentException(
          "a seal's hash must be 64 hexadecimal digits in lower case");
    }
  }

  static SealHash of(byte[] bytes) {
    return new SealHash(HexFormat.of().formatHex(bytes));
  }
}
