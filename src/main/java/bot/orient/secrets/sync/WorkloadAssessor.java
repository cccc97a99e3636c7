package bot.orient.secrets.sync;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.api.WorkloadStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.Map;
import java.util.Optional;

/** Tells people how far a workload is with the values of one Secret. */
public final class WorkloadAssessor {

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
    DeploymentStatus status = deployment.getStatus();
    if (!isObserved(deployment) || status == null || status.getConditions() == null) {
      return Optional.empty();
    }
    return status.getConditions().stream()
        .filter(condition -> "Progressing".equals(condition.getType()))
        .filter(condition -> "False".equals(condition.getStatus()))
        .filter(condition -> DEADLINE_EXCEEDED.equals(condition.getReason()))
        .findFirst()
        .map(WorkloadAssessor::failureMessage);
  }

  private static String failureMessage(DeploymentCondition condition) {
    String what = condition.getMessage() == null ? "" : ": " + condition.getMessage();
    return DEADLINE_EXCEEDED + what + " Look at the events and logs of its newest pods.";
  }

  /** By the rules of {@code kubectl rollout status}; empty when the rollout is complete. */
  private static Optional<String> progress(Deployment deployment) {
    if (!isObserved(deployment)) {
      return Optional.of("waiting for the deployment controller");
    }
    Integer replicas = deployment.getSpec() == null ? null : deployment.getSpec().getReplicas();
    int wanted = replicas == null ? 1 : replicas;
    DeploymentStatus status = deployment.getStatus();
    int updated = count(status == null ? null : status.getUpdatedReplicas());
    int all = count(status == null ? null : status.getReplicas());
    int available = count(status == null ? null : status.getAvailableReplicas());
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

  /** Only keys that the pods may lack: a baseline that is merely not yet recorded restarts none. */
  private static Optional<String> pending(
      Workload workload, String secretName, ProjectedSecret secret) {
    BaselineRevision revision =
        BaselineRevision.of(workload.onlyWith(secretName), Map.of(secretName, secret));
    return revision.openSince().isEmpty() ? Optional.empty() : Optional.of("restart pending");
  }

  private static boolean isObserved(Deployment deployment) {
    Long generation = deployment.getMetadata().getGeneration();
    Long observed =
        deployment.getStatus() == null ? null : deployment.getStatus().getObservedGeneration();
    return generation == null || observed != null && observed >= generation;
  }

  private static int count(Integer replicas) {
    return replicas == null ? 0 : replicas;
  }
}
