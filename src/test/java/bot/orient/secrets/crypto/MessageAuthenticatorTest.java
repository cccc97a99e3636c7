package bot.orient.secrets.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MessageAuthenticatorTest {

  /** RFC 4231, test case 2. */
  @Test
  void givesThePublishedCode() {
    byte[] code =
        new MessageAuthenticator(CryptoSamples.bytes("Jefe"))
            .code(CryptoSamples.bytes("what do ya want for nothing?"));

    assertThat(HexFormat.of().formatHex(code))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  @Test
  void aCodeServesOneUseAndOneMessageOnly() {
    Seed seed = CryptoSamples.scopeSeed("shop");
    byte[] message = CryptoSamples.bytes("message");
    byte[] code = seed.authenticator("rows").code(message);

    assertThat(seed.authenticator("rows").isCodeOf(message, code)).isTrue();
    assertThat(seed.authenticator("other").isCodeOf(message, code)).isFalse();
    assertThat(seed.authenticator("rows").isCodeOf(CryptoSamples.bytes("massage"), code)).isFalse();
    assertThat(seed.authenticator("rows").isCodeOf(message, new byte[0])).isFalse();
  }
}
