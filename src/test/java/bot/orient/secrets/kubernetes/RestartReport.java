package bot.orient.secrets.kubernetes;

import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.OrientSecretStatus;
import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.api.WorkloadStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** What the status of an OrientSecret tells people of restarts. */
record RestartReport(RestartScene scene, String orientSecret) {

  OrientSecretStatus status() {
    return scene.resource(orientSecret).getStatus();
  }

  /** Waits until each of these workloads is in the state. */
  void awaitState(WorkloadState state, String... workloads) {
    Stream.of(workloads).forEach(workload -> awaitWorkload(workload, state, ""));
  }

  /** Waits for the state and a message that has this in it. */
  WorkloadStatus awaitWorkload(String workload, WorkloadState state, String inMessage) {
    return awaitThat(
            "%s to be %s with \"%s\"".formatted(workload, state.text(), inMessage),
            status ->
                find(status, workload)
                    .filter(found -> found.state() == state)
                    .filter(found -> text(found).contains(inMessage))
                    .isPresent())
        .workloads()
        .stream()
        .filter(found -> found.name().equals(workload))
        .findFirst()
        .orElseThrow();
  }

  private static Optional<WorkloadStatus> find(OrientSecretStatus status, String workload) {
    return Optional.ofNullable(status.workloads()).orElse(List.of()).stream()
        .filter(found -> found.name().equals(workload))
        .findFirst();
  }

  private static String text(WorkloadStatus workload) {
    return workload.message() == null ? "" : workload.message();
  }

  /** Waits until {@code RestartsComplete} is as given. */
  Condition awaitComplete(String value, String reason) {
    return restartsComplete(
            awaitThat(
                "RestartsComplete to be %s, %s".formatted(value, reason),
                status ->
                    restartsComplete(status)
                        .filter(condition -> condition.getStatus().equals(value))
                        .filter(condition -> condition.getReason().equals(reason))
                        .isPresent()))
        .orElseThrow();
  }

  private static Optional<Condition> restartsComplete(OrientSecretStatus status) {
    return Optional.ofNullable(status.conditions()).orElse(List.of()).stream()
        .filter(condition -> "RestartsComplete".equals(condition.getType()))
        .findFirst();
  }

  /** Waits until the column of {@code kubectl get} says so. */
  void awaitRestarts(String column) {
    awaitThat("restarts to be " + column, status -> column.equals(status.restarts()));
  }

  void awaitHandledRestartNow(String token) {
    awaitThat("restart-now " + token, status -> token.equals(status.handledRestartNow()));
  }

  void awaitHandledSkipRestart(String token) {
    awaitThat("skip-restart " + token, status -> token.equals(status.handledSkipRestart()));
  }

  private OrientSecretStatus awaitThat(String what, Predicate<OrientSecretStatus> expected) {
    try {
      return await(what)
          .atMost(RestartScene.PATIENCE)
          .until(
              () -> Optional.ofNullable(scene.resource(orientSecret)).map(OrientSecret::getStatus),
              status -> status.filter(expected).isPresent())
          .orElseThrow();
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("expected " + what + ", but the status is " + status(), e);
    }
  }
}
