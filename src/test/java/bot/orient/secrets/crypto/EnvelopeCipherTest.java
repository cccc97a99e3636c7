package bot.orient.secrets.crypto;

import static bot.orient.secrets.crypto.CryptoSamples.SECRET;
import static bot.orient.secrets.crypto.CryptoSamples.STORE;
import static bot.orient.secrets.crypto.CryptoSamples.bytes;
import static bot.orient.secrets.crypto.CryptoSamples.context;
import static bot.orient.secrets.crypto.CryptoSamples.scopeSeed;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.crypto.OpenResult.Opened;
import bot.orient.secrets.crypto.OpenResult.Reason;
import bot.orient.secrets.crypto.OpenResult.Rejected;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeCipherTest {

  private final EnvelopeCipher cipher = new EnvelopeCipher();
  private final Seed seed = scopeSeed("shop");

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 59, 60, 61, 124, 125, 1019, 1020, 1021, 1022, 4096, 65536})
  void opensWhatItSealed(int length) {
    byte[] value = new byte[length];
    new Random(length).nextBytes(value);

    byte[] envelope = seal(value);

    assertThat(open(envelope, context())).isEqualTo(new Opened(SecretBytes.copyOf(value)));
  }

  @Test
  void neverSealsTheSameValueTwiceAlike() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      seen.add(new String(seal(bytes("same")), StandardCharsets.ISO_8859_1));
    }
    assertThat(seen).hasSize(50);
  }

  @Test
  void rejectsEverySingleBitFlipWithTheReasonOfItsPlace() {
    byte[] envelope = seal(bytes("planted-value-0815"));

    for (int bit = 0; bit < envelope.length * 8; bit++) {
      byte[] flipped = envelope.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));

      assertThat(open(flipped, context()))
          .as("bit %d of byte %d", bit % 8, bit / 8)
          .isEqualTo(new Rejected(reasonAt(bit / 8)));
    }
  }

  private static Reason reasonAt(int position) {
    if (position < 8) {
      return Reason.MALFORMED;
    }
    if (position < 24) {
      return Reason.UNKNOWN_KEY;
    }
    return position < 88 ? Reason.CONTEXT_OR_KEY_MISMATCH : Reason.TAMPERED;
  }

  @Test
  void rejectsEveryCutAndEveryAddition() {
    byte[] envelope = seal(bytes("value"));

    for (int length = 0; length < envelope.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(envelope, length);
      assertThat(open(cut, context())).as("cut to %d", length).isInstanceOf(Rejected.class);
    }
    byte[] longer = java.util.Arrays.copyOf(envelope, envelope.length + 1);
    assertThat(open(longer, context())).isEqualTo(new Rejected(Reason.TAMPERED));
  }

  static EncryptionContext[] otherPlaces() {
    UUID other = UUID.fromString("99999999-2222-3333-4444-555555555555");
    return new EncryptionContext[] {
      EncryptionContext.secretValue(other, "shop", SECRET, "API_KEY", 7),
      EncryptionContext.secretValue(STORE, "shop2", SECRET, "API_KEY", 7),
      EncryptionContext.secretValue(STORE, "shop", other, "API_KEY", 7),
      EncryptionContext.secretValue(STORE, "shop", SECRET, "API_KEY2", 7),
      EncryptionContext.secretValue(STORE, "shop", SECRET, "API_KEY", 6),
    };
  }

  @ParameterizedTest
  @MethodSource("otherPlaces")
  void rejectsAnEnvelopeThatWasMovedBeforeDecrypting(EncryptionContext elsewhere) {
    assertThat(open(seal(bytes("value")), elsewhere))
        .isEqualTo(new Rejected(Reason.CONTEXT_OR_KEY_MISMATCH));
  }

  @Test
  void fieldsOfAContextDoNotRunTogether() {
    byte[] envelope =
        cipher.seal(
            seed,
            EncryptionContext.secretValue(STORE, "ab", SECRET, "c", 1),
            SecretBytes.copyOf(bytes("value")));

    assertThat(open(envelope, EncryptionContext.secretValue(STORE, "a", SECRET, "bc", 1)))
        .isEqualTo(new Rejected(Reason.CONTEXT_OR_KEY_MISMATCH));
  }

  @Test
  void rejectsAnotherKeyOfTheSameIdBeforeDecrypting() {
    Seed impostor = Seed.random(seed.label());

    assertThat(cipher.open(seal(bytes("value")), context(), id -> Optional.of(impostor)))
        .isEqualTo(new Rejected(Reason.CONTEXT_OR_KEY_MISMATCH));
  }

  @Test
  void tellsTheSeedOfAnEnvelopeThatItCannotOpen() {
    byte[] envelope = seal(bytes("value"));

    assertThat(EnvelopeCipher.keyId(envelope)).contains(seed.keyId());
    assertThat(EnvelopeCipher.keyId(envelope).orElseThrow().uuid()).isEqualTo(seed.label().id());
    assertThat(EnvelopeCipher.keyId(bytes("no envelope"))).isEmpty();
  }

  @Test
  void hidesTheLengthWithinABucket() {
    assertThat(seal(new byte[0])).hasSameSizeAs(seal(new byte[60])).hasSize(64 + 104);
    assertThat(seal(new byte[61])).hasSize(128 + 104);
    assertThat(seal(new byte[1021])).hasSameSizeAs(seal(new byte[1276])).hasSize(1280 + 104);
  }

  @Test
  void showsNoPlaintextInEnvelopesNorInAnyToString() {
    String planted = "planted-value-0815";
    byte[] envelope = seal(bytes(planted));
    OpenResult opened = open(envelope, context());

    assertThat(new String(envelope, StandardCharsets.ISO_8859_1)).doesNotContain(planted);
    assertThat(opened.toString()).isEqualTo("Opened[value=SecretBytes[redacted]]");
    assertThat(seed.toString()).contains("SeedLabel").doesNotContain("material");
    assertThat(seed.messageKey().toString()).contains("SecretBytes[redacted]");
  }

  @Test
  void aWipedSeedSealsNothing() {
    seed.close();

    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> seal(bytes("value"))))
        .isInstanceOf(IllegalStateException.class);
  }

  private byte[] seal(byte[] value) {
    return cipher.seal(seed, context(), SecretBytes.copyOf(value));
  }

  private OpenResult open(byte[] envelope, EncryptionContext context) {
    return cipher.open(
        envelope, context, id -> id.equals(seed.keyId()) ? Optional.of(seed) : Optional.empty());
  }
}
