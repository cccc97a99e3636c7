package bot.orient.secrets.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import bot.orient.secrets.testing.OrientRows;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.SCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OrientMasterKeyTest {

  private static final HexFormat HEX = HexFormat.of();

  static Stream<OrientRows> rowsOfNode() {
    return Stream.of(OrientRows.committed(), OrientRows.make());
  }

  @ParameterizedTest
  @MethodSource("rowsOfNode")
  void opensWhatNodeSealed(OrientRows node) {
    try (OrientMasterKey key = OrientMasterKey.derive(node.masterKey())) {
      for (String name : new String[] {"SLACK_BOT_TOKEN", "GREETING", "EMPTY", "LONG"}) {
        assertThat(text(open(key, node.row(name)))).hasValue(node.row(name).plaintext());
      }
      assertThat(open(key, node.row("OLD_TOKEN"))).isEmpty();
      assertThat(open(key, node.row("DEV_TOKEN"))).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("rowsOfNode")
  void opensWithTheDevelopmentKeyWhatWasSealedWithIt(OrientRows node) {
    try (OrientMasterKey key = OrientMasterKey.development()) {
      assertThat(key.isDevelopmentKey()).isTrue();
      assertThat(text(open(key, node.row("DEV_TOKEN"))))
          .hasValue(node.row("DEV_TOKEN").plaintext());
      assertThat(open(key, node.row("SLACK_BOT_TOKEN"))).isEmpty();
    }
  }

  /** RFC 7914, section 12: the vector with Orient's cost. */
  @Test
  void scryptIsTheStandardsOne() {
    byte[] derived =
        SCrypt.generate(ascii("pleaseletmein"), ascii("SodiumChloride"), 16384, 8, 1, 64);

    assertThat(HEX.formatHex(derived))
        .isEqualTo(
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887");
  }

  @Test
  void agreesWithTheOtherImplementationInJava() throws GeneralSecurityException {
    String text = "a master key that has enough characters";
    byte[] derived = SCrypt.generate(ascii(text), ascii("orient-master-key"), 16384, 8, 1, 32);
    Random random = new Random(7);
    try (OrientMasterKey key = OrientMasterKey.derive(text)) {
      for (int length : new int[] {0, 1, 16, 1000, 65537}) {
        byte[] nonce = bytes(random, 16);
        byte[] value = bytes(random, length);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
        cipher.init(
            Cipher.ENCRYPT_MODE,
            new SecretKeySpec(derived, "AES"),
            new GCMParameterSpec(128, nonce));
        byte[] sealed = cipher.doFinal(value);

        byte[] ciphertext = Arrays.copyOf(sealed, length);
        byte[] tag = Arrays.copyOfRange(sealed, length, length + 16);
        assertThat(key.open(nonce, ciphertext, tag).map(SecretBytes::toByteArray)).contains(value);
      }
    }
  }

  @Test
  void everyFlippedBitIsNoticed() {
    OrientRows node = OrientRows.committed();
    OrientRows.Row row = node.row("SLACK_BOT_TOKEN");
    byte[][] fields = {
      HEX.parseHex(row.iv()), HEX.parseHex(row.encrypted()), HEX.parseHex(row.authTag())
    };
    try (OrientMasterKey key = OrientMasterKey.derive(node.masterKey())) {
      for (byte[] field : fields) {
        for (int bit = 0; bit < field.length * 8; bit++) {
          field[bit / 8] ^= (byte) (1 << bit % 8);
          assertThat(key.open(fields[0], fields[1], fields[2])).isEmpty();
          field[bit / 8] ^= (byte) (1 << bit % 8);
        }
      }
      assertThat(key.open(fields[0], fields[1], fields[2])).isPresent();
    }
  }

  @Test
  void shortTagIsRefusedHoweverWellItFits() {
    OrientRows node = OrientRows.committed();
    OrientRows.Row row = node.row("SLACK_BOT_TOKEN");
    byte[] tag = HEX.parseHex(row.authTag().substring(0, 8));
    try (OrientMasterKey key = OrientMasterKey.derive(node.masterKey())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> key.open(HEX.parseHex(row.iv()), HEX.parseHex(row.encrypted()), tag));
    }
  }

  @Test
  void keyOfTheLeastLengthIsTaken() {
    try (OrientMasterKey key = OrientMasterKey.derive("0123456789abcdef0123456789abcdef")) {
      assertThat(key.isDevelopmentKey()).isFalse();
    }
  }

  @Test
  void shorterKeyThanOrientUsesIsRefusedWithoutQuotingIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OrientMasterKey.derive("only-thirty-one-characters-long"))
        .withMessageContaining("ORIENT_MASTER_KEY is shorter than 32 characters")
        .withMessageNotContainingAny("only-thirty");
  }

  @Test
  void closedKeyOpensNothing() {
    OrientRows node = OrientRows.committed();
    OrientMasterKey key = OrientMasterKey.derive(node.masterKey());
    key.close();

    assertThatIllegalStateException().isThrownBy(() -> open(key, node.row("SLACK_BOT_TOKEN")));
    assertThat(key).hasToString("OrientMasterKey[redacted]");
  }

  private static Optional<SecretBytes> open(OrientMasterKey key, OrientRows.Row row) {
    return key.open(
        HEX.parseHex(row.iv()), HEX.parseHex(row.encrypted()), HEX.parseHex(row.authTag()));
  }

  private static Optional<String> text(Optional<SecretBytes> value) {
    return value.map(bytes -> new String(bytes.toByteArray(), StandardCharsets.UTF_8));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
