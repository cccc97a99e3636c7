package bot.orient.secrets.sync;

import bot.orient.secrets.argo.Rollout;
import bot.orient.secrets.sync.WorkloadProgress.Failed;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When a rollout counts as failed for the kinds whose controllers know no deadline. Each sign of
 * progress among its pods puts it off, as the deployment controller does.
 *
 * @param at from when on it has failed
 * @param patience how long there may be no progress
 * @param culprit what it waits for, if anything can be named
 */
public record ProgressDeadline(Instant at, Duration patience, Optional<String> culprit) {

  /** Whether the controller of the workload never says by itself that a rollout has failed. */
  public static boolean isNeededBy(HasMetadata workload) {
    return workload instanceof Deployment deployment
        ? hasNoDeadline(deployment.getSpec()) || DeploymentProgress.waitsForOldPods(deployment)
        : !(workload instanceof Rollout);
  }

  /** As apps/v1 DeploymentSpec.progressDeadlineSeconds says it. */
  private static boolean hasNoDeadline(DeploymentSpec spec) {
    return Integer.valueOf(Integer.MAX_VALUE).equals(spec.getProgressDeadlineSeconds());
  }

  /** The deadline of a rollout that has not completed. */
  public static ProgressDeadline of(Instant began, RolloutPods pods, Duration patience) {
    Instant newest =
        Stream.of(
                Stream.of(began),
                pods.newest().stream().flatMap(PodReadiness::signs),
                pods.all().stream().flatMap(PodReadiness::deadlineToStop))
            .flatMap(times -> times)
            .max(Comparator.naturalOrder())
            .orElse(began);
    return new ProgressDeadline(newest.plus(patience), patience, culprit(pods));
  }

  /** Whether the rollout has failed, and with which message. */
  public Optional<Failed> check(Instant now) {
    return now.isBefore(at)
        ? Optional.empty()
        : Optional.of(
            new Failed(
                "no progress for %s: %s"
                    .formatted(
                        text(patience),
                        culprit.orElse(
                            "look at the events of the workload, it does not get the pods it wants"))));
  }

  /** A pod of an older template can be in the way too, but one of the newest tells more. */
  private static Optional<String> culprit(RolloutPods pods) {
    return Stream.concat(byName(pods.newest().stream()), byName(pods.all().stream()))
        .filter(pod -> !PodReadiness.isStopping(pod))
        .filter(pod -> !PodReadiness.isReady(pod))
        .findFirst()
        .map(ProgressDeadline::notReady)
        .or(
            () ->
                byName(pods.all().stream())
                    .filter(PodReadiness::isStopping)
                    .findFirst()
                    .map(pod -> "pod %s does not stop".formatted(pod.getMetadata().getName())));
  }

  private static Stream<Pod> byName(Stream<Pod> pods) {
    return pods.sorted(Comparator.comparing(pod -> pod.getMetadata().getName()));
  }

  private static String notReady(Pod pod) {
    return "pod %s is not ready%s. Look at its events and logs."
        .formatted(
            pod.getMetadata().getName(),
            PodReadiness.reason(pod).map(reason -> " (" + reason + ")").orElse(""));
  }

  /** As specs write it: 1h30m. */
  private static String text(Duration duration) {
    return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }
}
