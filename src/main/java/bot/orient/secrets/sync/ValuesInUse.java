package bot.orient.secrets.sync;

import bot.orient.secrets.sync.RolloutRecord.Found;
import bot.orient.secrets.sync.RolloutRecord.Phase;
import java.time.Instant;
import java.util.Collections;
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
   * @param addresses of the key and of the files that are made of it
   * @param since when it came
   */
  private record Value(Set<String> addresses, Instant since) {

    boolean isAmong(Set<String> others) {
      return !Collections.disjoint(addresses, others);
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
      if (value.isAmong(lacking)) {
        boolean failed =
            last.filter(own -> value.addresses().stream().anyMatch(own::condemns)).isPresent();
        return user.takesPart() || failed ? Testimony.OPEN : Testimony.NONE;
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
      if (value.isAmong(open.changed()) || !value.since().isBefore(open.startedAt())) {
        return Testimony.OPEN;
      }
      return open.found() == Found.WELL ? Testimony.GOOD : Testimony.NONE;
    }

    /** Of one that ended without pods the record has no keys. */
    private static boolean carried(RolloutRecord done, Value value) {
      return value.isAmong(done.changed())
          || !done.changed().isEmpty() && value.since().isBefore(done.startedAt());
    }

    private boolean isInTrouble() {
      return user.progress() instanceof WorkloadProgress.RollingOut
          || user.progress() instanceof WorkloadProgress.Failed;
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
    Set<KeyAddress> keys = withFiles(dataKey);
    Value value =
        new Value(
            keys.stream().map(KeyAddress::toString).collect(Collectors.toSet()),
            secret.changedAt(key));
    Set<Testimony> heard =
        witnesses().stream()
            .filter(witness -> keys.stream().anyMatch(witness::uses))
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

  /** The key and the files that are made of it. */
  private Set<KeyAddress> withFiles(String dataKey) {
    Stream<String> files =
        secret.rules().files().entrySet().stream()
            .filter(file -> file.getValue().contains(dataKey))
            .map(Map.Entry::getKey);
    return Stream.concat(Stream.of(dataKey), files)
        .map(name -> new KeyAddress(secret.name(), name))
        .collect(Collectors.toSet());
  }
}
