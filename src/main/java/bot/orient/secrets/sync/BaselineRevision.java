package bot.orient.secrets.sync;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.ProjectedKey.Origin;
import bot.orient.secrets.sync.SecretUse.Medium;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The baseline that the values of now ask for.
 *
 * @param baseline what the pods have, once the open keys are settled
 * @param open the keys of which only the age of the pods can tell whether they have the value
 */
record BaselineRevision(Baseline baseline, SortedMap<KeyAddress, OpenKey> open) {

  static BaselineRevision of(Workload workload, Map<String, ProjectedSecret> secrets) {
    return new Revising(workload, secrets).revise();
  }

  /** The two maps while they grow. */
  private static final class Revising {

    private final Workload workload;
    private final Map<String, ProjectedSecret> secrets;
    private final SortedMap<String, String> recorded;
    private final SortedMap<String, String> revised = new TreeMap<>();
    private final SortedMap<KeyAddress, OpenKey> open = new TreeMap<>(KeyAddress.ORDER);

    Revising(Workload workload, Map<String, ProjectedSecret> secrets) {
      this.workload = workload;
      this.secrets = secrets;
      this.recorded = workload.baseline().orElseGet(Baseline::empty).fingerprints();
    }

    BaselineRevision revise() {
      secrets.forEach(
          (secretName, secret) ->
              secret
                  .keys()
                  .byDataKey()
                  .forEach(
                      (dataKey, key) ->
                          reviseKey(new KeyAddress(secretName, dataKey), key, secret)));
      recorded.forEach(
          (address, fingerprint) -> reviseEntry(KeyAddress.parse(address), fingerprint));
      return new BaselineRevision(new Baseline(revised), open);
    }

    /** A key that is there: keep, or leave open. What is not relevant gets no entry. */
    private void reviseKey(KeyAddress address, ProjectedKey key, ProjectedSecret secret) {
      List<SecretUse> uses = usesOf(address);
      if (!isRelevant(key.restart(), uses)) {
        return;
      }
      revised.put(address.toString(), key.fingerprint());
      String known = recorded.get(address.toString());
      if (!key.fingerprint().equals(known)) {
        Instant at = secret.changedAt(key);
        boolean awaited = known == null && isAwaited(key.origin(), uses);
        open.put(address, awaited ? new OpenKey.Awaited(at) : new OpenKey.Changed(at));
      }
    }

    /** An entry whose key is not there. */
    private void reviseEntry(KeyAddress address, String fingerprint) {
      List<SecretUse> uses = usesOf(address);
      ProjectedSecret secret = secrets.get(address.secretName());
      if (uses.isEmpty()
          || secret != null && secret.keys().byDataKey().containsKey(address.dataKey())) {
        return;
      }
      // A Secret deleted by hand is about to be healed. A key that the pods cannot start without
      // is gone: the running ones still have it, and a restart would only break them.
      if (secret == null || uses.stream().anyMatch(SecretUse::requiresItsKey)) {
        revised.put(address.toString(), fingerprint);
      } else {
        open.put(address, new OpenKey.Changed(secret.appliedAt()));
      }
    }

    private List<SecretUse> usesOf(KeyAddress address) {
      return workload.uses().stream()
          .filter(use -> use.secretName().equals(address.secretName()))
          .filter(use -> use.keys().covers(address.dataKey()))
          .toList();
    }

    private static boolean isRelevant(RestartRule rule, List<SecretUse> uses) {
      return switch (rule) {
        case ALWAYS -> !uses.isEmpty();
        case IF_ENVIRONMENT -> uses.stream().anyMatch(use -> use.medium() == Medium.ENVIRONMENT);
        case NEVER -> false;
      };
    }

    /** A pod waits for what it requires; once a value changed, it may have started before. */
    private static boolean isAwaited(Origin origin, List<SecretUse> uses) {
      return switch (origin) {
        case CREATED_WITH_SECRET -> uses.stream().noneMatch(SecretUse::optional);
        case ADDED_LATER -> uses.stream().allMatch(SecretUse::requiresItsKey);
        case CHANGED -> false;
      };
    }
  }
}
