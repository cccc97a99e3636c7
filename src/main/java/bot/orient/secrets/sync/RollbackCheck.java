package bot.orient.secrets.sync;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.store.SecretRead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds keys whose projected version the store has lost: its database was put back to an older
 * state, failed over to a standby that lagged, or had a row replaced by an older one. What such a
 * store says of the key is not projected before a person accepts it.
 */
public final class RollbackCheck {

  private final String namespace;
  private final ProjectedKeys projected;
  private final StoreView store;

  /**
   * @param namespace of the Secret
   * @param secret as it is projected now, if it is
   */
  public RollbackCheck(String namespace, Optional<ProjectedSecret> secret, StoreView store) {
    this.namespace = namespace;
    this.projected = secret.map(ProjectedSecret::keys).orElse(new ProjectedKeys(Map.of()));
    this.store = store;
  }

  /**
   * Call before the values read are wiped.
   *
   * @param reads has an entry for each key
   * @param held keys that were read at a given version: a lower number is what was asked for
   */
  public LostVersions find(List<KeySpec> keys, Map<String, SecretRead> reads, Set<String> held) {
    Map<String, String> dataKeys = new HashMap<>();
    keys.forEach(key -> dataKeys.put(key.key(), ValueResolver.dataKey(key)));
    return find(reads, dataKeys, held);
  }

  /** The same for keys that are each projected under their own name, and never held. */
  public LostVersions find(Map<String, SecretRead> reads) {
    Map<String, String> dataKeys = new HashMap<>();
    reads.keySet().forEach(key -> dataKeys.put(key, key));
    return find(reads, dataKeys, Set.of());
  }

  private LostVersions find(
      Map<String, SecretRead> reads, Map<String, String> dataKeys, Set<String> held) {
    SortedMap<String, LostVersions.Loss> lost = new TreeMap<>();
    List<String> evidence = new ArrayList<>();
    new TreeMap<>(dataKeys)
        .forEach(
            (key, dataKey) -> {
              Optional<ProjectedKey> mark = mark(key, dataKey);
              if (mark.isEmpty()) {
                return;
              }
              Seen seen = seen(reads.get(key), dataKey, held.contains(key));
              long version = mark.get().versions().projected().orElseThrow();
              if (seen.contradicts(version, mark.get().fingerprint())) {
                lost.put(key, new LostVersions.Loss(version, seen.version()));
                evidence.addAll(
                    List.of(
                        key,
                        Long.toString(version),
                        mark.get().fingerprint(),
                        Long.toString(seen.version()),
                        seen.fingerprint()));
              }
            });
    return LostVersions.of(lost, evidence);
  }

  /** What is projected, if its version can be compared with the store's present ones. */
  private Optional<ProjectedKey> mark(String key, String dataKey) {
    return Optional.ofNullable(projected.byDataKey().get(dataKey))
        .filter(there -> there.versions().projected().isPresent())
        .filter(
            there ->
                there.versions().line().filter(line -> line.countsIn(store.line(key))).isPresent());
  }

  private Seen seen(SecretRead read, String dataKey, boolean held) {
    if (read instanceof SecretRead.Found found) {
      return new Seen(
          found.version(),
          store.fingerprinter().fingerprint(namespace, dataKey, found.value()),
          held);
    }
    if (read instanceof SecretRead.Absent absent) {
      return new Seen(absent.newestVersion(), "", held);
    }
    // Not to be read at all: its last value is kept in any case.
    return new Seen(Long.MAX_VALUE, "", held);
  }

  /**
   * What the store has.
   *
   * @param fingerprint empty if there is no value
   */
  private record Seen(long version, String fingerprint, boolean held) {

    boolean contradicts(long projectedVersion, String projectedFingerprint) {
      if (fingerprint.equals(projectedFingerprint)) {
        // Written anew after the loss, or nothing was lost but the number.
        return false;
      }
      boolean anotherValue = version == projectedVersion && !fingerprint.isEmpty();
      return anotherValue || version < projectedVersion && !held;
    }
  }
}
