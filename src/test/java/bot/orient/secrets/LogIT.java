package bot.orient.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.ClusterView;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.MountedSecret;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.PlantedValue;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.StoreWriter;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The log of a running operator as a collector reads it, with all on that can be switched on. */
@ExtendWith(ControlPlaneExtension.class)
class LogIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  private ClusterView view;
  private TestDatabase database;
  private StoreWriter store;

  @BeforeEach
  void prepare(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    view = new ClusterView(controlPlane, client, namespace);
    database = PostgresServer.shared().createDatabase();
    store = StoreWriter.open(database);
  }

  @Test
  void everyLineIsAnObjectThatSaysWhatItIsAboutAndTellsNoValue() throws IOException {
    MountedSecret level = new MountedSecret(Files.createDirectory(directory.resolve("log")));
    PlantedValue first = PlantedValue.plant("first value");
    PlantedValue second = PlantedValue.plant("second value");
    store.put(view.namespace().name(), "OWN_KEY", first.text());
    try (OperatorProcess operator =
        operator()
            .env("ORIENT_LOG_FORMAT", "json")
            .env("ORIENT_LOG_LEVEL_LIBRARIES", "TRACE")
            .env("ORIENT_LOG_LEVEL_FILE", directory.resolve("log/level").toString())
            .start(directory.resolve("operator.log"))) {
      operator.awaitLog(Pattern.compile("\"formattedMessage\":\"started\""), PATIENCE);

      level.write(Map.of("level", "TRACE"));
      operator.awaitLog(Pattern.compile("the log level is TRACE now, it was INFO"), PATIENCE);
      view.apply(
          """
          apiVersion: secrets.orient.bot/v1
          kind: OrientSecret
          metadata: {name: app}
          spec:
            keys: [{key: OWN_KEY}]
          """);
      view.awaitData("app", "OWN_KEY", first.text());
      store.put(view.namespace().name(), "OWN_KEY", second.text());
      view.awaitData("app", "OWN_KEY", second.text());
      level.write(Map.of("level", "ERROR"));
      operator.awaitLog(Pattern.compile("the log level is ERROR now, it was TRACE"), PATIENCE);
      operator.stop();

      String log = operator.log();
      assertThat(first.isIn(log) || second.isIn(log)).isFalse();
      List<JsonNode> lines = log.lines().map(LogIT::object).toList();
      assertThat(lines)
          .anySatisfy(
              line -> {
                assertThat(line.at("/mdc/resource.namespace").asText())
                    .isEqualTo(view.namespace().name());
                assertThat(line.at("/mdc/resource.name").asText()).isEqualTo("app");
                assertThat(line.at("/mdc/resource.kind").asText()).isEqualTo("OrientSecret");
              });
      assertThat(lines).anySatisfy(line -> assertThat(level(line)).isEqualTo("TRACE"));
      assertThat(lines)
          .as("what prints bodies stays silent")
          .noneMatch(
              line ->
                  line.at("/loggerName").asText().startsWith("io.fabric8.kubernetes.client.http"));
    }
  }

  private static String level(JsonNode line) {
    return line.at("/level").asText();
  }

  private static JsonNode object(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + line, e);
    }
  }

  private OperatorProcess.Builder operator() {
    return OperatorProcess.builder()
        .env("KUBECONFIG", view.controlPlane().kubeconfig().toString())
        .env("ORIENT_NAMESPACES", view.namespace().name())
        .env("ORIENT_DATABASE_URL", database.jdbcUrl())
        .env("ORIENT_DATABASE_USER", database.username())
        .env("ORIENT_DATABASE_PASSWORD", database.password())
        .env("ORIENT_KEK", InProcessOperator.KEK);
  }
}
