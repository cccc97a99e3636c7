package bot.orient.secrets.playground;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.testing.ClusterView;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestNamespace;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file of examples/ works alone, in an empty namespace whose values are in the store. */
@ExtendWith(ControlPlaneExtension.class)
class ExamplesIT {

  private static InProcessOperator operator;

  @BeforeAll
  static void start(ControlPlane controlPlane) {
    operator = InProcessOperator.start(controlPlane, PostgresServer.shared().createDatabase());
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  @ParameterizedTest
  @MethodSource("files")
  void becomesReadyAlone(
      Path file, ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace)
      throws Exception {
    new ExampleValues(operator.store(), namespace.name()).write();
    // Among all examples it is imported; the one that only uses it finds it in the store.
    operator.put(namespace.name(), "OPENAI_API_KEY", "sk-made-up");
    ClusterView view = new ClusterView(controlPlane, client, namespace);
    String yaml = Files.readString(file);
    assertThat(yaml).as("its first lines say what it shows").startsWith("# ");
    List<HasMetadata> ours = ofOurs(client, file);
    assertThat(ours).isNotEmpty();

    try (FakeKubelet kubelet = FakeKubelet.start(client, namespace.name())) {
      view.apply(yaml);

      for (HasMetadata resource : ours) {
        view.await(
            file + " to be complete",
            resource.getKind(),
            resource.getMetadata().getName(),
            object -> isTrue(object, "Ready") && isTrue(object, "RestartsComplete"));
        JsonNode synced = view.object(resource.getKind(), resource.getMetadata().getName());
        assertThat(synced.at("/status/conditions"))
            .allSatisfy(
                condition ->
                    assertThat(condition.path("status").asText())
                        .as(condition.toString())
                        .isEqualTo("True"));
        assertThat(view.data(synced.at("/status/target").asText())).isNotEmpty();
      }
    }
  }

  private static boolean isTrue(JsonNode object, String type) {
    return ClusterView.condition(object, type).path("status").asText().equals("True");
  }

  static Stream<Path> files() throws Exception {
    return Files.list(Scenario.EXAMPLES).sorted();
  }

  private static List<HasMetadata> ofOurs(KubernetesClient client, Path file) throws Exception {
    try (var yaml = Files.newInputStream(file)) {
      return client.load(yaml).items().stream()
          .filter(resource -> resource.getApiVersion().startsWith(OrientSecret.GROUP + "/"))
          .toList();
    }
  }
}
