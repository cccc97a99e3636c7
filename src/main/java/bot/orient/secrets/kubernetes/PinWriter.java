package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.Pins;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/**
 * Writes the annotation that pins keys, and nothing else of the resource, so that those who apply
 * its manifest leave it alone.
 */
final class PinWriter {

  private final KubernetesClient client;

  PinWriter(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Refused with a conflict when the resource changed meanwhile: the decision may be another one.
   */
  OrientSecret write(OrientSecret resource, Pins pins) {
    OrientSecret body = new OrientSecret();
    body.setMetadata(
        ServerSideApply.toExactly(resource)
            .withAnnotations(Map.of(Markers.PINNED, pins.toAnnotation()))
            .build());
    return client.resource(body).patch(ServerSideApply.OURS);
  }
}
