package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.StatusNumbers.count;

import bot.orient.secrets.sync.WorkloadProgress.Complete;
import bot.orient.secrets.sync.WorkloadProgress.Failed;
import bot.orient.secrets.sync.WorkloadProgress.NotObserved;
import bot.orient.secrets.sync.WorkloadProgress.RollingOut;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far a Deployment is: as its controller says, else by the counts of {@code kubectl rollout
 * status}. These alone would take scaling, an eviction or a crash for a rollout, but a Deployment
 * without a progress deadline has nothing else. After a restart that failed the controller's word
 * counts only with pods that are available.
 */
public final class DeploymentProgress {

  private static final String NEW_PODS_AVAILABLE = "NewReplicaSetAvailable";
  private static final String DEADLINE_EXCEEDED = "ProgressDeadlineExceeded";

  private static final String RECREATE = "Recreate";

  private DeploymentProgress() {}

  static WorkloadProgress of(Deployment deployment, Workload workload) {
    // Until the controller has seen the newest template, all the rest tells of the last.
    return observed(deployment)
        ? failure(deployment, workload).orElseGet(() -> byCounts(deployment, workload))
        : new NotObserved();
  }

  private static boolean observed(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    return StatusNumbers.observed(
        deployment, status == null ? null : status.getObservedGeneration());
  }

  private static Optional<WorkloadProgress> failure(Deployment deployment, Workload workload) {
    return progressing(deployment, "False", DEADLINE_EXCEEDED)
        .filter(condition -> !isOfEarlierRollout(deployment, workload))
        .map(condition -> condition.getMessage() == null ? "" : ": " + condition.getMessage())
        .map(
            what ->
                new Failed(
                    DEADLINE_EXCEEDED + what + " Look at the events and logs of its newest pods."));
  }

  /**
   * Whether the controller, with strategy Recreate, has not begun to count: until all old pods have
   * stopped it says what it said of the rollout before.
   */
  static boolean waitsForOldPods(Deployment deployment) {
    DeploymentSpec spec = deployment.getSpec();
    DeploymentStatus status = deployment.getStatus();
    return spec != null
        && spec.getStrategy() != null
        && RECREATE.equals(spec.getStrategy().getType())
        && count(status == null ? null : status.getUpdatedReplicas()) == 0;
  }

  /** Then {@link ProgressDeadline} tells whether it fails. */
  private static boolean isOfEarlierRollout(Deployment deployment, Workload workload) {
    return waitsForOldPods(deployment) && workload.isUnderWay();
  }

  private static Optional<DeploymentCondition> progressing(
      Deployment deployment, String status, String reason) {
    return conditions(deployment, "Progressing", status)
        .filter(condition -> reason.equals(condition.getReason()))
        .findFirst();
  }

  static boolean hasCondition(Deployment deployment, String type, String status) {
    return conditions(deployment, type, status).findFirst().isPresent();
  }

  private static Stream<DeploymentCondition> conditions(
      Deployment deployment, String type, String status) {
    return Optional.ofNullable(deployment.getStatus())
        .map(DeploymentStatus::getConditions)
        .orElse(List.of())
        .stream()
        .filter(condition -> type.equals(condition.getType()))
        .filter(condition -> status.equals(condition.getStatus()));
  }

  private static WorkloadProgress byCounts(Deployment deployment, Workload workload) {
    int wanted =
        StatusNumbers.wanted(
            deployment.getSpec() == null ? null : deployment.getSpec().getReplicas());
    DeploymentStatus status = deployment.getStatus();
    int updated = count(status == null ? null : status.getUpdatedReplicas());
    int all = count(status == null ? null : status.getReplicas());
    int available = count(status == null ? null : status.getAvailableReplicas());
    // After an undo the condition is still that of the last rollout, until the pods change; with
    // strategy Recreate also while there are no pods, because the old ones stop first.
    if ((!workload.hasFailed() || available > 0 && hasCondition(deployment, "Available", "True"))
        && all == updated
        && (updated > 0 || wanted == 0)
        && progressing(deployment, "True", NEW_PODS_AVAILABLE).isPresent()) {
      return new Complete();
    }
    if (updated < wanted) {
      return new RollingOut(updated, wanted, "%d of %d pods updated".formatted(updated, wanted));
    }
    if (all > updated) {
      return new RollingOut(updated, wanted, "%d old pods still to stop".formatted(all - updated));
    }
    if (available < updated) {
      return new RollingOut(
          updated, wanted, "%d of %d updated pods available".formatted(available, updated));
    }
    return new Complete();
  }
}
