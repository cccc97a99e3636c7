package bot.orient.secrets.crypto;

import static bot.orient.secrets.crypto.CryptoSamples.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.generators.SCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PublicDevelopmentKeyTest {

  private static final byte[] TEXT =
      bytes("orient-dev-master-key-do-not-use-in-production-32chars");
  private static final byte[] DERIVED =
      SCrypt.generate(TEXT, bytes("orient-master-key"), 16384, 8, 1, 32);

  /** The forms in which somebody could put it into a file, a Secret or a variable. */
  static byte[][] forms() {
    byte[] first = Arrays.copyOf(TEXT, 32);
    return new byte[][] {
      TEXT,
      bytes("orient-dev-master-key-do-not-use-in-production-32chars\n"),
      bytes(base64(TEXT)),
      bytes(Base64.getUrlEncoder().withoutPadding().encodeToString(TEXT)),
      bytes(hex(TEXT)),
      first,
      bytes(base64(first)),
      bytes(hex(first)),
      DERIVED,
      bytes(base64(DERIVED)),
      bytes(Base64.getUrlEncoder().withoutPadding().encodeToString(DERIVED)),
      bytes(hex(DERIVED)),
      bytes(hex(DERIVED).toUpperCase(java.util.Locale.ROOT) + "\n"),
    };
  }

  @ParameterizedTest
  @MethodSource("forms")
  void isRefusedInEveryForm(byte[] form) {
    assertThatThrownBy(() -> KekText.parse(form, "'k1' in Secret a/b"))
        .isInstanceOf(KekUnavailableException.class)
        .hasMessageContaining("'k1' in Secret a/b is Orient's development key, which is public")
        .hasMessageContaining("openssl rand");
  }

  @Test
  void derivedKeyIsWhatOrientDerives() {
    assertThat(hex(DERIVED)).isEqualTo(PublicDevelopmentKey.DERIVED);
  }

  @Test
  void otherKeysAreNotMistakenForIt() {
    byte[] key = CryptoSamples.kek("k").toByteArray();

    assertThat(PublicDevelopmentKey.isIn(key)).isFalse();
    assertThat(PublicDevelopmentKey.isIn(bytes(hex(key)))).isFalse();
    assertThat(PublicDevelopmentKey.isIn(new byte[0])).isFalse();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
