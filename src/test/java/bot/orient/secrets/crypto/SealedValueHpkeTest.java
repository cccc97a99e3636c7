package bot.orient.secrets.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedValueHpkeTest {

  private static final Instant AT = Instant.parse("2026-11-28T16:30:00.123Z");
  private static final SealedPlace PLACE = new SealedPlace(CryptoSamples.STORE, "shop", "API_KEY");

  private final SealingKeyPair keys = keyPair();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 60, 61, 1020, 1021, 65536})
  void opensWhatItSealed(int length) {
    byte[] value = new byte[length];
    Arrays.fill(value, (byte) 'v');

    SealedContent content = opened(seal(value)).orElseThrow();

    assertThat(content.value().toByteArray()).isEqualTo(value);
    assertThat(content.sealedAt()).isEqualTo(AT);
  }

  @Test
  void theLongestValueGivesTheLongestText() {
    assertThat(seal(new byte[65536]).encoded()).hasSize(SealedText.MAX_LENGTH);
    assertThat(seal(new byte[0]).ciphertext()).hasSize(SealedText.LEAST_CIPHERTEXT_BYTES);
  }

  @Test
  void lengthOfATextTellsOnlyRoughlyOfTheValue() {
    assertThat(seal(new byte[1]).encoded()).hasSameSizeAs(seal(new byte[60]).encoded());
  }

  @Test
  void sealingTwiceGivesTwoTexts() {
    assertThat(seal(new byte[8])).isNotEqualTo(seal(new byte[8]));
    assertThat(seal(new byte[8]).digest()).isNotEqualTo(seal(new byte[8]).digest());
  }

  /** The key's id too: it is authenticated, though another one would not be looked up. */
  @Test
  void aChangeOfAnyBitIsNoticed() {
    byte[] bytes = Base64.getUrlDecoder().decode(seal(new byte[20]).encoded().substring(5));
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(opened(text(changed))).as("bit %d", bit).isEmpty();
    }
  }

  @Test
  void opensAtItsOwnPlaceOnly() {
    SealedText text = seal(new byte[20]);

    for (SealedPlace other :
        new SealedPlace[] {
          new SealedPlace(UUID.randomUUID(), "shop", "API_KEY"),
          new SealedPlace(CryptoSamples.STORE, "shopA", "PI_KEY"),
          new SealedPlace(CryptoSamples.STORE, "other", "API_KEY"),
          new SealedPlace(CryptoSamples.STORE, "shop", "API_KEZ"),
          new SealedPlace(CryptoSamples.STORE, "API_KEY", "shop")
        }) {
      assertThat(SealedValueHpke.open(keys, other, text)).as("%s", other).isEmpty();
    }
  }

  @Test
  void opensWithItsOwnKeyOnly() {
    assertThat(SealedValueHpke.open(keyPair(), PLACE, seal(new byte[20]))).isEmpty();
  }

  /** With these an honest agreement gives nothing secret (RFC 7748, section 6.1). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"
      })
  void pointsOfSmallOrderNeitherOpenNorSeal(String point) {
    byte[] encapsulated = HexFormat.of().parseHex(point);
    SealedText text = SealedText.of(keys.id(), encapsulated, seal(new byte[8]).ciphertext());

    assertThat(opened(text)).isEmpty();
    SealingPublicKey poor = SealingPublicKey.of(CryptoSamples.STORE, keys.id(), encapsulated);
    assertThatThrownBy(
            () ->
                SealedValueHpke.seal(poor, "shop", "API_KEY", SecretBytes.owning(new byte[8]), AT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the public key cannot be used to seal");
  }

  /** Two programs of different versions must agree on it; the suite is that of RFC 9180. */
  @Test
  void sealsByTheSuiteOfTheStandard() {
    assertThat(SealedValueHpke.SUITE.getEncSize()).isEqualTo(32);
    assertThat(SealedValueHpke.SUITE.getAeadId()).isEqualTo((short) 0x0002);
    assertThat(HexFormat.of().formatHex(PLACE.encoded()))
        .isEqualTo(
            "00000013"
                + HexFormat.of().formatHex(CryptoSamples.bytes("orient/sealed-value"))
                + "00000010"
                + "11111111222233334444555555555555"
                + "00000004"
                + HexFormat.of().formatHex(CryptoSamples.bytes("shop"))
                + "00000007"
                + HexFormat.of().formatHex(CryptoSamples.bytes("API_KEY")));
  }

  /** RFC 9180, appendix A.1.1: the derivation of keys from bytes is the same in all suites. */
  @Test
  void keysFollowFromTheSeedByTheStandard() {
    SealingKeyPair pair =
        new SealingKeyPair(
            CryptoSamples.SECRET,
            HexFormat.of()
                .parseHex("6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037"));

    assertThat(HexFormat.of().formatHex(pair.publicKey(CryptoSamples.STORE).bytes()))
        .isEqualTo("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d");
  }

  @Test
  void oneSeedGivesOneKey() {
    try (Seed seed = Seed.random(SeedLabel.first(SeedLabel.Purpose.RECIPIENT, ""));
        Seed other = Seed.random(seed.label())) {
      SealingPublicKey key = seed.sealingKeyPair().publicKey(CryptoSamples.STORE);

      assertThat(seed.sealingKeyPair().publicKey(CryptoSamples.STORE)).isEqualTo(key);
      assertThat(key.id()).isEqualTo(seed.label().id());
      assertThat(other.sealingKeyPair().publicKey(CryptoSamples.STORE)).isNotEqualTo(key);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "not base64", "????"})
  void whatIsNoPublicKeyIsRefused(String base64) {
    assertThatThrownBy(
            () -> new SealingPublicKey(CryptoSamples.STORE, CryptoSamples.SECRET, base64))
        .hasMessage("a public key has 32 bytes in base64");
  }

  @Test
  void timeIsKeptToTheMillisecond() {
    SealedText text =
        SealedValueHpke.seal(
            keys.publicKey(CryptoSamples.STORE),
            "shop",
            "API_KEY",
            SecretBytes.owning(new byte[1]),
            AT.plus(999, ChronoUnit.MICROS));

    assertThat(opened(text).orElseThrow().sealedAt()).isEqualTo(AT);
  }

  private static SealingKeyPair keyPair() {
    try (Seed seed = Seed.random(SeedLabel.first(SeedLabel.Purpose.RECIPIENT, ""))) {
      return seed.sealingKeyPair();
    }
  }

  private SealedText seal(byte[] value) {
    return SealedValueHpke.seal(
        keys.publicKey(CryptoSamples.STORE), "shop", "API_KEY", SecretBytes.copyOf(value), AT);
  }

  private Optional<SealedContent> opened(SealedText text) {
    return SealedValueHpke.open(keys, PLACE, text);
  }

  private static SealedText text(byte[] bytes) {
    return SealedText.parse(
        "osv1." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }
}
