package bot.orient.secrets.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/** Keys and contexts that the tests of this package share. */
final class CryptoSamples {

  static final UUID STORE = UUID.fromString("11111111-2222-3333-4444-555555555555");
  static final UUID SECRET = UUID.fromString("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");

  private CryptoSamples() {}

  static EncryptionContext context() {
    return EncryptionContext.secretValue(STORE, "shop", SECRET, "API_KEY", 7);
  }

  static Seed scopeSeed(String scope) {
    return Seed.random(SeedLabel.first(SeedLabel.Purpose.SCOPE, scope));
  }

  static KekSet keks(String activeId, String... otherIds) {
    Map<String, SecretBytes> keys = new java.util.HashMap<>();
    keys.put(activeId, kek(activeId));
    for (String id : otherIds) {
      keys.put(id, kek(id));
    }
    return new KekSet(activeId, keys);
  }

  /** 32 bytes that follow from the id. */
  static SecretBytes kek(String id) {
    return SecretBytes.owning(Hkdf.sha512(bytes(id), "test key", 32));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
