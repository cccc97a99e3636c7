package bot.orient.secrets.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContext;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The library's hybrid public key encryption against RFC 9180, appendix A.1.1 and A.2.1: X25519,
 * HKDF-SHA256, base mode, with either cipher.
 */
class HpkeTest {

  private static final byte[] INFO = hex("4f6465206f6e2061204772656369616e2055726e");
  private static final byte[] PLAINTEXT =
      hex("4265617574792069732074727574682c20747275746820626561757479");

  private enum Suite {
    AES_128_GCM(
        HPKE.aead_AES_GCM128,
        "7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234",
        "6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037",
        "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
        "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d",
        Map.of(
            0,
            "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
            1,
            "af2d7e9ac9ae7e270f46ba1f975be53c09f8d875bdc8535458c2494e8a6eab251c03d0c22a56b8ca42c2063b84",
            2,
            "498dfcabd92e8acedc281e85af1cb4e3e31c7dc394a1ca20e173cb72516491588d96a19ad4a683518973dcc180",
            4,
            "583bd32bc67a5994bb8ceaca813d369bca7b2a42408cddef5e22f880b631215a09fc0012bc69fccaa251c0246d",
            255,
            "7175db9717964058640a3a11fb9007941a5d1757fda1a6935c805c21af32505bf106deefec4a49ac38d71c9e0a",
            256,
            "957f9800542b0b8891badb026d79cc54597cb2d225b54c00c5238c25d05c30e3fbeda97d2e0e1aba483a2df9f2"),
        Map.of(
            "", "3853fe2b4035195a573ffc53856e77058e15d9ea064de3e59f4961d0095250ee",
            "00", "2e8f0b54673c7029649d4eb9d5e33bf1872cf76d623ff164ac185da9e88c21a5",
            "54657374436f6e74657874",
                "e9e43065102c3836401bed8c3c3c75ae46be1639869391d62c61f1ec7af54931")),
    CHACHA20_POLY1305(
        HPKE.aead_CHACHA20_POLY1305,
        "909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b",
        "1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df",
        "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a",
        "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a",
        Map.of(
            0,
            "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28",
            1,
            "6b53c051e4199c518de79594e1c4ab18b96f081549d45ce015be002090bb119e85285337cc95ba5f59992dc98c",
            2,
            "71146bd6795ccc9c49ce25dda112a48f202ad220559502cef1f34271e0cb4b02b4f10ecac6f48c32f878fae86b",
            4,
            "63357a2aa291f5a4e5f27db6baa2af8cf77427c7c1a909e0b37214dd47db122bb153495ff0b02e9e54a50dbe16",
            255,
            "18ab939d63ddec9f6ac2b60d61d36a7375d2070c9b683861110757062c52b8880a5f6b3936da9cd6c23ef2a95c",
            256,
            "7a4a13e9ef23978e2c520fd4d2e757514ae160cd0cd05e556ef692370ca53076214c0c40d4c728d6ed9e727a5b"),
        Map.of(
            "", "4bbd6243b8bb54cec311fac9df81841b6fd61f56538a775e7c80a9f40160606e",
            "00", "8c1df14732580e5501b00f82b10a1647b40713191b7c1240ac80e2b68808ba69",
            "54657374436f6e74657874",
                "5acb09211139c43b3090489a9da433e8a30ee7188ba8b0a9a1ccf0c229283e53"));

    private final HPKE hpke;
    private final AsymmetricCipherKeyPair ephemeral;
    private final AsymmetricCipherKeyPair recipient;
    private final byte[] encapsulated;
    private final byte[] recipientKey;
    private final SortedMap<Integer, byte[]> sealed = new TreeMap<>();
    private final Map<String, String> exported;

    /**
     * @param sealed ciphertexts of the one plaintext, by the number of those that were made before
     * @param exported exported secrets by their context
     */
    Suite(
        short aead,
        String ephemeral,
        String recipient,
        String encapsulated,
        String recipientKey,
        Map<Integer, String> sealed,
        Map<String, String> exported) {
      this.hpke = new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, aead);
      this.ephemeral = hpke.deriveKeyPair(hex(ephemeral));
      this.recipient = hpke.deriveKeyPair(hex(recipient));
      this.encapsulated = hex(encapsulated);
      this.recipientKey = hex(recipientKey);
      sealed.forEach((number, text) -> this.sealed.put(number, hex(text)));
      this.exported = exported;
    }

    HPKEContextWithEncapsulation sender() {
      return hpke.setupBaseS(hpke.deserializePublicKey(recipientKey), INFO, ephemeral);
    }

    HPKEContext receiver(byte[] info) {
      return hpke.setupBaseR(encapsulated, recipient, info);
    }
  }

  @ParameterizedTest
  @EnumSource
  void derivesThePublishedKeys(Suite suite) {
    assertThat(suite.hpke.serializePublicKey(suite.recipient.getPublic()))
        .isEqualTo(suite.recipientKey);
    assertThat(suite.hpke.serializePublicKey(suite.ephemeral.getPublic()))
        .isEqualTo(suite.encapsulated);
  }

  @ParameterizedTest
  @EnumSource
  void sealsToThePublishedCiphertexts(Suite suite) throws InvalidCipherTextException {
    HPKEContextWithEncapsulation sender = suite.sender();

    assertThat(sender.getEncapsulation()).isEqualTo(suite.encapsulated);
    for (int number = 0; number <= suite.sealed.lastKey(); number++) {
      byte[] sealed = sender.seal(associated(number), PLAINTEXT);
      if (suite.sealed.containsKey(number)) {
        assertThat(sealed).as("message %d", number).isEqualTo(suite.sealed.get(number));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void opensThePublishedCiphertextAndNoOther(Suite suite) throws InvalidCipherTextException {
    byte[] sealed = suite.sealed.get(0);
    assertThat(suite.receiver(INFO).open(associated(0), sealed)).isEqualTo(PLAINTEXT);

    byte[] changed = sealed.clone();
    changed[0] ^= 1;
    assertThatThrownBy(() -> suite.receiver(INFO).open(associated(0), changed))
        .isInstanceOf(InvalidCipherTextException.class);
    assertThatThrownBy(() -> suite.receiver(INFO).open(associated(1), sealed))
        .isInstanceOf(InvalidCipherTextException.class);
    assertThatThrownBy(() -> suite.receiver(associated(0)).open(associated(0), sealed))
        .isInstanceOf(InvalidCipherTextException.class);
  }

  @ParameterizedTest
  @EnumSource
  void exportsThePublishedSecretsOnBothSides(Suite suite) {
    suite.exported.forEach(
        (context, secret) -> {
          assertThat(suite.sender().export(hex(context), 32)).isEqualTo(hex(secret));
          assertThat(suite.receiver(INFO).export(hex(context), 32)).isEqualTo(hex(secret));
        });
  }

  /** "Count-" and the number. */
  private static byte[] associated(int number) {
    return CryptoSamples.bytes("Count-" + number);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
