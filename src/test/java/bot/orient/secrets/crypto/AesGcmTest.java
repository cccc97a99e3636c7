package bot.orient.secrets.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
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

  /**
   * NIST CAVP, gcmEncryptExtIV256.rsp: nothing at all, associated data only, one block, one block
   * with associated data, and less than a block.
   */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          b52c505a37d78eda5dd34f20c22540ea1b58963cf8e5bf8ffa85f9f2492505b4, 516c33929df5a3284ff463d7, '', '', bdc1ac884d332457a1d2664f168c76f0
          78dc4e0aaf52d935c3c01eea57428f00ca1fd475f5da86a49c8dd73d68c8e223, d79cf22d504cc793c3fb6c8a, b96baa8c1c75a671bfb2d08d06be5f36, '', 3e5d486aa2e30b22e040b85723a06e76
          31bdadd96698c204aa9ce1448ea94ae1fb4a9a0b3c9d773b51bb1822666b8f22, 0d18e06c7c725ac9e362e1ce, '', 2db5168e932556f8089a0622981d017d, fa4362189661d163fcd6a56d8bf0405ad636ac1bbedd5cc3ee727dc2ab4a9489
          92e11dcdaa866f5ce790fd24501f92509aacf4cb8b1339d50c9c1240935dd08b, ac93a1a6145299bde902f21a, 1e0889016f67601c8ebea4943bc23ad6, 2d71bcfa914e4ac045b2aa60955fad24, 8995ae2e6df3dbf96fac7b7137bae67feca5aa77d51d4a0a14d9c51e1da474ab
          e5a0eb92cc2b064e1bc80891faf1fab5e9a17a9c3a984e25416720e30e6c2b21, 4742357c335913153ff0eb0f, '', 8499893e16b0ba8b007d54665a, eb8e6175f1fe38eb1acf95fd5188a8b74bb74fda553e91020a23deed45
          """)
  void agreesWithThePublishedVectorsOfLengthsAtTheEdge(
      String key, String nonce, String associated, String plaintext, String sealed)
      throws GeneralSecurityException {
    agreesWithThePublishedVectors(key, nonce, associated, plaintext, sealed);
    assertThat(sunJce(Cipher.ENCRYPT_MODE, hex(key), hex(nonce), hex(associated), hex(plaintext)))
        .isEqualTo(hex(sealed));
  }

  /**
   * Test cases 17 and 18 of the GCM specification, of the library alone: nonces that are not 12
   * bytes long go through a derivation of their own, as Orient's of 16 bytes do.
   */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          cafebabefacedbad, c3762df1ca787d32ae47c13bf19844cbaf1ae14d0b976afac52ff7d79bba9de0feb582d33934a4f0954cc2363bc73f7862ac430e64abe499f47c9b1f3a337dbf46a792c45e454913fe2ea8f2
          9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318a728c3c0c95156809539fcf0e2429a6b525416aedbf5a0de6a57a637b39b, 5a8def2f0c9e53f1f75d7853659e2a20eeb2b22aafde6419a058ab4f6f746bf40fc0c3b780f244452da3ebf1c5d82cdea2418997200ef82e44ae7e3fa44a8266ee1c8eb0c8b5d4cf5ae9f19a
          """)
  void theLibraryAgreesWithThePublishedVectorsOfOtherNonces(String nonce, String sealed)
      throws InvalidCipherTextException {
    byte[] plaintext =
        hex(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
    GCMModeCipher cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
    cipher.init(
        true,
        new AEADParameters(
            new KeyParameter(hex("feffe9928665731c6d6a8f9467308308".repeat(2))),
            128,
            hex(nonce),
            hex("feedfacedeadbeeffeedfacedeadbeefabaddad2")));
    byte[] actual = new byte[cipher.getOutputSize(plaintext.length)];

    int written = cipher.processBytes(plaintext, 0, plaintext.length, actual, 0);
    cipher.doFinal(actual, written);

    assertThat(actual).isEqualTo(hex(sealed));
  }

  @Test
  void opensWithANonceOf16BytesWhatTheOtherImplementationInJavaSealed()
      throws GeneralSecurityException {
    Random random = new Random(43);
    for (int length : new int[] {0, 1, 15, 16, 17, 1000}) {
      byte[] key = bytes(random, 32);
      byte[] nonce = bytes(random, AesGcm.ORIENT_NONCE_BYTES);
      byte[] plaintext = bytes(random, length);

      byte[] theirs = sunJce(Cipher.ENCRYPT_MODE, key, nonce, new byte[0], plaintext);

      assertThat(AesGcm.open(key, nonce, new byte[0], theirs).orElseThrow()).isEqualTo(plaintext);
    }
  }

  @Test
  void givesNothingWhicheverBitIsChanged() {
    byte[] key = hex("92e11dcdaa866f5ce790fd24501f92509aacf4cb8b1339d50c9c1240935dd08b");
    byte[] nonce = hex("ac93a1a6145299bde902f21a");
    byte[] associated = hex("1e0889016f67601c8ebea4943bc23ad6");
    byte[] sealed = AesGcm.seal(key, nonce, associated, new byte[5]);

    for (byte[] input : new byte[][] {key, nonce, associated, sealed}) {
      for (int bit = 0; bit < input.length * 8; bit++) {
        input[bit / 8] ^= (byte) (1 << bit % 8);
        assertThat(AesGcm.open(key, nonce, associated, sealed)).as("bit %d", bit).isEmpty();
        input[bit / 8] ^= (byte) (1 << bit % 8);
      }
    }
    assertThat(AesGcm.open(key, nonce, associated, sealed)).isPresent();
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
