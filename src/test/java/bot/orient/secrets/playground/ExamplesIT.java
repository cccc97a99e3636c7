package bot.orient.secrets.playground;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.ClusterView;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestNamespace;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file of examples/ works alone, in an empty namespace whose values are in the store. */
@ExtendWith(ControlPlaneExtension.class)
class ExamplesIT {

  /** What the API server of the tests has no schema of, and what other tests apply. */
  private static final Set<String> FOREIGN =
      Set.of(
          "argoproj.io/v1alpha1 Application",
          "kustomize.toolkit.fluxcd.io/v1 Kustomization",
          "v1 ConfigMap");

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
    List<JsonNode> ours = Manifests.in(file).stream().filter(Manifests::isOurs).toList();

    try (FakeKubelet kubelet = FakeKubelet.start(client, namespace.name())) {
      view.apply(yaml);

      for (JsonNode resource : ours) {
        String kind = resource.path("kind").asText();
        String name = resource.at("/metadata/name").asText();
        JsonNode synced =
            view.await(
                file + " to be complete",
                kind,
                name,
                object -> isTrue(object, "Ready") && isTrue(object, "RestartsComplete"));
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

  /** Those with resources of ours, in sub-directories too. */
  static Stream<Path> files() throws Exception {
    return allFiles().filter(file -> Manifests.in(file).stream().anyMatch(Manifests::isOurs));
  }

  private static Stream<Path> allFiles() throws Exception {
    return Files.walk(Scenario.EXAMPLES).filter(Files::isRegularFile).sorted();
  }

  /** The others configure tools that read our resources. */
  @Test
  void otherFilesAreManifestsOfToolsThatAreKnown() throws Exception {
    assertThat(allFiles().filter(file -> Manifests.in(file).stream().noneMatch(Manifests::isOurs)))
        .isNotEmpty()
        .allSatisfy(
            file -> {
              assertThat(Files.readString(file)).startsWith("# ");
              assertThat(Manifests.in(file))
                  .isNotEmpty()
                  .allSatisfy(
                      manifest -> {
                        assertThat(manifest.at("/metadata/name").asText()).isNotEmpty();
                        assertThat(Manifests.type(manifest)).isIn(FOREIGN);
                      });
            });
  }
}
