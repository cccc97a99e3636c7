package bot.orient.secrets.sync;

import bot.orient.secrets.sync.RolloutRecord.Found;
import bot.orient.secrets.sync.RolloutRecord.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes the users of a Secret as witnesses of its values: one is proven when somebody has run well
 * with it and nobody waits for it, is rolling it out or failed with it. Another key of the Secret
 * that is waited for is no matter, nor is a user with troubles of its own.
 */
public final class ValuesInUse implements ProvenValues {

  private static final Duration CLOCK_DOUBT = Duration.ofMinutes(1);

  /** What a user says of a value. */
  private enum Testimony {
    /** It works. */
    GOOD,
    /** It is on its way to the pods, or failed. */
    OPEN,
    /** The user does without it, or cannot tell. */
    NONE
  }

  /**
   * A value.
   *
   * @param fingerprints of the key and of the files that are made of it, by {@code secret/key}
   * @param since when it came
   */
  private record Value(Map<String, String> fingerprints, Instant since) {

    Set<String> addresses() {
      return fingerprints.keySet();
    }

    boolean isAmong(Set<String> others) {
      return !Collections.disjoint(addresses(), others);
    }

    /** Beyond doubt: the one time is by the API server's clock, the other by the operator's. */
    boolean isOlderThan(RolloutRecord restart) {
      return since.plus(CLOCK_DOUBT).isBefore(restart.startedAt());
    }
  }

  /**
   * @param lacking the keys that it may lack, as {@code secret/key}
   */
  private record Witness(WorkloadView user, Set<String> lacking) {

    boolean uses(KeyAddress address) {
      return user.workload().uses().stream()
          .anyMatch(
              use ->
                  use.secretName().equals(address.secretName())
                      && use.keys().covers(address.dataKey()));
    }

    Testimony testify(Value value) {
      Optional<RolloutRecord> last = user.workload().rollout();
      if (user.workload().optedOut()) {
        return Testimony.NONE;
      }
      if (value.isAmong(lacking)) {
        return user.takesPart() || last.filter(own -> failedWith(own, value)).isPresent()
            ? Testimony.OPEN
            : Testimony.NONE;
      }
      if (user.workload().hasOpenRestart()) {
        return amid(last.orElseThrow(), value);
      }
      if (last.filter(own -> own.phase() == Phase.DONE && carried(own, value)).isPresent()) {
        return Testimony.GOOD;
      }
      boolean skipped =
          last.filter(own -> own.phase() == Phase.SKIPPED && value.isAmong(own.changed()))
              .isPresent();
      return skipped || user.workload().replicas() == 0 || isInTrouble()
          ? Testimony.NONE
          : Testimony.GOOD;
    }

    /** While a restart is not through. */
    private static Testimony amid(RolloutRecord open, Value value) {
      if (value.isAmong(open.changed()) || !value.isOlderThan(open)) {
        return open.isFailed() && value.addresses().stream().noneMatch(open::condemns)
            ? Testimony.NONE
            : Testimony.OPEN;
      }
      return open.found() == Found.WELL ? Testimony.GOOD : Testimony.NONE;
    }

    /** With this very one, although somebody put the template of before back. */
    private boolean failedWith(RolloutRecord last, Value value) {
      return value.fingerprints().entrySet().stream()
          .filter(part -> last.condemns(part.getKey()))
          .anyMatch(
              part ->
                  user.workload()
                      .baseline()
                      .map(known -> known.fingerprint(part.getKey()))
                      .filter(part.getValue()::equals)
                      .isPresent());
    }

    /** Of one that ended without pods the record has no keys. */
    private static boolean carried(RolloutRecord done, Value value) {
      return value.isAmong(done.changed()) || !done.changed().isEmpty() && value.isOlderThan(done);
    }

    private boolean isInTrouble() {
      return user.progress() instanceof WorkloadProgress.RollingOut
          || user.progress() instanceof WorkloadProgress.Failed
          || user.isShortOfPods();
    }
  }

  private final ProjectedSecret secret;
  private final Supplier<List<WorkloadView>> users;
  private List<Witness> witnesses;

  /**
   * @param secret as it is before the write
   * @param users all that use it; asked for once a value is about to change
   */
  public ValuesInUse(ProjectedSecret secret, Supplier<List<WorkloadView>> users) {
    this.secret = secret;
    this.users = users;
  }

  @Override
  public boolean include(String dataKey) {
    ProjectedKey key = secret.keys().byDataKey().get(dataKey);
    if (key == null) {
      return false;
    }
    Map<KeyAddress, String> parts = withFiles(dataKey);
    Map<String, String> fingerprints = new HashMap<>();
    parts.forEach((address, fingerprint) -> fingerprints.put(address.toString(), fingerprint));
    Value value = new Value(fingerprints, secret.changedAt(key));
    Set<Testimony> heard =
        witnesses().stream()
            .filter(witness -> parts.keySet().stream().anyMatch(witness::uses))
            .map(witness -> witness.testify(value))
            .collect(Collectors.toSet());
    return !heard.contains(Testimony.OPEN) && (heard.isEmpty() || heard.contains(Testimony.GOOD));
  }

  private List<Witness> witnesses() {
    if (witnesses == null) {
      witnesses = users.get().stream().map(user -> new Witness(user, lacking(user))).toList();
    }
    return witnesses;
  }

  private Set<String> lacking(WorkloadView user) {
    return PendingKeys.of(user.workload(), secret).stream()
        .map(KeyAddress::toString)
        .collect(Collectors.toSet());
  }

  /** The key and the files that are made of it, with their fingerprints. */
  private Map<KeyAddress, String> withFiles(String dataKey) {
    Stream<String> files =
        secret.rules().files().entrySet().stream()
            .filter(file -> file.getValue().contains(dataKey))
            .map(Map.Entry::getKey);
    Map<String, ProjectedKey> keys = secret.keys().byDataKey();
    return Stream.concat(Stream.of(dataKey), files)
        .filter(keys::containsKey)
        .collect(
            Collectors.toMap(
                name -> new KeyAddress(secret.name(), name), name -> keys.get(name).fingerprint()));
  }
}
