package bot.orient.secrets.crypto;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/** Key derivation by HKDF (RFC 5869), extract and expand. */
final class Hkdf {

  private Hkdf() {}

  /** A key of the given length that only this label gives. */
  static byte[] sha512(byte[] key, String label, int length) {
    return sha512(key, new byte[0], label.getBytes(StandardCharsets.UTF_8), length);
  }

  static byte[] sha512(byte[] key, byte[] salt, byte[] info, int length) {
    return derive(new SHA512Digest(), key, salt, info, length);
  }

  /** The hash is a parameter because the published test vectors are of another one. */
  static byte[] derive(Digest digest, byte[] key, byte[] salt, byte[] info, int length) {
    HKDFBytesGenerator generator = new HKDFBytesGenerator(digest);
    generator.init(new HKDFParameters(key, salt, info));
    byte[] derived = new byte[length];
    generator.generateBytes(derived, 0, length);
    return derived;
  }
}
