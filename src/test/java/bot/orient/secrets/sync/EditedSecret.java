package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Secret shop/app and the Deployment shop/web that uses it, with annotations that somebody
 * edited.
 */
final class EditedSecret {

  static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  private static final Instant EARLIER = NOW.minus(Duration.ofHours(1));

  private final Secret secret;
  private final Deployment workload;

  EditedSecret(String keys, String rules, String baseline, String rollout) {
    secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName("app")
            .withCreationTimestamp(EARLIER.toString())
            .withAnnotations(annotations(Markers.KEYS, keys, Markers.RESTART_RULES, rules))
            .endMetadata()
            .build();
    workload =
        new DeploymentBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName("web")
            .withGeneration(3L)
            .withCreationTimestamp(EARLIER.toString())
            .withAnnotations(annotations(Markers.BASELINE, baseline, Markers.ROLLOUT, rollout))
            .endMetadata()
            .withNewSpec()
            .withReplicas(2)
            .withNewTemplate()
            .withNewSpec()
            .addNewContainer()
            .addNewEnvFrom()
            .withNewSecretRef("app", false)
            .endEnvFrom()
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .withNewStatus()
            .withObservedGeneration(3L)
            .endStatus()
            .build();
  }

  private static Map<String, String> annotations(
      String name, String text, String otherName, String otherText) {
    return otherText.isEmpty() ? Map.of(name, text) : Map.of(name, text, otherName, otherText);
  }

  Optional<ProjectedSecret> projected() {
    return ProjectedSecret.of(secret);
  }

  HasMetadata workload() {
    return workload;
  }

  /** All that a look at the workload decides and tells, up to what would be written. */
  void look(ProjectedSecret projected) {
    WorkloadView view = WorkloadView.of(workload);
    Map<String, ProjectedSecret> secrets = Map.of("app", projected);
    RestartDecision decision =
        RestartPlanner.decide(
            view.workload(),
            secrets,
            Optional.of(
                new PodAge.Pods(
                    List.of(new PodAge.Pod(EARLIER, List.of(), List.of())), List.of())));
    WorkloadMarks marks = WorkloadMarks.of(view.workload()).tracked(view);
    if (decision instanceof RestartDecision.Restart restart) {
      new RestartGate(view, secrets, Map.of("app", List.of(view)), Duration.ofSeconds(5), NOW)
          .judge(restart);
      marks = marks.waiting(restart).restarted(restart, NOW, view).failed("why");
    } else if (decision instanceof RestartDecision.Adopt adopt) {
      marks = marks.confirmed(adopt.baseline());
    }
    marks.baseline().toAnnotation();
    marks.rollout().map(RolloutRecord::toAnnotation);
    WorkloadAssessor.assess(view, projected, Optional.empty());
  }
}
