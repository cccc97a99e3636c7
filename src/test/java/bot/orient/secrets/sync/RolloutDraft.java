package bot.orient.secrets.sync;

import bot.orient.secrets.argo.Rollout;
import bot.orient.secrets.argo.RolloutSpec;
import bot.orient.secrets.argo.RolloutStatus;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.util.List;
import java.util.Map;

/** Builds Argo Rollouts for tests; as it starts, its rollout of two pods is complete. */
final class RolloutDraft {

  private final Rollout rollout = new Rollout();
  private PodTemplateSpec template = new PodTemplateSpecBuilder().withNewSpec().endSpec().build();
  private Integer replicas = 2;
  private Boolean paused;
  private RolloutSpec.WorkloadRef workloadRef;
  private String observedGeneration = "4";
  private String phase = "Healthy";
  private String message;
  private String stable = "new";
  private int all = 2;
  private int updated = 2;
  private Boolean abort;

  static RolloutDraft rollout() {
    RolloutDraft draft = new RolloutDraft();
    draft.rollout.setMetadata(
        new ObjectMetaBuilder().withNamespace("team").withName("shop").withGeneration(4L).build());
    return draft;
  }

  RolloutDraft wanted(Integer count) {
    replicas = count;
    return this;
  }

  RolloutDraft template(PodTemplateSpec newTemplate) {
    template = newTemplate;
    return this;
  }

  RolloutDraft paused() {
    paused = true;
    return this;
  }

  RolloutDraft workloadRef() {
    workloadRef = new RolloutSpec.WorkloadRef("apps/v1", "Deployment", "shop");
    return this;
  }

  RolloutDraft observedGeneration(String text) {
    observedGeneration = text;
    return this;
  }

  RolloutDraft phase(String newPhase, String newMessage) {
    phase = newPhase;
    message = newMessage;
    return this;
  }

  /** The newest template is not the one that was last rolled out completely. */
  RolloutDraft notPromoted() {
    stable = "old";
    return this;
  }

  RolloutDraft pods(int allPods, int updatedPods) {
    all = allPods;
    updated = updatedPods;
    return this;
  }

  RolloutDraft aborted() {
    abort = true;
    return this;
  }

  /** The operator's last restart, and the restart hash that its template has now. */
  RolloutDraft restarted(RolloutRecord record, String templateHash) {
    rollout.getMetadata().setAnnotations(Map.of(Markers.ROLLOUT, record.toAnnotation()));
    template =
        new PodTemplateSpecBuilder(template)
            .withNewMetadata()
            .addToAnnotations(Markers.RESTART_HASH, templateHash)
            .endMetadata()
            .build();
    return this;
  }

  Rollout buildWithoutSpecAndStatus() {
    rollout.setSpec(null);
    rollout.setStatus(null);
    return rollout;
  }

  Rollout build() {
    rollout.setSpec(
        new RolloutSpec(
            replicas,
            paused,
            new LabelSelectorBuilder().withMatchLabels(Map.of("app", "shop")).build(),
            workloadRef == null ? template : null,
            workloadRef));
    rollout.setStatus(
        new RolloutStatus(
            observedGeneration,
            phase,
            message,
            "new",
            stable,
            all,
            updated,
            updated,
            abort,
            List.of()));
    return rollout;
  }
}
