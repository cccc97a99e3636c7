package bot.orient.secrets.testing;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * A node that exists on paper only, so that the DaemonSet controller makes a pod for it; the {@link
 * FakeKubelet} runs that. Each is for the DaemonSets of one namespace, so that tests do not see
 * each other's.
 */
public final class TestNode {

  /** Label with the namespace that the node is for. */
  static final String NAMESPACE = "test/namespace";

  private TestNode() {}

  /** Creates nodes for the namespace, in addition to those it has; they stay. */
  public static void create(KubernetesClient client, TestNamespace namespace, int count) {
    for (int i = 0; i < count; i++) {
      client
          .resource(
              new NodeBuilder()
                  .withNewMetadata()
                  .withGenerateName(namespace.name() + "-")
                  .addToLabels(NAMESPACE, namespace.name())
                  .endMetadata()
                  .build())
          .create();
    }
    client.nodes().withLabel(NAMESPACE, namespace.name()).list().getItems().stream()
        .map(node -> node.getMetadata().getName())
        .forEach(name -> client.nodes().withName(name).edit(TestNode::ready));
  }

  /** A new node is tainted as not ready, and no controller takes the taint away here. */
  private static Node ready(Node node) {
    return new NodeBuilder(node).editSpec().withTaints().endSpec().build();
  }
}
