package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.function.UnaryOperator;

/** Builds StatefulSets for tests; as it starts, its rollout of three pods is complete. */
final class StatefulSetDraft {

  private StatefulSetBuilder statefulSet =
      new StatefulSetBuilder()
          .withNewMetadata()
          .withNamespace("team")
          .withName("db")
          .withGeneration(4L)
          .endMetadata()
          .withNewSpec()
          .withReplicas(3)
          .withNewUpdateStrategy()
          .withType("RollingUpdate")
          .withNewRollingUpdate()
          .withPartition(0)
          .endRollingUpdate()
          .endUpdateStrategy()
          .endSpec()
          .withNewStatus()
          .withObservedGeneration(4L)
          .endStatus();

  static StatefulSetDraft statefulSet() {
    return new StatefulSetDraft().revisions("db-new", "db-new").pods(3, 3, 3);
  }

  /** The operator's last restart, of which its template is. */
  StatefulSetDraft restarted(RolloutRecord record) {
    return edit(
        builder ->
            builder
                .editMetadata()
                .addToAnnotations(Markers.ROLLOUT, record.toAnnotation())
                .endMetadata()
                .editSpec()
                .withNewTemplate()
                .withNewMetadata()
                .addToAnnotations(Markers.RESTART_HASH, record.restartHash().orElseThrow())
                .endMetadata()
                .endTemplate()
                .endSpec());
  }

  StatefulSetDraft wanted(Integer replicas) {
    return edit(builder -> builder.editSpec().withReplicas(replicas).endSpec());
  }

  StatefulSetDraft observedGeneration(Long generation) {
    return edit(builder -> builder.editStatus().withObservedGeneration(generation).endStatus());
  }

  StatefulSetDraft revisions(String current, String update) {
    return edit(
        builder ->
            builder
                .editStatus()
                .withCurrentRevision(current)
                .withUpdateRevision(update)
                .endStatus());
  }

  /** Zero counts are left out, as the API server does. */
  StatefulSetDraft pods(int all, int updated, int ready) {
    return edit(
        builder ->
            builder
                .editStatus()
                .withReplicas(all)
                .withUpdatedReplicas(updated == 0 ? null : updated)
                .withReadyReplicas(ready == 0 ? null : ready)
                .endStatus());
  }

  StatefulSetDraft minReadySeconds(int seconds, int available) {
    return edit(
        builder ->
            builder
                .editSpec()
                .withMinReadySeconds(seconds)
                .endSpec()
                .editStatus()
                .withAvailableReplicas(available)
                .endStatus());
  }

  StatefulSetDraft partition(int ordinal) {
    return edit(
        builder ->
            builder
                .editSpec()
                .editUpdateStrategy()
                .withNewRollingUpdate()
                .withPartition(ordinal)
                .endRollingUpdate()
                .endUpdateStrategy()
                .endSpec());
  }

  StatefulSetDraft onDelete() {
    return edit(
        builder ->
            builder
                .editSpec()
                .withNewUpdateStrategy()
                .withType("OnDelete")
                .endUpdateStrategy()
                .endSpec());
  }

  StatefulSetDraft withoutStrategy() {
    return edit(builder -> builder.editSpec().withUpdateStrategy(null).endSpec());
  }

  StatefulSetDraft withoutStatus() {
    return edit(builder -> builder.withStatus(null));
  }

  StatefulSet build() {
    return statefulSet.build();
  }

  private StatefulSetDraft edit(UnaryOperator<StatefulSetBuilder> change) {
    statefulSet = change.apply(statefulSet);
    return this;
  }
}
