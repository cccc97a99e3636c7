package bot.orient.secrets.sync;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.api.WorkloadStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells people how far a workload is with the values of one Secret. */
public final class WorkloadAssessor {

  private static final String NEW_PODS_AVAILABLE = "NewReplicaSetAvailable";
  private static final String DEADLINE_EXCEEDED = "ProgressDeadlineExceeded";

  private WorkloadAssessor() {}

  /** The state of the deployment with respect to the Secret. */
  public static WorkloadStatus assess(
      Deployment deployment, String secretName, ProjectedSecret secret) {
    Workload workload = Workload.of(deployment);
    if (workload.optedOut()) {
      return status(workload, WorkloadState.OPTED_OUT, null);
    }
    Optional<String> failure = failure(deployment);
    if (failure.isPresent()) {
      return status(workload, WorkloadState.FAILED, failure.get());
    }
    return progress(deployment)
        .or(() -> pending(workload, secretName, secret))
        .map(message -> status(workload, WorkloadState.ROLLING_OUT, message))
        .orElseGet(() -> status(workload, WorkloadState.UP_TO_DATE, null));
  }

  private static WorkloadStatus status(Workload workload, WorkloadState state, String message) {
    return new WorkloadStatus(workload.kind(), workload.name(), state, message);
  }

  /** Only of the newest template: until the controller sees it, the condition tells of the last. */
  private static Optional<String> failure(Deployment deployment) {
    return observed(deployment)
        ? progressing(deployment, "False", DEADLINE_EXCEEDED).map(WorkloadAssessor::failureMessage)
        : Optional.empty();
  }

  private static Optional<DeploymentCondition> progressing(
      Deployment deployment, String status, String reason) {
    return Optional.ofNullable(deployment.getStatus())
        .map(DeploymentStatus::getConditions)
        .orElse(List.of())
        .stream()
        .filter(condition -> "Progressing".equals(condition.getType()))
        .filter(condition -> status.equals(condition.getStatus()))
        .filter(condition -> reason.equals(condition.getReason()))
        .findFirst();
  }

  private static String failureMessage(DeploymentCondition condition) {
    String what = condition.getMessage() == null ? "" : ": " + condition.getMessage();
    return DEADLINE_EXCEEDED + what + " Look at the events and logs of its newest pods.";
  }

  /**
   * Empty when the rollout is complete: as the deployment controller says, else by the counts of
   * {@code kubectl rollout status}. These alone would take scaling, an eviction or a crash for a
   * rollout, but a Deployment without a progress deadline has nothing else.
   */
  private static Optional<String> progress(Deployment deployment) {
    if (!observed(deployment)) {
      return Optional.of("waiting for the deployment controller");
    }
    Integer replicas = deployment.getSpec() == null ? null : deployment.getSpec().getReplicas();
    int wanted = replicas == null ? 1 : replicas;
    DeploymentStatus status = deployment.getStatus();
    int updated = count(status == null ? null : status.getUpdatedReplicas());
    int all = count(status == null ? null : status.getReplicas());
    int available = count(status == null ? null : status.getAvailableReplicas());
    // After an undo the condition is still that of the last rollout, until the pods change.
    if (all == updated && progressing(deployment, "True", NEW_PODS_AVAILABLE).isPresent()) {
      return Optional.empty();
    }
    if (updated < wanted) {
      return Optional.of("%d of %d pods updated".formatted(updated, wanted));
    }
    if (all > updated) {
      return Optional.of("%d old pods still to stop".formatted(all - updated));
    }
    if (available < updated) {
      return Optional.of("%d of %d updated pods available".formatted(available, updated));
    }
    return Optional.empty();
  }

  /** Only keys whose recorded value is another one: what is merely not yet recorded is not due. */
  private static Optional<String> pending(
      Workload workload, String secretName, ProjectedSecret secret) {
    BaselineRevision revision =
        BaselineRevision.of(workload.onlyWith(secretName), Map.of(secretName, secret));
    Map<String, String> recorded = workload.baseline().orElseGet(Baseline::empty).fingerprints();
    boolean due =
        revision.open().keySet().stream().map(KeyAddress::toString).anyMatch(recorded::containsKey);
    return due ? Optional.of("restart pending") : Optional.empty();
  }

  /**
   * Whether the deployment's status tells of its newest generation. Until it does, after any edit
   * and any scaling, {@link #assess} reports a rollout.
   */
  static boolean observed(Deployment deployment) {
    Long generation = deployment.getMetadata().getGeneration();
    Long observed =
        deployment.getStatus() == null ? null : deployment.getStatus().getObservedGeneration();
    return generation == null || observed != null && observed >= generation;
  }

  private static int count(Integer replicas) {
    return replicas == null ? 0 : replicas;
  }
}
