package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.WorkloadMarks;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes our annotations of a workload, together and in one server-side apply: the baseline and the
 * rollout on the workload itself, the hash on its pod template.
 *
 * <p>The hash must go along even when only the others change, because an apply removes what it does
 * not name, and that would restart the workload. The resource version makes the API server refuse
 * an apply that was computed from an older state.
 */
final class WorkloadRestarter implements MarksWriter {

  private final KubernetesClient client;

  WorkloadRestarter(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public void apply(HasMetadata workload, WorkloadMarks marks) {
    Map<String, String> annotations = new TreeMap<>();
    if (!marks.baseline().isEmpty()) {
      annotations.put(Markers.BASELINE, marks.baseline().toAnnotation());
    }
    marks.rollout().ifPresent(rollout -> annotations.put(Markers.ROLLOUT, rollout.toAnnotation()));
    GenericKubernetesResource body =
        new GenericKubernetesResourceBuilder()
            .withApiVersion(workload.getApiVersion())
            .withKind(workload.getKind())
            .withNewMetadata()
            .withNamespace(workload.getMetadata().getNamespace())
            .withName(workload.getMetadata().getName())
            .withResourceVersion(workload.getMetadata().getResourceVersion())
            .withAnnotations(annotations.isEmpty() ? null : annotations)
            .endMetadata()
            .build();
    marks
        .restartHash()
        .ifPresent(hash -> body.setAdditionalProperty("spec", Map.of("template", template(hash))));
    client.resource(body).patch(ServerSideApply.OURS);
  }

  private static Map<String, Object> template(String hash) {
    return Map.of("metadata", Map.of("annotations", Map.of(Markers.RESTART_HASH, hash)));
  }
}
