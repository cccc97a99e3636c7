package bot.orient.secrets.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.junit.jupiter.api.Test;

/**
 * The library's hybrid public key encryption against RFC 9180, appendix A.1.1: X25519, HKDF-SHA256,
 * AES-128-GCM, base mode.
 */
class HpkeTest {

  private static final byte[] INFO = hex("4f6465206f6e2061204772656369616e2055726e");
  private static final byte[] RECIPIENT =
      hex("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d");
  private static final byte[] ENCAPSULATED =
      hex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431");
  private static final byte[] PLAINTEXT =
      hex("4265617574792069732074727574682c20747275746820626561757479");
  private static final byte[] ASSOCIATED = hex("436f756e742d30");
  private static final byte[] SEALED =
      hex(
          "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a9"
              + "6d8770ac83d07bea87e13c512a");

  private final HPKE hpke =
      new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM128);

  private final AsymmetricCipherKeyPair ephemeral =
      hpke.deriveKeyPair(hex("7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234"));
  private final AsymmetricCipherKeyPair recipient =
      hpke.deriveKeyPair(hex("6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037"));

  @Test
  void derivesThePublishedKeys() {
    assertThat(hpke.serializePublicKey(recipient.getPublic())).isEqualTo(RECIPIENT);
    assertThat(hpke.serializePublicKey(ephemeral.getPublic())).isEqualTo(ENCAPSULATED);
  }

  @Test
  void sealsToThePublishedCiphertext() throws InvalidCipherTextException {
    HPKEContextWithEncapsulation sender =
        hpke.setupBaseS(hpke.deserializePublicKey(RECIPIENT), INFO, ephemeral);

    assertThat(sender.getEncapsulation()).isEqualTo(ENCAPSULATED);
    assertThat(sender.seal(ASSOCIATED, PLAINTEXT)).isEqualTo(SEALED);
  }

  @Test
  void opensThePublishedCiphertextAndNoOther() throws InvalidCipherTextException {
    assertThat(hpke.setupBaseR(ENCAPSULATED, recipient, INFO).open(ASSOCIATED, SEALED))
        .isEqualTo(PLAINTEXT);

    byte[] changed = SEALED.clone();
    changed[0] ^= 1;
    assertThatThrownBy(
            () -> hpke.setupBaseR(ENCAPSULATED, recipient, INFO).open(ASSOCIATED, changed))
        .isInstanceOf(InvalidCipherTextException.class);
    assertThatThrownBy(
            () -> hpke.setupBaseR(ENCAPSULATED, recipient, ASSOCIATED).open(ASSOCIATED, SEALED))
        .isInstanceOf(InvalidCipherTextException.class);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
