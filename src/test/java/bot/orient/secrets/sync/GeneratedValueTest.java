package bot.orient.secrets.sync;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bot.orient.secrets.api.GenerateSpec;
import bot.orient.secrets.crypto.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratedValueTest {

  private static GenerateSpec spec(String yaml) {
    return Specs.orientSecret("keys: [{key: A, generate: %s}]".formatted(yaml))
        .keys()
        .get(0)
        .generate();
  }

  private static String random(String yaml) {
    return text(GeneratedValue.random(spec(yaml)));
  }

  private static String text(SecretBytes value) {
    return new String(value.toByteArray(), US_ASCII);
  }

  private static PrivateKey key(String algorithm, String yaml) throws GeneralSecurityException {
    String base64 = random(yaml).replaceAll("-----[A-Z ]+-----", "");
    return KeyFactory.getInstance(algorithm)
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{type: Random}                              | [A-Za-z0-9]{32}",
        "{type: Random, length: 20}                  | [A-Za-z0-9]{20}",
        "{type: Random, length: 64, alphabet: Hex}   | [0-9a-f]{64}",
        "{type: SSH} | (?s)-----BEGIN OPENSSH PRIVATE KEY-----.*"
      })
  void textIsAsLongAndOfTheCharactersThatTheSpecAsksFor(String yaml, String pattern) {
    assertThat(random(yaml)).matches(pattern);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{type: RSA} | 3072", "{type: RSA, bits: 2048} | 2048"})
  void rsaKeyHasTheBitsThatTheSpecAsksFor(String yaml, int bits) throws GeneralSecurityException {
    assertThat(((RSAPrivateKey) key("RSA", yaml)).getModulus().bitLength()).isEqualTo(bits);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{type: EC} | 256", "{type: EC, curve: P-384} | 384"})
  void ecKeyIsOfTheCurveThatTheSpecAsksFor(String yaml, int bits) throws GeneralSecurityException {
    assertThat(((ECPrivateKey) key("EC", yaml)).getParams().getOrder().bitLength()).isEqualTo(bits);
  }

  @Test
  void whatFollowsFromAValueIsMadeOfIt() {
    SecretBytes ssh = GeneratedValue.random(spec("{type: SSH}"));
    assertThat(text(GeneratedValue.derived(spec("{type: PublicKey, from: B}"), ssh)))
        .startsWith("ssh-ed25519 ");

    SecretBytes password = SecretBytes.owning("good-password".getBytes(US_ASCII));
    assertThat(text(GeneratedValue.derived(spec("{type: Bcrypt, from: B}"), password)))
        .startsWith("$2y$");
    assertThat(text(GeneratedValue.derived(spec("{type: Htpasswd, from: B, user: eve}"), password)))
        .startsWith("eve:$2y$");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PublicKey", "Bcrypt", "Htpasswd"})
  void whatFollowsFromAValueIsNotMadeOfNothing(String type) {
    assertThatIllegalArgumentException().isThrownBy(() -> random("{type: %s}".formatted(type)));
  }
}
