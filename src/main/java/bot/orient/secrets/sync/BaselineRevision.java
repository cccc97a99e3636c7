package bot.orient.secrets.sync;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.Baseline.Entry;
import bot.orient.secrets.sync.KeyHistory.Absence;
import bot.orient.secrets.sync.ProjectedKey.Origin;
import bot.orient.secrets.sync.SecretUse.Medium;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

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
    private final SortedMap<String, Entry> recorded;
    private final SortedMap<String, Entry> revised = new TreeMap<>();
    private final SortedMap<KeyAddress, OpenKey> open = new TreeMap<>(KeyAddress.ORDER);

    Revising(Workload workload, Map<String, ProjectedSecret> secrets) {
      this.workload = workload;
      this.secrets = secrets;
      this.recorded = workload.baseline().orElseGet(Baseline::empty).entries();
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
      Set<String> known = new TreeSet<>(recorded.keySet());
      known.addAll(workload.undoneKeys());
      known.stream().map(KeyAddress::parse).forEach(this::reviseRemoval);
      return new BaselineRevision(new Baseline(revised), open);
    }

    /** A key that is there: keep, or leave open. What is not relevant gets no entry. */
    private void reviseKey(KeyAddress address, ProjectedKey key, ProjectedSecret secret) {
      List<SecretUse> uses = usesOf(address);
      if (!isRelevant(key.restart(), uses)) {
        return;
      }
      Entry known = underPresentFingerprint(recorded.get(address.toString()), key);
      Instant at = secret.changedAt(key);
      boolean undone = workload.undoneKeys().contains(address.toString());
      if (undone || known == null || !known.fingerprint().equals(key.fingerprint())) {
        boolean awaited = known == null && !undone && isAwaited(key.origin(), uses);
        open.put(address, awaited ? new OpenKey.Awaited(at) : new OpenKey.Changed(at));
        revised.put(address.toString(), entry(key, at));
        return;
      }
      List<Absence> absences =
          key.history()
              .absences(
                  key.fingerprint(),
                  known.stint(),
                  key.history().present(at),
                  !uses.stream().allMatch(SecretUse::requiresItsKey));
      if (!absences.isEmpty()) {
        open.put(address, new OpenKey.Returned(absences));
      }
      revised.put(address.toString(), absences.isEmpty() ? known : entry(key, at));
    }

    /** After a new setup of the store a record tells the same value by another fingerprint. */
    private static Entry underPresentFingerprint(Entry known, ProjectedKey key) {
      return known != null && key.hasValueOf(known.fingerprint())
          ? new Entry(key.fingerprint(), known.stint())
          : known;
    }

    private static Entry entry(ProjectedKey key, Instant at) {
      return key.history().mayKnow(key.fingerprint())
          ? new Entry(key.fingerprint(), Optional.of(key.history().present(at)))
          : Entry.of(key.fingerprint());
    }

    /**
     * A key that is not there, but on record, or was to be taken from the pods by a restart that
     * did not reach all of them.
     */
    private void reviseRemoval(KeyAddress address) {
      List<SecretUse> uses = usesOf(address);
      ProjectedSecret secret = secrets.get(address.secretName());
      if (uses.isEmpty()
          || secret != null && secret.keys().byDataKey().containsKey(address.dataKey())) {
        return;
      }
      if (secret == null && workload.undoneKeys().contains(address.toString())) {
        // Its entry tells nothing, and the next restart will not bring it.
        return;
      }
      // A Secret deleted by hand is about to be healed. A key that the pods cannot start without
      // is gone: the running ones still have it, and a restart would only break them.
      if (secret == null || uses.stream().anyMatch(SecretUse::requiresItsKey)) {
        Optional.ofNullable(recorded.get(address.toString()))
            .ifPresent(entry -> revised.put(address.toString(), entry));
      } else {
        open.put(address, new OpenKey.Changed(secret.removedAt(address.dataKey())));
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
