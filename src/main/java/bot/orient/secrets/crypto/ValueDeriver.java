package bot.orient.secrets.crypto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;
import org.bouncycastle.crypto.util.OpenSSHPublicKeyUtil;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * Makes what follows from another value and may be given to others. What is thrown never quotes
 * that value.
 */
public final class ValueDeriver {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BCRYPT_SALT_BYTES = 16;

  /** 2^12 rounds, about 0.3 s; the form that Apache, nginx and Traefik read. */
  private static final int BCRYPT_COST = 12;

  private static final String BCRYPT_FORM = "2y";

  /** It looks at no more. */
  private static final int MOST_BCRYPT_BYTES = 72;

  private ValueDeriver() {}

  /**
   * The public key of a private key: in PEM (RFC 5280, SubjectPublicKeyInfo), or of one in the form
   * of OpenSSH a line for {@code authorized_keys}.
   *
   * @throws IllegalArgumentException when it is no private key that can be read; for people
   */
  public static SecretBytes publicKey(SecretBytes privateKey) {
    PemObject pem = Pem.read(privateKey).orElseThrow(ValueDeriver::noKey);
    try {
      AsymmetricKeyParameter key = publicHalf(privateKey(pem));
      return pem.getType().equals(Pem.OPENSSH_PRIVATE_KEY)
          ? line(OpenSSHPublicKeyUtil.encodePublicKey(key))
          : Pem.write(
              Pem.PUBLIC_KEY,
              SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key).getEncoded());
    } catch (IOException | RuntimeException e) {
      // Without its cause, which may quote the key.
      throw noKey();
    }
  }

  private static AsymmetricKeyParameter privateKey(PemObject pem) throws IOException {
    byte[] content = pem.getContent();
    return switch (pem.getType()) {
      case Pem.PRIVATE_KEY -> PrivateKeyFactory.createKey(content);
      case Pem.RSA_PRIVATE_KEY ->
          PrivateKeyFactory.createKey(
              new PrivateKeyInfo(
                  new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                  RSAPrivateKey.getInstance(content)));
      case Pem.EC_PRIVATE_KEY -> {
        ECPrivateKey key = ECPrivateKey.getInstance(content);
        yield PrivateKeyFactory.createKey(
            new PrivateKeyInfo(
                new AlgorithmIdentifier(
                    X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()),
                key));
      }
      case Pem.OPENSSH_PRIVATE_KEY -> OpenSSHPrivateKeyUtil.parsePrivateKeyBlob(content);
      default -> throw noKey();
    };
  }

  private static AsymmetricKeyParameter publicHalf(AsymmetricKeyParameter key) {
    if (key instanceof RSAPrivateCrtKeyParameters rsa) {
      return new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
    }
    if (key instanceof ECPrivateKeyParameters ec) {
      return new ECPublicKeyParameters(
          new FixedPointCombMultiplier().multiply(ec.getParameters().getG(), ec.getD()),
          ec.getParameters());
    }
    if (key instanceof Ed25519PrivateKeyParameters ed25519) {
      return ed25519.generatePublicKey();
    }
    throw noKey();
  }

  /** As OpenSSH writes it: the type, which stands first in the key, and the key. */
  private static SecretBytes line(byte[] key) {
    int length = key[3];
    String type = new String(key, 4, length, StandardCharsets.US_ASCII);
    return ascii(type + " " + Base64.getEncoder().encodeToString(key) + "\n");
  }

  private static IllegalArgumentException noKey() {
    return new IllegalArgumentException(
        "it is not a private key of RSA, EC or Ed25519 in PEM or in the form of OpenSSH, without a"
            + " passphrase");
  }

  /**
   * The bcrypt hash of a password.
   *
   * @throws IllegalArgumentException when it is longer than 72 bytes; for people
   */
  public static SecretBytes bcrypt(SecretBytes password) {
    return ascii(hash(password));
  }

  /**
   * A line of an htpasswd file.
   *
   * @throws IllegalArgumentException as {@link #bcrypt}
   */
  public static SecretBytes htpasswd(String user, SecretBytes password) {
    return ascii(user + ":" + hash(password) + "\n");
  }

  private static String hash(SecretBytes password) {
    if (password.length() > MOST_BCRYPT_BYTES) {
      throw new IllegalArgumentException("it is longer than 72 bytes, and bcrypt looks at no more");
    }
    byte[] salt = new byte[BCRYPT_SALT_BYTES];
    RANDOM.nextBytes(salt);
    return OpenBSDBCrypt.generate(BCRYPT_FORM, password.array(), salt, BCRYPT_COST);
  }

  private static SecretBytes ascii(String text) {
    return SecretBytes.owning(text.getBytes(StandardCharsets.US_ASCII));
  }
}
