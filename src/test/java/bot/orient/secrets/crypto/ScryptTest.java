package bot.orient.secrets.crypto;

import static bot.orient.secrets.crypto.CryptoSamples.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The library's scrypt, by which Orient derives its key. */
class ScryptTest {

  /** RFC 7914, section 12; its last one needs a gigabyte of memory and is left out. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '', '', 16, 1, 1, 77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906
          password, NaCl, 1024, 8, 16, fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640
          pleaseletmein, SodiumChloride, 16384, 8, 1, 7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887
          """)
  void agreesWithThePublishedVectors(
      String password, String salt, int n, int r, int p, String derived) {
    assertThat(HexFormat.of().formatHex(SCrypt.generate(bytes(password), bytes(salt), n, r, p, 64)))
        .isEqualTo(derived);
  }

  /** RFC 7914, section 11: the PBKDF2-HMAC-SHA256 that scrypt begins and ends with. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          passwd, salt, 1, 55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783
          Password, NaCl, 80000, 4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d
          """)
  void theLibrarysPbkdf2AgreesWithThePublishedVectors(
      String password, String salt, int rounds, String derived) throws GeneralSecurityException {
    assertThat(HexFormat.of().formatHex(pbkdf2(bytes(password), bytes(salt), rounds, 64)))
        .isEqualTo(derived);
    assertThat(pbkdf2OfJava(password, bytes(salt), rounds, 64))
        .isEqualTo(HexFormat.of().parseHex(derived));
  }

  @Test
  void theLibrarysPbkdf2AgreesWithTheOtherImplementationInJava() throws GeneralSecurityException {
    for (int length : new int[] {1, 31, 32, 33, 100}) {
      String password = "p".repeat(length);
      byte[] salt = bytes("salt".repeat(length));

      assertThat(pbkdf2(bytes(password), salt, length, length))
          .isEqualTo(pbkdf2OfJava(password, salt, length, length));
    }
  }

  private static byte[] pbkdf2(byte[] password, byte[] salt, int rounds, int length) {
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
    generator.init(password, salt, rounds);
    return ((KeyParameter) generator.generateDerivedMacParameters(length * 8)).getKey();
  }

  private static byte[] pbkdf2OfJava(String password, byte[] salt, int rounds, int length)
      throws GeneralSecurityException {
    return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256", "SunJCE")
        .generateSecret(new PBEKeySpec(password.toCharArray(), salt, rounds, length * 8))
        .getEncoded();
  }
}
