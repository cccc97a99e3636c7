package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.store.SecretRead;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.sync.Pins;
import bot.orient.secrets.sync.Restoration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads the values to project: the newest, or the version that a key is held at. */
final class ValueReader {

  private final SecretStore store;

  ValueReader(SecretStore store) {
    this.store = store;
  }

  /**
   * Of a key that the spec holds at a version that one, of one that was put back the version it was
   * put back to, of all others the newest.
   */
  Map<String, SecretRead> read(String scope, List<KeySpec> keys, Restoration restoration) {
    Map<String, Long> held = held(keys, restoration);
    Set<String> bySpec =
        keys.stream()
            .filter(key -> key.version() != null)
            .map(KeySpec::key)
            .collect(Collectors.toSet());
    Map<String, SecretRead> reads =
        new HashMap<>(
            store.read(
                scope,
                keys.stream().map(KeySpec::key).filter(key -> !held.containsKey(key)).toList()));
    store
        .readVersions(scope, held)
        .forEach(
            (key, read) ->
                reads.put(
                    key,
                    bySpec.contains(key)
                        ? heldBySpec(read, held.get(key))
                        : putBack(read, held.get(key))));
    return reads;
  }

  /** The version that each key is held at, of those that are; the spec wins. */
  static Map<String, Long> held(List<KeySpec> keys, Restoration restoration) {
    Map<String, Long> held = new TreeMap<>();
    restoration.pins().orElse(Pins.NONE).byKey().forEach((key, pin) -> held.put(key, pin.use()));
    keys.stream()
        .filter(key -> key.version() != null)
        .forEach(key -> held.put(key.key(), key.version()));
    return held;
  }

  private static SecretRead heldBySpec(SecretRead read, long version) {
    String advice = "name another one in spec.keys[].version, or leave it out";
    return read instanceof SecretRead.Absent
        ? unheld(version, "the key is not in the store or is deleted", advice)
        : explained(read, version, advice);
  }

  private static SecretRead putBack(SecretRead read, long version) {
    return read instanceof SecretRead.Absent
        ? new SecretRead.Unreadable(
            version, "the key is not in the store: write it again, and remove its pin")
        : explained(read, version, "remove its pin");
  }

  private static SecretRead explained(SecretRead read, long version, String advice) {
    if (read instanceof SecretRead.NoSuchVersion missing) {
      return unheld(version, missing.reason(), advice);
    }
    // What is written anew is a newer version, which a key that is held does not use.
    return read instanceof SecretRead.Unreadable bad
        ? new SecretRead.Unreadable(version, bad.reason() + "; then " + advice)
        : read;
  }

  /** A key that is gone must not take its value from the environment instead. */
  private static SecretRead.NoSuchVersion unheld(long version, String why, String advice) {
    return new SecretRead.NoSuchVersion(
        version, "is held at version %d, but %s: %s".formatted(version, why, advice));
  }
}
