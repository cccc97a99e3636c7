package bot.orient.secrets.playground;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.OperatorProcess;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The README's first command. */
@ExtendWith(ControlPlaneExtension.class)
class PlaygroundIT {

  private static final Duration PATIENCE = Duration.ofMinutes(20);

  @TempDir Path directory;

  private record Ended(int exitCode, String printed) {}

  @Test
  void everyExampleBecomesReadyAndOnlyWhoIsDueRestarts() throws Exception {
    Ended played = play(Map.of(), "--once");

    assertTellsTheStory(played);
    assertThat(played.printed())
        .containsPattern("shop-worker +2 ")
        .containsPattern("shop-api +0 ")
        .containsPattern("shop-web +0 ")
        .containsPattern("condition Pinned: SHOP_API_TOKEN .*version 1.*version 2");
  }

  @Test
  void inTheUsersClusterItTouchesOnlyItsOwnNamespace(
      ControlPlane controlPlane, KubernetesClient client) throws Exception {
    Map<String, String> environment =
        Map.of(
            "KUBECONFIG", controlPlane.kubeconfig().toString(),
            "KUBECTL", controlPlane.kubectl().executable().toString());
    client.resource(namespace(Map.of())).create();
    Ended refused = play(environment, "--cluster", "--once");
    assertThat(refused.exitCode()).as(refused.printed()).isEqualTo(1);
    assertThat(refused.printed()).contains("was not made by a playground");

    client
        .resource(namespace(Map.of(PlaygroundNamespace.OWN_LABEL, PlaygroundNamespace.NAME)))
        .update();
    try (FakeKubelet kubelet = FakeKubelet.start(client, PlaygroundNamespace.NAME)) {
      Ended played = play(environment, "--cluster", "--once");

      assertTellsTheStory(played);
      assertThat(played.printed())
          .contains("custom resource definitions: used as they are")
          .contains("To remove what it made: kubectl delete namespace orient-playground\n");
    } finally {
      client.namespaces().withName(PlaygroundNamespace.NAME).delete();
    }
  }

  @Test
  void anUnknownOptionIsRefusedWithTheUsage() throws Exception {
    Ended refused = play(Map.of(), "--clutser");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.printed()).contains("unknown option --clutser").contains("Usage: ");
  }

  private static void assertTellsTheStory(Ended played) {
    assertThat(played.exitCode()).as(played.printed()).isZero();
    assertThat(played.printed())
        .containsPattern("slack-bot .* yes +\\S")
        .containsPattern("github-sync .* no +\\S")
        .containsPattern("slack-archive .* no +\\S")
        .containsPattern("slack-legacy .* no +\\S")
        .containsPattern("assistant .* yes +\\S")
        .containsPattern("chat .* yes +\\S")
        .contains("kubectl-patch")
        .doesNotContain("WRONG");
  }

  private static Namespace namespace(Map<String, String> labels) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(PlaygroundNamespace.NAME)
        .withLabels(labels)
        .endMetadata()
        .build();
  }

  private Ended play(Map<String, String> environment, String... options) throws Exception {
    Path output = Files.createTempFile(directory, "output", "");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlogback.configurationFile=logback-quiet.xml",
                "-cp",
                OperatorProcess.Builder.classPath(),
                Playground.class.getName()));
    command.addAll(List.of(options));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process playground = builder.start();
    boolean ended = playground.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    playground.destroyForcibly();
    int exitCode = playground.waitFor();
    String printed = Files.readString(output);
    assertThat(ended).as(printed).isTrue();
    return new Ended(exitCode, printed);
  }
}
