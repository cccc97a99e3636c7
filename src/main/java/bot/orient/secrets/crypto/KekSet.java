package bot.orient.secrets.crypto;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The key-encryption keys that are loaded, by id, and the one that new keys are wrapped with.
 *
 * @param activeId names one of {@code keys}
 * @param keys each 32 bytes
 */
public record KekSet(String activeId, Map<String, SecretBytes> keys) implements KeyEncryptionKeys {

  private static final byte[] NO_PREAMBLE = {};

  /** The entry that names the write key; every other entry is a key. */
  static final String ACTIVE = "active";

  private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  public KekSet {
    keys = Map.copyOf(keys);
    if (!keys.containsKey(activeId)) {
      throw new KekUnavailableException(
          "the active key-encryption key '"
              + activeId
              + "' is not among the keys given: "
              + new TreeSet<>(keys.keySet()));
    }
  }

  /**
   * Reads a set of files, or the entries of a Secret: one per key, its name being the key's id, and
   * {@code active}, which holds the id of the write key and may be left out when there is one key.
   *
   * @param files name to content: 32 raw bytes, or the base64 or hex text of 32 bytes; names that
   *     begin with a dot are ignored
   * @param sourceName for messages: {@code directory /etc/orient/kek}
   * @throws KekUnavailableException when it does not hold that; the message names the entry
   */
  public static KekSet parse(Map<String, byte[]> files, String sourceName) {
    Map<String, SecretBytes> keys = new HashMap<>();
    for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
      String name = file.getKey();
      if (name.startsWith(".") || name.equals(ACTIVE)) {
        continue;
      }
      if (!KEY_ID.matcher(name).matches()) {
        throw new KekUnavailableException(
            "'"
                + name
                + "' in "
                + sourceName
                + " cannot be a key id: use letters, digits, '.', '_' and '-', 63 at most");
      }
      keys.put(name, KekText.parse(file.getValue(), "'" + name + "' in " + sourceName));
    }
    if (keys.isEmpty()) {
      throw new KekUnavailableException(
          sourceName
              + " holds no key-encryption key: add one with 32 random bytes, for example by"
              + " 'openssl rand -base64 32', and name it in 'active'");
    }
    return new KekSet(activeId(files.get(ACTIVE), keys, sourceName), keys);
  }

  private static String activeId(byte[] content, Map<String, SecretBytes> keys, String sourceName) {
    if (content == null) {
      if (keys.size() == 1) {
        return keys.keySet().iterator().next();
      }
      throw new KekUnavailableException(
          sourceName
              + " holds several keys and no 'active': add it, holding one of the ids "
              + new TreeSet<>(keys.keySet()));
    }
    String id = new String(content, StandardCharsets.UTF_8).strip();
    // Not echoed: someone may have put a key there.
    if (!keys.containsKey(id)) {
      throw new KekUnavailableException(
          "'active' in "
              + sourceName
              + " does not name a key that is there: it must hold one of the ids "
              + new TreeSet<>(keys.keySet()));
    }
    return id;
  }

  @Override
  public KekSet keeping(Set<String> ids, KeyEncryptionKeys before) {
    if (!(before instanceof KekSet other)) {
      return this;
    }
    Map<String, SecretBytes> merged = new HashMap<>(keys);
    other.keys().entrySet().stream()
        .filter(key -> ids.contains(key.getKey()))
        .forEach(key -> merged.put(key.getKey(), key.getValue()));
    return new KekSet(activeId, merged);
  }

  @Override
  public SortedSet<String> ids() {
    return new TreeSet<>(keys.keySet());
  }

  @Override
  public boolean has(String kekId) {
    return keys.containsKey(kekId);
  }

  @Override
  public byte[] checkValue(UUID store, String kekId) {
    return Hkdf.sha512(key(kekId).array(), "orient/kcv|" + store + "|" + kekId, KeyId.BYTES);
  }

  @Override
  public WrappingKey unwrappingKey(UUID store, WrappedSeed wrapped) {
    return wrappingKey(store, wrapped.kekId());
  }

  @Override
  public WrappingKey wrappingKey(UUID store, String kekId) {
    byte[] derived = Hkdf.sha512(key(kekId).array(), "orient/wrap", AesGcm.KEY_BYTES);
    MessageKey key =
        new MessageKey(new KeyId(checkValue(store, kekId)), SecretBytes.owning(derived));
    return new WrappingKey(key, NO_PREAMBLE, () -> {});
  }

  private SecretBytes key(String kekId) {
    SecretBytes key = keys.get(kekId);
    if (key == null) {
      throw new KekUnavailableException(
          "key-encryption key '"
              + kekId
              + "' is needed and not loaded (loaded: "
              + String.join(", ", ids())
              + "): add it to the key source; it may stay inactive there");
    }
    return key;
  }

  @Override
  public String toString() {
    return "KekSet[active=" + activeId + ", ids=" + new TreeSet<>(keys.keySet()) + "]";
  }
}
