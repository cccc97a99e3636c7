package bot.orient.secrets.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.AsymmetricCipherKeyPairGenerator;
import org.bouncycastle.crypto.KeyGenerationParameters;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;

/** Makes values that nobody chose: texts and private keys. */
public final class ValueGenerator {

  private static final SecureRandom RANDOM = new SecureRandom();

  /** The fourth Fermat number, as FIPS 186-5 allows. */
  private static final BigInteger RSA_EXPONENT = BigInteger.valueOf(65537);

  /** Of error probability 2^-128. */
  private static final int PRIME_CERTAINTY = 128;

  private ValueGenerator() {}

  /** Each character independent of the others and equally likely. */
  public static SecretBytes text(int length, String alphabet) {
    byte[] characters = alphabet.getBytes(StandardCharsets.US_ASCII);
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = characters[RANDOM.nextInt(characters.length)];
    }
    return SecretBytes.owning(text);
  }

  /** A private key in PEM, PKCS #8 (RFC 5208). */
  public static SecretBytes rsaKey(int bits) {
    return pkcs8(
        new RSAKeyPairGenerator(),
        new RSAKeyGenerationParameters(RSA_EXPONENT, RANDOM, bits, PRIME_CERTAINTY));
  }

  /**
   * The same for a named curve.
   *
   * @param curve such as P-256
   */
  public static SecretBytes ecKey(String curve) {
    ASN1ObjectIdentifier name = ECNamedCurveTable.getOID(curve);
    X9ECParameters domain = ECNamedCurveTable.getByOID(name);
    return pkcs8(
        new ECKeyPairGenerator(),
        new ECKeyGenerationParameters(new ECNamedDomainParameters(name, domain), RANDOM));
  }

  /** An Ed25519 key in the form of OpenSSH. */
  public static SecretBytes sshKey() {
    try {
      return Pem.write(
          Pem.OPENSSH_PRIVATE_KEY,
          OpenSSHPrivateKeyUtil.encodePrivateKey(
              privateKey(
                  new Ed25519KeyPairGenerator(), new Ed25519KeyGenerationParameters(RANDOM))));
    } catch (IOException e) {
      throw new IllegalStateException("a key that was just made cannot be written", e);
    }
  }

  private static SecretBytes pkcs8(
      AsymmetricCipherKeyPairGenerator generator, KeyGenerationParameters parameters) {
    try {
      return Pem.write(
          Pem.PRIVATE_KEY,
          PrivateKeyInfoFactory.createPrivateKeyInfo(privateKey(generator, parameters))
              .getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException("a key that was just made cannot be written", e);
    }
  }

  private static AsymmetricKeyParameter privateKey(
      AsymmetricCipherKeyPairGenerator generator, KeyGenerationParameters parameters) {
    generator.init(parameters);
    return generator.generateKeyPair().getPrivate();
  }
}
