package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.SecretDraft.second;

import bot.orient.secrets.sync.RolloutRecord.Found;
import bot.orient.secrets.sync.SecretUse.Medium;
import bot.orient.secrets.sync.SecretUse.OneKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Builds workloads that use Secrets by variables, for tests; as it starts, it is up to date. */
final class UserDraft {

  private static final WorkloadProgress ROLLING_OUT =
      new WorkloadProgress.RollingOut(1, 2, "1 of 2 pods updated");

  private final String name;
  private String kind = "Deployment";
  private final List<SecretUse> uses = new ArrayList<>();
  private final SortedMap<String, String> baseline = new TreeMap<>();
  private final SortedMap<String, String> labels = new TreeMap<>();
  private Optional<RolloutRecord> rollout = Optional.empty();
  private WorkloadProgress progress = new WorkloadProgress.Complete();
  private Optional<String> obstacle = Optional.empty();
  private String templateHash = "hash";
  private boolean optedOut;
  private boolean shortOfPods;
  private int replicas = 2;

  private UserDraft(String name) {
    this.name = name;
  }

  static UserDraft user(String name) {
    return new UserDraft(name);
  }

  /** Uses a key, and its pods started with this value. */
  UserDraft with(String secretName, String dataKey, String value) {
    uses.add(new SecretUse(secretName, new OneKey(dataKey), Medium.ENVIRONMENT, false));
    baseline.put(secretName + "/" + dataKey, value);
    return this;
  }

  /** Can do without a key, and its pods started without it. */
  UserDraft without(String secretName, String dataKey) {
    uses.add(new SecretUse(secretName, new OneKey(dataKey), Medium.ENVIRONMENT, true));
    return this;
  }

  UserDraft ofKind(String value) {
    kind = value;
    return this;
  }

  UserDraft labelled(String label, String value) {
    labels.put(label, value);
    return this;
  }

  UserDraft restarting(String... changed) {
    return last(RolloutRecord.started(second(40), List.of(changed), "hash", Found.WELL));
  }

  UserDraft restarted(String... changed) {
    return last(
        RolloutRecord.started(second(40), List.of(changed), "hash", Found.WELL)
            .tracked(new WorkloadProgress.Complete()));
  }

  UserDraft failed(String... changed) {
    return failed(Found.WELL, changed);
  }

  /** Its controller says that the restart failed, and nobody has recorded that yet. */
  UserDraft failing(String... changed) {
    progress = new WorkloadProgress.Failed("no progress");
    return restarting(changed);
  }

  /** Failed, and had been failing before it was restarted. */
  UserDraft failedAsBefore(String... changed) {
    return failed(Found.FAILING, changed);
  }

  /** Restarts for some keys after it failed for others. */
  UserDraft retried(String changed, String changedBefore) {
    return last(
        RolloutRecord.started(second(40), List.of(changedBefore), "hash", Found.WELL)
            .failed("no progress")
            .restarted(second(50), List.of(changed), "hash", Found.WELL));
  }

  /** Failed with a key, and again with another one besides. */
  UserDraft failedAgain(String changed, String changedBefore) {
    progress = ROLLING_OUT;
    retried(changed, changedBefore);
    return last(rollout.orElseThrow().failed("no progress"));
  }

  /** Failed, and somebody else's rollout was under way when its restart began. */
  UserDraft failedAmidAnother(String... changed) {
    return failed(Found.UNSETTLED, changed);
  }

  private UserDraft failed(Found found, String... changed) {
    progress = ROLLING_OUT;
    return last(
        RolloutRecord.started(second(40), List.of(changed), "hash", found).failed("no progress"));
  }

  UserDraft skipped(String... changed) {
    return last(RolloutRecord.skipped(second(40), List.of(changed)));
  }

  /** Its controller is at a rollout. */
  UserDraft rollingOut() {
    progress = ROLLING_OUT;
    return this;
  }

  /** Its controller is through. */
  UserDraft well() {
    progress = new WorkloadProgress.Complete();
    return this;
  }

  private UserDraft last(RolloutRecord record) {
    rollout = Optional.of(record);
    return this;
  }

  /** Somebody put another template there. */
  UserDraft undone() {
    templateHash = "another";
    return this;
  }

  UserDraft hindered(String obstacleMessage) {
    obstacle = Optional.of(obstacleMessage);
    return this;
  }

  /** Its controller is through, but pods crash. */
  UserDraft shortOfPods() {
    shortOfPods = true;
    return this;
  }

  UserDraft optedOut() {
    optedOut = true;
    return this;
  }

  UserDraft withoutPods() {
    replicas = 0;
    return this;
  }

  WorkloadView build() {
    Workload workload =
        new Workload(
            kind,
            "team",
            name,
            7,
            uses,
            Optional.of(Baseline.of(baseline)),
            Optional.of(templateHash),
            rollout,
            optedOut,
            labels,
            replicas);
    return new WorkloadView(workload, progress, obstacle, shortOfPods);
  }
}
