package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The deployment controller and the kubelet for one Deployment: one pod of surge, never fewer. */
final class SimulatedController {

  private static final String COMPLETE = "NewReplicaSetAvailable";

  private final SimulatedDeployment deployment;
  private final Map<String, SimulatedSecret> secrets;
  private String reason = "NewReplicaSetCreated";
  private Instant progressAt;
  private int named;

  /**
   * @param secrets of the namespace
   */
  SimulatedController(SimulatedDeployment deployment, Map<String, SimulatedSecret> secrets) {
    this.deployment = deployment;
    this.secrets = secrets;
  }

  void step(Instant now) {
    if (SimulatedDeployment.isPaused(deployment.object())) {
      reason = "DeploymentPaused";
      scalePaused(now);
    } else {
      if (reason.equals("DeploymentPaused")) {
        progress("DeploymentResumed", now);
      }
      observe(now);
      rollOut(now);
    }
    kubelet(now);
    judge(now);
    writeStatus();
  }

  /** An eviction: another pod of the same template starts. */
  void replace(SimulatedPod pod, Instant now) {
    deployment.pods.remove(pod);
    start(pod.template, now);
  }

  void crash(SimulatedPod pod, Instant now) {
    pod.crash(SimulatedDeployment.values(pod.template, secrets), now);
  }

  private void observe(Instant now) {
    PodTemplateSpec template = deployment.object().getSpec().getTemplate();
    if (!deployment.newest().equals(Optional.of(template))) {
      boolean undone = deployment.revisions.remove(template);
      deployment.revisions.add(template);
      // After an undo the condition stays as it was, until the pods change.
      if (!undone) {
        progress("NewReplicaSetCreated", now);
      }
    }
  }

  private void scalePaused(Instant now) {
    if (deployment.pods.size() > deployment.wanted()) {
      deployment.pods.remove(0);
    } else if (deployment.pods.size() < deployment.wanted() && deployment.newest().isPresent()) {
      start(deployment.newest().get(), now);
    }
  }

  private void rollOut(Instant now) {
    int wanted = deployment.wanted();
    List<SimulatedPod> newest = deployment.newestPods();
    long ready = deployment.pods.stream().filter(SimulatedPod::isReady).count();
    Optional<SimulatedPod> old =
        deployment.pods.stream()
            .filter(pod -> !newest.contains(pod))
            .filter(pod -> !pod.isReady() || ready > wanted)
            .findFirst();
    if (newest.size() > wanted) {
      deployment.pods.remove(newest.get(0));
    } else if (old.isPresent()) {
      deployment.pods.remove(old.get());
      progress("ReplicaSetUpdated", now);
    } else if (newest.size() < wanted && deployment.pods.size() <= wanted) {
      start(deployment.newest().orElseThrow(), now);
      progress("ReplicaSetUpdated", now);
    }
  }

  private void start(PodTemplateSpec template, Instant now) {
    deployment.pods.add(
        new SimulatedPod(
            deployment.id.name() + "-" + ++named,
            template,
            now,
            SimulatedDeployment.values(template, secrets)));
  }

  private void kubelet(Instant now) {
    for (SimulatedPod pod : deployment.pods) {
      if (pod.getReady(now)) {
        progress("ReplicaSetUpdated", now);
      }
    }
  }

  /** Once complete, scaling and crashes are no rollout. */
  private void progress(String why, Instant now) {
    progressAt = now;
    if (!reason.equals(COMPLETE) || deployment.pods.size() != deployment.newestPods().size()) {
      reason = why;
    }
  }

  private void judge(Instant now) {
    if (reason.equals("DeploymentPaused")) {
      return;
    }
    int deadline = deployment.object().getSpec().getProgressDeadlineSeconds();
    boolean settled =
        reason.equals(COMPLETE) && deployment.pods.size() == deployment.newestPods().size();
    if (deployment.isRolledOut()) {
      reason = COMPLETE;
    } else if (!settled
        && deadline != Integer.MAX_VALUE
        && !now.isBefore(progressAt.plusSeconds(deadline))) {
      reason = "ProgressDeadlineExceeded";
    }
  }

  private void writeStatus() {
    boolean templateSeen =
        deployment.newest().equals(Optional.of(deployment.object().getSpec().getTemplate()));
    DeploymentStatus status =
        new DeploymentStatusBuilder()
            .withObservedGeneration(deployment.object().getMetadata().getGeneration())
            .withReplicas(deployment.pods.size())
            .withUpdatedReplicas(templateSeen ? deployment.newestPods().size() : 0)
            .withAvailableReplicas(
                (int) deployment.pods.stream().filter(SimulatedPod::isReady).count())
            .withConditions(condition())
            .build();
    if (!status.equals(deployment.object().getStatus())) {
      deployment.edit(builder -> builder.withStatus(status));
    }
  }

  private DeploymentCondition condition() {
    boolean paused = reason.equals("DeploymentPaused") || reason.equals("DeploymentResumed");
    boolean failed = reason.equals("ProgressDeadlineExceeded");
    return new DeploymentConditionBuilder()
        .withType("Progressing")
        .withReason(reason)
        .withStatus(paused ? "Unknown" : failed ? "False" : "True")
        .build();
  }
}
