package bot.orient.secrets.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningKeyTest {

  /** RFC 8032, section 7.1, tests 1 to 3. */
  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,'',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,72,"
        + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,af82,"
        + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
  })
  void givesThePublishedSignatures(String key, String message, String signature) {
    SigningKey signer = new SigningKey(HexFormat.of().parseHex(key));
    byte[] bytes = HexFormat.of().parseHex(message);

    assertThat(HexFormat.of().formatHex(signer.sign(bytes))).isEqualTo(signature);
    assertThat(signer.isSignatureOf(bytes, signer.sign(bytes))).isTrue();
  }

  @Test
  void refusesWhatAnotherKeyOrMessageGave() {
    Seed seed = CryptoSamples.scopeSeed("shop");
    byte[] message = CryptoSamples.bytes("message");
    byte[] signature = seed.signingKey("one").sign(message);

    assertThat(seed.signingKey("one").isSignatureOf(message, signature)).isTrue();
    assertThat(seed.signingKey("two").isSignatureOf(message, signature)).isFalse();
    assertThat(seed.signingKey("one").isSignatureOf(CryptoSamples.bytes("other"), signature))
        .isFalse();
    assertThat(seed.signingKey("one").isSignatureOf(message, new byte[64])).isFalse();
  }
}
