package bot.orient.secrets.playground;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/** The one namespace that the playground works in. */
final class PlaygroundNamespace {

  static final String NAME = "orient-playground";

  static final String OWN_LABEL = "app.kubernetes.io/part-of";

  private PlaygroundNamespace() {}

  /**
   * Creates it, unless an earlier playground did.
   *
   * @throws IllegalStateException if somebody else did
   */
  static void claim(KubernetesClient client) {
    Namespace there = client.namespaces().withName(NAME).get();
    if (there == null) {
      client
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName(NAME)
                  .withLabels(Map.of(OWN_LABEL, NAME))
                  .endMetadata()
                  .build())
          .create();
    } else if (there.getMetadata().getLabels() == null
        || !NAME.equals(there.getMetadata().getLabels().get(OWN_LABEL))) {
      throw new IllegalStateException(
          "the namespace %1$s was not made by a playground: delete it, or, if its contents may change, run kubectl label namespace %1$s %2$s=%1$s"
              .formatted(NAME, OWN_LABEL));
    } else if (there.getMetadata().getDeletionTimestamp() != null) {
      throw new IllegalStateException(
          "the namespace " + NAME + " is being deleted: try again when it is gone");
    }
  }
}
