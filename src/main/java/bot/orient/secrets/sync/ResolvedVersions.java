package bot.orient.secrets.sync;

import bot.orient.secrets.sync.KeyVersions.Now;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The versions of what is about to be projected.
 *
 * @param byDataKey an entry for each key that has a value now; the others keep the one projected
 *     last, whatever its version
 */
record ResolvedVersions(Map<String, OptionalLong> byDataKey, VersionMemory memory) {

  /** Nothing is to be remembered. */
  static final ResolvedVersions NONE = new ResolvedVersions(Map.of(), VersionMemory.NONE);

  static ResolvedVersions of(List<ResolvedKey> keys, VersionMemory memory) {
    Map<String, OptionalLong> versions = new HashMap<>();
    for (ResolvedKey key : keys) {
      if (key.resolution() instanceof ResolvedKey.Value value) {
        versions.put(
            key.dataKey(),
            value.version() == null ? OptionalLong.empty() : OptionalLong.of(value.version()));
      }
    }
    return new ResolvedVersions(versions, memory);
  }

  /**
   * The versions of a key after the write.
   *
   * @param before the key as it is projected now, if it is
   * @param fingerprint of the value that it is to have
   */
  KeyVersions next(String dataKey, Optional<ProjectedKey> before, String fingerprint) {
    if (memory == VersionMemory.NONE) {
      return KeyVersions.NONE;
    }
    Now now = new Now(Optional.ofNullable(byDataKey.get(dataKey)), memory == VersionMemory.SETTLED);
    if (before.isEmpty()) {
      return KeyVersions.NONE.ofSameValue(now);
    }
    ProjectedKey key = before.get();
    return key.fingerprint().equals(fingerprint)
        ? key.versions().ofSameValue(now)
        : key.versions().ofNewValue(key.fingerprint(), now);
  }
}
