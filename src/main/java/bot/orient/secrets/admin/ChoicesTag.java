package bot.orient.secrets.admin;

import bot.orient.secrets.store.ProviderChoice;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names a set of provider choices by its content, which is no secret. The set has no revision; that
 * it was another one in between does not matter to who replaces all of it.
 */
final class ChoicesTag {

  private static final int BYTES = 12;

  private ChoicesTag() {}

  /** Hex digits; in an entity tag they stand in quotes. */
  static String of(Map<String, ProviderChoice> choices) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(choices)
        .forEach(
            (useCase, choice) -> {
              add(text, useCase);
              add(text, choice.provider());
              add(text, choice.model());
            });
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** With its length, so that no two sets come to the same text. */
  private static void add(StringBuilder text, String part) {
    text.append(part == null ? "-" : part.length() + ":" + part).append(';');
  }
}
