package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import java.util.function.UnaryOperator;

/** Builds DaemonSets for tests; as it starts, its rollout to two nodes is complete. */
final class DaemonSetDraft {

  private DaemonSetBuilder daemonSet =
      new DaemonSetBuilder()
          .withNewMetadata()
          .withNamespace("team")
          .withName("agent")
          .withGeneration(4L)
          .endMetadata()
          .withNewSpec()
          .withNewUpdateStrategy()
          .withType("RollingUpdate")
          .endUpdateStrategy()
          .endSpec()
          .withNewStatus()
          .withObservedGeneration(4L)
          .endStatus();

  static DaemonSetDraft daemonSet() {
    return new DaemonSetDraft().pods(2, 2, 2);
  }

  DaemonSetDraft observedGeneration(Long generation) {
    return edit(builder -> builder.editStatus().withObservedGeneration(generation).endStatus());
  }

  /** Zero counts are left out, as the API server does with some. */
  DaemonSetDraft pods(int wanted, int updated, int available) {
    return edit(
        builder ->
            builder
                .editStatus()
                .withDesiredNumberScheduled(wanted)
                .withUpdatedNumberScheduled(updated == 0 ? null : updated)
                .withNumberAvailable(available == 0 ? null : available)
                .endStatus());
  }

  DaemonSetDraft onDelete() {
    return edit(
        builder ->
            builder
                .editSpec()
                .withNewUpdateStrategy()
                .withType("OnDelete")
                .endUpdateStrategy()
                .endSpec());
  }

  DaemonSetDraft withoutSpec() {
    return edit(builder -> builder.withSpec(null));
  }

  DaemonSetDraft withoutStatus() {
    return edit(builder -> builder.withStatus(null));
  }

  DaemonSet build() {
    return daemonSet.build();
  }

  private DaemonSetDraft edit(UnaryOperator<DaemonSetBuilder> change) {
    daemonSet = change.apply(daemonSet);
    return this;
  }
}
