package bot.orient.secrets.testing;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.UUID;

/** A namespace of one test method's own. */
public record TestNamespace(String name) {
  private static final int SUFFIX_LENGTH = 10;

  /** Creates a namespace with a name never used before. */
  public static TestNamespace create(KubernetesClient client) {
    String suffix = UUID.randomUUID().toString().replace("-", "").substring(0, SUFFIX_LENGTH);
    TestNamespace namespace = new TestNamespace("test-" + suffix);
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace.name())
                .endMetadata()
                .build())
        .create();
    return namespace;
  }

  /** Starts the deletion and does not wait for its end. */
  void delete(KubernetesClient client) {
    client.namespaces().withName(name).delete();
  }

  @Override
  public String toString() {
    return name;
  }
}
