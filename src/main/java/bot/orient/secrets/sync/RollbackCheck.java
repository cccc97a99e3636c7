package bot.orient.secrets.sync;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.store.SecretRead;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Finds keys whose projected version the store has lost: its database was put back to an older
 * state, failed over to a standby that lagged, or had a row replaced by an older one. What such a
 * store says of the key is not projected before a person accepts it.
 */
public final class RollbackCheck {

  private final String namespace;
  private final List<Mark> marks;
  private final StoreView store;

  /**
   * @param namespace of the Secrets
   * @param secrets the target as it is, whoever says to own it, before others that the same
   *     resource is projected into, such as the one of an earlier {@code spec.target.name}
   */
  public RollbackCheck(String namespace, List<Secret> secrets, StoreView store) {
    this.namespace = namespace;
    this.marks = secrets.stream().flatMap(RollbackCheck::marks).toList();
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
              Optional<Mark> found = mark(key, dataKey);
              if (found.isEmpty()) {
                return;
              }
              Mark mark = found.get();
              Seen seen = seen(reads.get(key), mark.dataKey(), held.contains(key));
              long version = mark.version();
              if (seen.contradicts(version, mark.fingerprint())) {
                lost.put(key, new LostVersions.Loss(version, seen.version()));
                evidence.addAll(
                    List.of(
                        key,
                        Long.toString(version),
                        mark.fingerprint(),
                        mark.changedAt().toString(),
                        Long.toString(seen.version()),
                        seen.fingerprint()));
              }
            });
    return LostVersions.of(lost, evidence);
  }

  /**
   * What is projected, if its version can be compared with the store's present ones. Under the name
   * that the spec gives the key now; if there is nothing, under one that it had before.
   */
  private Optional<Mark> mark(String key, String dataKey) {
    VersionLine present = store.line(key);
    boolean known = marks.stream().anyMatch(mark -> mark.dataKey().equals(dataKey));
    return marks.stream()
        .filter(mark -> !known || mark.dataKey().equals(dataKey))
        .filter(mark -> mark.key().versions().countsIn(present))
        .findFirst();
  }

  private static Stream<Mark> marks(Secret secret) {
    Instant appliedAt = OwnedFields.appliedTo(secret);
    return ProjectedKeys.of(secret).byDataKey().entrySet().stream()
        .map(key -> new Mark(key.getKey(), key.getValue(), key.getValue().changedAt(appliedAt)));
  }

  /**
   * A key of a Secret.
   *
   * @param changedAt when it got its value: the same loss at another time is another one
   */
  private record Mark(String dataKey, ProjectedKey key, Instant changedAt) {

    long version() {
      return key.versions().projected().orElseThrow();
    }

    String fingerprint() {
      return key.fingerprint();
    }
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
