package bot.orient.secrets.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;
import org.bouncycastle.crypto.util.OpenSSHPublicKeyUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is generated, as the JDK and OpenSSH's format read it. */
class ValueGeneratorTest {

  @Test
  void aTextHasItsLengthAndAllCharactersOfItsAlphabetAndNoOther() {
    String alphabet = "abcdefghijk";

    String text = text(ValueGenerator.text(1024, alphabet));

    assertThat(text).hasSize(1024);
    Set<Integer> used = text.chars().boxed().collect(Collectors.toSet());
    // One is absent once in 10^41.
    assertThat(used).isEqualTo(alphabet.chars().boxed().collect(Collectors.toSet()));
  }

  @Test
  void noTwoTextsAreAlike() {
    Set<String> texts = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      texts.add(text(ValueGenerator.text(32, "0123456789abcdef")));
    }
    assertThat(texts).hasSize(1000);
  }

  @Test
  void anRsaKeySignsAndItsPublicKeyVerifies() throws GeneralSecurityException {
    SecretBytes pem = ValueGenerator.rsaKey(2048);

    PrivateKey key = jdkPrivateKey("RSA", pem);

    assertThat(((RSAPrivateCrtKey) key).getModulus().bitLength()).isEqualTo(2048);
    assertThat(((RSAPrivateCrtKey) key).getPublicExponent()).isEqualTo(65537);
    assertVerifies("RSA", "SHA256withRSA", key, ValueDeriver.publicKey(pem));
  }

  @ParameterizedTest
  @CsvSource({"P-256, 256", "P-384, 384", "P-521, 521"})
  void anEcKeySignsAndItsPublicKeyVerifies(String curve, int bits) throws GeneralSecurityException {
    SecretBytes pem = ValueGenerator.ecKey(curve);

    PrivateKey key = jdkPrivateKey("EC", pem);

    assertThat(((ECPrivateKey) key).getParams().getOrder().bitLength()).isEqualTo(bits);
    assertVerifies("EC", "SHA256withECDSA", key, ValueDeriver.publicKey(pem));
  }

  @Test
  void anSshKeyIsReadByItsFormatAndItsPublicKeyIsALine() {
    SecretBytes pem = ValueGenerator.sshKey();

    String text = text(pem);
    assertThat(text)
        .startsWith("-----BEGIN OPENSSH PRIVATE KEY-----\n")
        .endsWith("-----END OPENSSH PRIVATE KEY-----\n");
    Ed25519PrivateKeyParameters key =
        (Ed25519PrivateKeyParameters) OpenSSHPrivateKeyUtil.parsePrivateKeyBlob(content(text));
    String line = text(ValueDeriver.publicKey(pem));
    assertThat(line).matches("ssh-ed25519 [A-Za-z0-9+/=]+\n");
    Ed25519PublicKeyParameters published =
        (Ed25519PublicKeyParameters)
            OpenSSHPublicKeyUtil.parsePublicKey(
                Base64.getDecoder().decode(line.strip().split(" ")[1]));
    assertThat(published.getEncoded()).isEqualTo(key.generatePublicKey().getEncoded());
  }

  /** Made by OpenSSL 3: openssl ecparam -name prime256v1 -genkey -noout; openssl ec -pubout. */
  @Test
  void aKeyInTheOldFormOfOpenSslIsReadToo() {
    String key =
        """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIKDrrH+f058VAtwyAubaPZApXD3mWT9fm4nuz9VwyPg1oAoGCCqGSM49
        AwEHoUQDQgAENzaJacvgXP6lZtYvYplcFe2oKhlkgezUxV1Cniw58+gxQ3WGZCPl
        MmDzNwN1qX4QT9ejCztIDMCaEHUmsGPwfw==
        -----END EC PRIVATE KEY-----
        """;

    assertThat(text(ValueDeriver.publicKey(secret(key))))
        .isEqualTo(
            """
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAENzaJacvgXP6lZtYvYplcFe2oKhlk
            gezUxV1Cniw58+gxQ3WGZCPlMmDzNwN1qX4QT9ejCztIDMCaEHUmsGPwfw==
            -----END PUBLIC KEY-----
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "planted",
        "-----BEGIN PRIVATE KEY-----\nplanted\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\ncGxhbnRlZA==\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\ncGxhbnRlZA==\n",
        "-----BEGIN OPENSSH PRIVATE KEY-----\ncGxhbnRlZA==\n-----END OPENSSH PRIVATE KEY-----\n",
        "-----BEGIN EC PRIVATE KEY-----\ncGxhbnRlZA==\n-----END EC PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\ncGxhbnRlZA==\n-----END RSA PRIVATE KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\ncGxhbnRlZA==\n-----END PUBLIC KEY-----\n"
      })
  void whatIsNoPrivateKeyIsRefusedAndNotQuoted(String text) {
    assertThatThrownBy(() -> ValueDeriver.publicKey(secret(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("it is not a private key of RSA, EC or Ed25519")
        .hasNoCause();
  }

  @Test
  void aDamagedKeyIsRefusedWhereverItIsDamaged() {
    byte[] pem = ValueGenerator.ecKey("P-256").toByteArray();
    for (int cut = 0; cut < pem.length - 1; cut++) {
      SecretBytes part = SecretBytes.owning(Arrays.copyOf(pem, cut));
      assertThatThrownBy(() -> ValueDeriver.publicKey(part))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aPasswordPassesTheCheckOfItsHashAndNoOtherDoes() {
    String hash = text(ValueDeriver.bcrypt(secret("planted")));

    assertThat(hash).startsWith("$2y$12$").hasSize(60);
    assertThat(OpenBSDBCrypt.checkPassword(hash, "planted".toCharArray())).isTrue();
    assertThat(OpenBSDBCrypt.checkPassword(hash, "plantee".toCharArray())).isFalse();
    assertThat(text(ValueDeriver.bcrypt(secret("planted")))).isNotEqualTo(hash);
  }

  @Test
  void anHtpasswdLineNamesItsUser() {
    String line = text(ValueDeriver.htpasswd("admin", secret("planted")));

    assertThat(line).startsWith("admin:$2y$12$").endsWith("\n");
    assertThat(OpenBSDBCrypt.checkPassword(line.strip().substring(6), "planted".toCharArray()))
        .isTrue();
  }

  @Test
  void aPasswordOfWhichBcryptWouldIgnoreTheEndIsRefused() {
    assertThat(text(ValueDeriver.bcrypt(secret("p".repeat(72))))).startsWith("$2y$");
    assertThatThrownBy(() -> ValueDeriver.bcrypt(secret("p".repeat(73))))
        .hasMessageContaining("longer than 72 bytes");
  }

  private static void assertVerifies(
      String algorithm, String signatureName, PrivateKey key, SecretBytes publicPem)
      throws GeneralSecurityException {
    String text = text(publicPem);
    assertThat(text).startsWith("-----BEGIN PUBLIC KEY-----\n");
    PublicKey published =
        KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(content(text)));
    Signature signer = Signature.getInstance(signatureName);
    signer.initSign(key);
    signer.update(CryptoSamples.bytes("message"));
    Signature verifier = Signature.getInstance(signatureName);
    verifier.initVerify(published);
    verifier.update(CryptoSamples.bytes("message"));
    assertThat(verifier.verify(signer.sign())).isTrue();
  }

  private static PrivateKey jdkPrivateKey(String algorithm, SecretBytes pem)
      throws GeneralSecurityException {
    String text = text(pem);
    assertThat(text)
        .startsWith("-----BEGIN PRIVATE KEY-----\n")
        .endsWith("-----END PRIVATE KEY-----\n");
    return KeyFactory.getInstance(algorithm)
        .generatePrivate(new PKCS8EncodedKeySpec(content(text)));
  }

  private static byte[] content(String pem) {
    String base64 = pem.lines().filter(line -> !line.startsWith("-")).collect(Collectors.joining());
    return Base64.getDecoder().decode(base64);
  }

  private static String text(SecretBytes value) {
    return new String(value.toByteArray(), US_ASCII);
  }

  private static SecretBytes secret(String value) {
    return SecretBytes.owning(value.getBytes(StandardCharsets.UTF_8));
  }
}
