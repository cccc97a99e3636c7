package bot.orient.secrets.sync;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.api.WorkloadStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Map;
import java.util.Optional;

/** Tells people how far a workload is with the values of one Secret. */
public final class WorkloadAssessor {

  private WorkloadAssessor() {}

  /** The state of the deployment with respect to the Secret. */
  public static WorkloadStatus assess(
      Deployment deployment, String secretName, ProjectedSecret secret) {
    Workload workload = Workload.of(deployment);
    if (workload.optedOut()) {
      return status(workload, WorkloadState.OPTED_OUT, null);
    }
    WorkloadProgress progress = DeploymentProgress.of(deployment);
    if (progress instanceof WorkloadProgress.Failed failed) {
      return status(workload, WorkloadState.FAILED, failed.message());
    }
    return unfinished(progress)
        .or(() -> pending(workload, secretName, secret))
        .map(message -> status(workload, WorkloadState.ROLLING_OUT, message))
        .orElseGet(() -> status(workload, WorkloadState.UP_TO_DATE, null));
  }

  private static Optional<String> unfinished(WorkloadProgress progress) {
    if (progress instanceof WorkloadProgress.NotObserved) {
      return Optional.of("waiting for the deployment controller");
    }
    return progress instanceof WorkloadProgress.RollingOut rolling
        ? Optional.of(rolling.message())
        : Optional.empty();
  }

  private static WorkloadStatus status(Workload workload, WorkloadState state, String message) {
    return new WorkloadStatus(workload.kind(), workload.name(), state, message);
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
}
