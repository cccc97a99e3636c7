package bot.orient.secrets.sync;

import bot.orient.secrets.crypto.SealingPublicKey;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** The public key for sealed values as the data of a ConfigMap, which whoever seals is given. */
public final class SealingKeyDocument {

  /** The ConfigMap in the operator's own namespace. */
  public static final String NAME = "orient-secrets-sealing-key";

  /** RFC 9180, base mode; another one would be another format. */
  static final String ALGORITHM = "HPKE-Base DHKEM(X25519,HKDF-SHA256) HKDF-SHA256 AES-256-GCM";

  private SealingKeyDocument() {}

  public static Map<String, String> write(SealingPublicKey key) {
    return new TreeMap<>(
        Map.of(
            "algorithm", ALGORITHM,
            "keyId", key.id().toString(),
            "publicKey", key.base64(),
            "store", key.store().toString()));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException naming the field that is missing or wrong
   */
  public static SealingPublicKey read(Map<String, String> data) {
    if (!ALGORITHM.equals(field(data, "algorithm"))) {
      throw new IllegalArgumentException(
          "data.algorithm is not '"
              + ALGORITHM
              + "': use the program of the operator that published the key");
    }
    UUID store = uuid(data, "store");
    UUID keyId = uuid(data, "keyId");
    String publicKey = field(data, "publicKey");
    try {
      return new SealingPublicKey(store, keyId, publicKey);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("data.publicKey: " + e.getMessage(), e);
    }
  }

  private static String field(Map<String, String> data, String name) {
    String value = data.get(name);
    if (value == null) {
      throw new IllegalArgumentException("data." + name + " is missing");
    }
    return value;
  }

  private static UUID uuid(Map<String, String> data, String name) {
    String text = field(data, name);
    try {
      UUID uuid = UUID.fromString(text);
      if (uuid.toString().equals(text)) {
        return uuid;
      }
    } catch (IllegalArgumentException e) {
      // Said below, as of one that is read otherwise than it is written.
    }
    throw new IllegalArgumentException("data." + name + " is not a UUID");
  }
}
