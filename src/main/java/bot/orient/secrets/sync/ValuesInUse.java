package bot.orient.secrets.sync;

import bot.orient.secrets.sync.RolloutRecord.Found;
import bot.orient.secrets.sync.RolloutRecord.Phase;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes the users of a Secret as witnesses of its values: one is proven when somebody runs with it
 * and nobody waits for it, is rolling it out, or failed since it came. Another key of the Secret
 * that is waited for is no matter.
 */
public final class ValuesInUse implements ProvenValues {

  /** What a user says of a value. */
  private enum Testimony {
    /** It works. */
    GOOD,
    /** Not yet known, or not to be told from other troubles of the user. */
    OPEN,
    /** The user does without it, or has no pods. */
    NONE
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

    Testimony testify(Set<String> addresses) {
      boolean lacks = !Collections.disjoint(lacking, addresses);
      boolean skipped = last(addresses).filter(own -> own.phase() == Phase.SKIPPED).isPresent();
      if (user.workload().replicas() == 0 || skipped || lacks && !user.takesPart()) {
        return Testimony.NONE;
      }
      return lacks || isInTrouble(addresses) ? Testimony.OPEN : Testimony.GOOD;
    }

    private boolean isInTrouble(Set<String> addresses) {
      if (user.workload().hasOpenRestart()) {
        return last(addresses).isPresent()
            || user.workload().rollout().orElseThrow().found() != Found.WELL;
      }
      return user.progress() instanceof WorkloadProgress.RollingOut
          || user.progress() instanceof WorkloadProgress.Failed;
    }

    /** Its last restart, if that was for any of the keys. */
    private Optional<RolloutRecord> last(Set<String> addresses) {
      return user.workload()
          .rollout()
          .filter(last -> !Collections.disjoint(last.changed(), addresses));
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
    Set<KeyAddress> keys = withFiles(dataKey);
    Set<String> addresses = keys.stream().map(KeyAddress::toString).collect(Collectors.toSet());
    Set<Testimony> heard =
        witnesses().stream()
            .filter(witness -> keys.stream().anyMatch(witness::uses))
            .map(witness -> witness.testify(addresses))
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
