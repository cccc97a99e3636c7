package bot.orient.secrets.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AesGcmTest {

  /**
   * Test cases 13 to 16 of the GCM specification that NIST SP 800-38D refers to (McGrew, Viega).
   */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000, '', '', 530f8afbc74536b9a963b4f1c4cb738b
          0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000, '', 00000000000000000000000000000000, cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919
          feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888, '', d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255, 522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015adb094dac5d93471bdec1a502270e3cc6c
          feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888, feedfacedeadbeeffeedfacedeadbeefabaddad2, d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39, 522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b
          """)
  void agreesWithThePublishedVectors(
      String key, String nonce, String associated, String plaintext, String sealed) {
    assertThat(AesGcm.seal(hex(key), hex(nonce), hex(associated), hex(plaintext)))
        .isEqualTo(hex(sealed));
    assertThat(AesGcm.open(hex(key), hex(nonce), hex(associated), hex(sealed)))
        .hasValueSatisfying(opened -> assertThat(opened).isEqualTo(hex(plaintext)));
  }

  @Test
  void agreesWithTheOtherImplementationInJava() throws GeneralSecurityException {
    Random random = new Random(42);
    for (int length : new int[] {0, 1, 15, 16, 17, 1000, 65536}) {
      byte[] key = bytes(random, 32);
      byte[] nonce = bytes(random, 12);
      byte[] associated = bytes(random, 77);
      byte[] plaintext = bytes(random, length);

      byte[] ours = AesGcm.seal(key, nonce, associated, plaintext);

      assertThat(sunJce(Cipher.DECRYPT_MODE, key, nonce, associated, ours)).isEqualTo(plaintext);
      byte[] theirs = sunJce(Cipher.ENCRYPT_MODE, key, nonce, associated, plaintext);
      assertThat(AesGcm.open(key, nonce, associated, theirs).orElseThrow()).isEqualTo(plaintext);
    }
  }

  @Test
  void givesNothingWhenTheTagDoesNotFit() {
    byte[] sealed = AesGcm.seal(new byte[32], new byte[12], new byte[0], new byte[100]);
    sealed[sealed.length - 1] ^= 1;

    assertThat(AesGcm.open(new byte[32], new byte[12], new byte[0], sealed)).isEmpty();
    assertThat(AesGcm.open(new byte[32], new byte[12], new byte[0], new byte[15])).isEmpty();
  }

  private static byte[] sunJce(int mode, byte[] key, byte[] nonce, byte[] associated, byte[] input)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
    cipher.updateAAD(associated);
    return cipher.doFinal(input);
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
