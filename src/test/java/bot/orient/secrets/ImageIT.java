package bot.orient.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.ClusterView;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.ImageTarball;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The image that the build makes, unpacked and run in its own root file system. */
@ExtendWith(ControlPlaneExtension.class)
class ImageIT {

  private static final Path TARGET = Path.of("target");

  @TempDir private static Path directory;
  private static ImageTarball image;

  @BeforeAll
  static void unpack() throws IOException {
    image = ImageTarball.unpack(TARGET.resolve("jib-image.tar"), directory);
  }

  @Test
  void itRunsToItsFirstReconciliation(
      ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace)
      throws IOException {
    TestDatabase database = PostgresServer.shared().createDatabase();
    ClusterView view = new ClusterView(controlPlane, client, namespace);
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: app}
        spec:
          keys: [{key: TOKEN, generate: {type: Random}}, {key: GREETING}]
        """);
    String kubeconfig = image.addKubeconfig(controlPlane);

    long began = System.nanoTime();
    try (OperatorProcess operator =
        OperatorProcess.builder()
            .launcher(greeting(image.command()))
            .env(image.environment())
            .env("JDK_JAVA_OPTIONS", withItsArchiveOfClasses())
            .env("ORIENT_FALLBACK_KEYS", "GREETING")
            .env("KUBECONFIG", kubeconfig)
            .env("HOME", "/tmp")
            .env("ORIENT_DATABASE_URL", database.jdbcUrl())
            .env("ORIENT_DATABASE_USER", database.username())
            .env("ORIENT_DATABASE_PASSWORD", database.password())
            .env("ORIENT_KEK", "0123456789abcdef".repeat(4))
            .env("ORIENT_NAMESPACES", namespace.name())
            .env("ORIENT_OPERATOR_NAMESPACE", namespace.name())
            .start(directory.resolve("operator.log"))) {
      operator.awaitLog(Pattern.compile("operator is running|started"), Duration.ofSeconds(25));
      view.awaitReason("OrientSecret", "app", "Synced");
      System.out.printf(
          "image: %d ms from start to the first Secret%n",
          Duration.ofNanos(System.nanoTime() - began).toMillis());
      assertThat(view.data("app"))
          .containsOnlyKeys("TOKEN", "GREETING")
          .containsEntry("GREETING", "sch\u00f6n");
      operator.stop();
    }
  }

  /** Where there is to be one, Java does not start if it is not of this very runtime and jars. */
  private static String withItsArchiveOfClasses() {
    String options = image.environment().get("JDK_JAVA_OPTIONS");
    return System.getProperty("image.cds").equals("on") ? options + " -Xshare:on" : options;
  }

  /** With a fallback value that is not ASCII, whatever the locale of this very JVM makes of it. */
  private static List<String> greeting(List<String> command) {
    return Stream.concat(
            Stream.of("sh", "-c", "GREETING=$(printf 'sch\\303\\266n') exec \"$0\" \"$@\""),
            command.stream())
        .toList();
  }

  @Test
  void itIsNobodyInParticularAndSaysWhatItIs() {
    JsonNode config = image.config();

    assertThat(config.get("User").asText()).isEqualTo("65532:65532");
    assertThat(config.at("/Labels/org.opencontainers.image.title").asText())
        .isEqualTo("Orient Secrets Operator");
    assertThat(image.environment())
        .containsEntry("LANG", "C.UTF-8")
        .containsEntry(
            "JDK_JAVA_OPTIONS",
            "-XX:MaxRAMPercentage=70 -XX:InitialRAMPercentage=15 -XX:NewRatio=4"
                + " -XX:MinHeapFreeRatio=15 -XX:MaxHeapFreeRatio=25"
                + " -XX:TieredStopAtLevel=1 -XX:SharedArchiveFile="
                + image.pathOf("/app/classes.jsa")
                + " -XX:+ExitOnOutOfMemoryError");
    assertThat(StreamSupport.stream(config.get("Entrypoint").spliterator(), false))
        .extracting(JsonNode::asText)
        .noneMatch(argument -> argument.startsWith("-XX"))
        .endsWith("bot.orient.secrets.Main");
  }

  /** Dependencies, which change rarely, are a layer of their own. */
  @Test
  void itHasLayersAndNothingOfTheTests() throws IOException {
    assertThat(image.layers()).isGreaterThanOrEqualTo(3);
    try (Stream<Path> libraries = Files.list(image.root().resolve("app/libs"))) {
      assertThat(libraries.map(path -> path.getFileName().toString()))
          .anyMatch(name -> name.startsWith("postgresql-"))
          .noneMatch(name -> name.startsWith("junit-") || name.startsWith("luaj-"));
    }
  }

  @Test
  void itHasNoShell() throws IOException {
    try (Stream<Path> files = Files.walk(image.root())) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .contains("java")
          .doesNotContain("sh", "bash", "dash", "busybox", "apt", "dpkg");
    }
  }

  @Test
  void itsBaseIsTheSameWhenItIsMadeAgain() throws IOException {
    Path again = directory.resolve("again");

    ImageTarball.buildBase(again);

    assertThat(again.resolve("base.tar"))
        .hasSameBinaryContentAs(TARGET.resolve("image").resolve("base.tar"));
  }
}
