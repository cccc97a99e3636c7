package bot.orient.secrets.sync;

import bot.orient.secrets.sync.RestartRules.Request;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A key whose value some pods of a workload lack.
 *
 * @param secret the Secret it is in, or was taken out of
 */
record ChangedKey(KeyAddress address, ProjectedSecret secret, Duration defaultSettle) {

  /** Another one of the same Secret. */
  ChangedKey sibling(KeyAddress other) {
    return new ChangedKey(other, secret, defaultSettle);
  }

  /** Null when the key was taken out of the Secret. */
  private ProjectedKey key() {
    return secret.keys().byDataKey().get(address.dataKey());
  }

  Instant changedAt() {
    return key() == null ? secret.removedAt(address.dataKey()) : secret.changedAt(key());
  }

  /** The end of the settle window, which the first change of a burst opened. */
  Instant dueAt() {
    return windowOpened().plus(windowLength());
  }

  /**
   * Whether the settle window is over. One that opens later than it lasts is not waited for: the
   * clock is behind the API server's, which told when it opened, and the wait had no bound.
   */
  boolean isSettled(Instant now) {
    return !now.isBefore(dueAt()) || windowOpened().isAfter(now.plus(windowLength()));
  }

  private Instant windowOpened() {
    return key() == null ? changedAt() : secret.startOfWindow(key());
  }

  private Duration windowLength() {
    return isRequested() ? Duration.ZERO : secret.rules().settle().orElse(defaultSettle);
  }

  boolean isAutomatic() {
    return secret.rules().automatic() || isRequested();
  }

  /** Put back to an earlier version after a failure, or a file that changed with what was. */
  boolean isUrgent() {
    Set<String> urgent = secret.rules().urgent();
    return urgent.contains(address.dataKey())
        && (!isFile()
            || causes(address.dataKey()).stream()
                .filter(cause -> !cause.equals(address.dataKey()))
                .anyMatch(urgent::contains));
  }

  private boolean isFile() {
    return key() != null && secret.rules().files().containsKey(address.dataKey());
  }

  boolean isRequested() {
    return isCovered(secret.rules().restartNow());
  }

  boolean isSkipped() {
    return isCovered(secret.rules().skip());
  }

  /** A request is for what had changed when it was made, and for nothing after. */
  private boolean isCovered(Optional<Request> request) {
    return request.filter(made -> !second(changedAt()).isAfter(second(made.at()))).isPresent();
  }

  private static Instant second(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * Whether the workload's last rollout brought this very value, or a file or key that changed with
   * it.
   */
  boolean isCarriedBy(Workload workload) {
    return kin().anyMatch(kin -> kin.isItselfCarriedBy(workload));
  }

  private boolean isItselfCarriedBy(Workload workload) {
    return isOnRecordOf(workload)
        && workload
            .rollout()
            .filter(last -> last.changed().contains(address.toString()))
            .isPresent();
  }

  /**
   * What the workload failed with and has not got well since: this very value, or a file or key
   * that changed with it.
   */
  Optional<KeyAddress> condemnedBy(Workload workload) {
    return kin()
        .filter(kin -> kin.isItselfCondemnedBy(workload))
        .map(ChangedKey::address)
        .min(Comparator.comparing((KeyAddress kin) -> !kin.equals(address)));
  }

  private boolean isItselfCondemnedBy(Workload workload) {
    return isOnRecordOf(workload)
        && workload.rollout().filter(last -> last.condemns(address.toString())).isPresent();
  }

  private boolean isOnRecordOf(Workload workload) {
    String recorded =
        workload.baseline().map(known -> known.fingerprint(address.toString())).orElse(null);
    return key() == null ? recorded == null : key().hasValueOf(recorded);
  }

  /** Whether the workload may have to restart for it, as far as its records tell. */
  boolean isPendingIn(Workload workload) {
    Set<KeyAddress> pending = PendingKeys.of(workload, secret);
    return kin().map(ChangedKey::address).anyMatch(pending::contains);
  }

  /** All of the Secret that brings the same change: a file and the keys that changed it. */
  private Stream<ChangedKey> kin() {
    if (key() == null || secret.rules().files().isEmpty()) {
      return Stream.of(this);
    }
    Set<String> own = causes(address.dataKey());
    return secret.keys().byDataKey().keySet().stream()
        .filter(dataKey -> !Collections.disjoint(own, causes(dataKey)))
        .map(
            dataKey ->
                new ChangedKey(
                    new KeyAddress(address.secretName(), dataKey), secret, defaultSettle));
  }

  /** The key, or the file and those of its keys that changed it. */
  private Set<String> causes(String dataKey) {
    Map<String, ProjectedKey> keys = secret.keys().byDataKey();
    Set<String> causes = new TreeSet<>();
    causes.add(dataKey);
    secret.rules().files().getOrDefault(dataKey, Collections.emptySortedSet()).stream()
        .filter(keys::containsKey)
        .filter(cause -> keys.get(cause).changed(keys.get(dataKey)))
        .forEach(causes::add);
    return causes;
  }
}
