package bot.orient.secrets.crypto;

import static bot.orient.secrets.crypto.CryptoSamples.SECRET;
import static bot.orient.secrets.crypto.CryptoSamples.STORE;
import static bot.orient.secrets.crypto.CryptoSamples.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.crypto.OpenResult.Opened;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What stores, specs and Secrets hold is read for ever. Made by Node's own crypto, see {@code
 * formats/formats.js}: a failure here means that stores already written could not be read, or that
 * every workload would restart.
 */
class StoredFormatsTest {

  private static final SeedLabel LABEL =
      new SeedLabel(
          UUID.fromString("99999999-8888-7777-6666-555555555555"),
          SeedLabel.Purpose.SCOPE,
          "shop",
          1);

  private static JsonNode formats;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream json = StoredFormatsTest.class.getResourceAsStream("/formats/formats.json")) {
      formats = JsonMapper.builder().build().readTree(json);
    }
  }

  @Test
  void opensAValue() {
    EncryptionContext context = EncryptionContext.secretValue(STORE, "shop", SECRET, "API_KEY", 7);

    assertThat(new EnvelopeCipher().open(hex("envelope"), context, id -> Optional.of(seed())))
        .isEqualTo(new Opened(value()));
  }

  @Test
  void unwrapsASeed() {
    KekSet keks = new KekSet("k1", Map.of("k1", SecretBytes.owning(hex("kek"))));
    KeyRing ring = new KeyRing(keks, STORE);

    assertThat(ring.checkValue("k1")).isEqualTo(hex("checkValue"));
    assertThat(ring.unwrap(new WrappedSeed(LABEL, "k1", hex("wrappedSeed"))).material())
        .isEqualTo(seed().material());
  }

  @Test
  void unwrapsASeedWhoseKeyAServiceHolds() {
    KeyRing ring = new KeyRing(new RemoteKeks(new FakeKeyService()), STORE);

    assertThat(ring.unwrap(new WrappedSeed(LABEL, "kms:key-1", hex("seedOfAService"))).material())
        .isEqualTo(seed().material());
  }

  @Test
  void opensASealedText() {
    SealingKeyPair keys = seed().sealingKeyPair();

    assertThat(keys.publicKey(STORE).base64()).isEqualTo(text("publicKey"));
    assertThat(
            SealedValueHpke.open(
                keys,
                new SealedPlace(STORE, "shop", "API_KEY"),
                SealedText.parse(text("sealedText"))))
        .contains(new SealedContent(value(), Instant.parse("2026-11-28T16:30:00.123Z")));
  }

  @Test
  void givesTheSameFingerprint() {
    assertThat(seed().fingerprinter("published").fingerprint("shop", "API_KEY", value()))
        .isEqualTo(text("fingerprint"));
  }

  @Test
  void givesTheSameCodeOfAnAuditRow() {
    assertThat(seed().authenticator("audit-row").code(bytes("message"))).isEqualTo(hex("code"));
  }

  private static Seed seed() {
    return new Seed(LABEL, SecretBytes.owning(hex("seed")));
  }

  private static SecretBytes value() {
    return SecretBytes.owning(bytes(text("value")));
  }

  private static byte[] hex(String name) {
    return HexFormat.of().parseHex(text(name));
  }

  private static String text(String name) {
    return formats.get(name).textValue();
  }
}
