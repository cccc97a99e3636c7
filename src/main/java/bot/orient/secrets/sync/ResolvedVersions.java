package bot.orient.secrets.sync;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The versions of what is about to be projected.
 *
 * @param byDataKey where each key's value is from; of a key without an entry it is the one
 *     projected last
 * @param proven of the values before
 */
record ResolvedVersions(Map<String, KeyVersions.Origin> byDataKey, ProvenValues proven) {

  /** Nothing is known. */
  static final ResolvedVersions NONE = new ResolvedVersions(Map.of(), ProvenValues.NONE);

  private static final KeyVersions.Origin KEPT = new KeyVersions.Kept(Long.MAX_VALUE);

  static ResolvedVersions of(List<ResolvedKey> keys, StoreView store, ProvenValues proven) {
    Map<String, KeyVersions.Origin> origins = new HashMap<>();
    for (ResolvedKey key : keys) {
      if (key.resolution() instanceof ResolvedKey.Value value) {
        origins.put(
            key.dataKey(),
            value.version() == null
                ? new KeyVersions.Elsewhere()
                : new KeyVersions.Stored(value.version(), store.line(key.key())));
      } else if (key.resolution() instanceof ResolvedKey.Missing missing) {
        origins.put(key.dataKey(), new KeyVersions.Kept(missing.newestVersion()));
      }
    }
    return new ResolvedVersions(origins, proven);
  }

  /** Files have no version, not even that of a key which had the name before. */
  ResolvedVersions withFiles(Set<String> names) {
    Map<String, KeyVersions.Origin> origins = new HashMap<>(byDataKey);
    names.forEach(name -> origins.put(name, new KeyVersions.Elsewhere()));
    return new ResolvedVersions(origins, proven);
  }

  /**
   * The versions of a key after the write.
   *
   * @param before the key as it is projected now, if it is
   * @param fingerprint of the value that it is to have
   */
  KeyVersions next(String dataKey, Optional<ProjectedKey> before, String fingerprint) {
    KeyVersions.Origin origin = byDataKey.getOrDefault(dataKey, KEPT);
    KeyVersions versions = before.map(ProjectedKey::versions).orElse(KeyVersions.NONE);
    return before.isEmpty() || before.get().fingerprint().equals(fingerprint)
        ? versions.ofSameValue(origin)
        : versions.ofNewValue(before.get().fingerprint(), origin, proven.include(dataKey));
  }
}
