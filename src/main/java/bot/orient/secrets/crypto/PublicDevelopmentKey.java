package bot.orient.secrets.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The master key that Orient falls back to in development. It is in the source of Orient ({@code
 * packages/core/src/crypto.ts}), so whatever it encrypts is public.
 */
final class PublicDevelopmentKey {

  /** What Orient derives from it: scrypt, N=16384, r=8, p=1, salt "orient-master-key". */
  static final String DERIVED = "acc8b4627dc9e953f2e56ecfa402c187d83859286227515f944bcfc6dd3d6742";

  private static final int KEY_BYTES = 32;

  private static final List<byte[]> FORMS = forms();

  private PublicDevelopmentKey() {}

  /**
   * Whether this is it: the text, its first 32 bytes, or the derived key; also in base64 or hex.
   */
  static boolean isIn(byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1).strip();
    return Stream.of(
            Optional.of(content),
            Optional.of(text.getBytes(StandardCharsets.ISO_8859_1)),
            decoded(HexFormat.of()::parseHex, text),
            decoded(Base64.getDecoder()::decode, text.replace('-', '+').replace('_', '/')))
        .flatMap(Optional::stream)
        .anyMatch(bytes -> FORMS.stream().anyMatch(form -> Arrays.equals(form, bytes)));
  }

  private static Optional<byte[]> decoded(Function<String, byte[]> decoder, String text) {
    try {
      return Optional.of(decoder.apply(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static List<byte[]> forms() {
    byte[] text = OrientMasterKey.DEVELOPMENT_KEY.getBytes(StandardCharsets.US_ASCII);
    return List.of(text, Arrays.copyOf(text, KEY_BYTES), HexFormat.of().parseHex(DERIVED));
  }
}
