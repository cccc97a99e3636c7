package bot.orient.secrets.crypto;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The key-encryption keys that are loaded, by id, and the one that new keys are wrapped with.
 *
 * @param activeId names one of {@code keys}
 * @param keys each 32 bytes
 */
public record KekSet(String activeId, Map<String, SecretBytes> keys) {

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

  /** This set, but with some keys as they were in another one. */
  KekSet keeping(Set<String> ids, KekSet before) {
    Map<String, SecretBytes> merged = new HashMap<>(keys);
    before.keys().entrySet().stream()
        .filter(key -> ids.contains(key.getKey()))
        .forEach(key -> merged.put(key.getKey(), key.getValue()));
    return new KekSet(activeId, merged);
  }

  @Override
  public String toString() {
    return "KekSet[active=" + activeId + ", ids=" + new TreeSet<>(keys.keySet()) + "]";
  }
}
