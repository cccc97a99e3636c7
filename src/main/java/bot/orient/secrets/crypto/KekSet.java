package bot.orient.secrets.crypto;

import java.util.Map;

/**
 * The key-encryption keys that are loaded, by id, and the one that new keys are wrapped with.
 *
 * @param activeId names one of {@code keys}
 * @param keys each 32 bytes
 */
public record KekSet(String activeId, Map<String, SecretBytes> keys) {

  public KekSet {
    keys = Map.copyOf(keys);
    if (!keys.containsKey(activeId)) {
      throw new KekUnavailableException(
          "the active key-encryption key '"
              + activeId
              + "' is not among the keys given: "
              + keys.keySet());
    }
  }

  @Override
  public String toString() {
    return "KekSet[active=" + activeId + ", ids=" + keys.keySet() + "]";
  }
}
