package bot.orient.secrets.kubernetes;

import static bot.orient.secrets.testing.ClusterView.condition;
import static bot.orient.secrets.testing.ClusterView.row;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.ClusterView;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestNamespace;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Store, then environment, then configuration file; and none of them tells of the operator. */
@ExtendWith(ControlPlaneExtension.class)
class FallbackIT {

  private static final List<String> OWN_SETTINGS =
      List.of(
          "ORIENT_KEK",
          "ORIENT_DATABASE_PASSWORD",
          "PGPASSWORD",
          "JAVA_HOME",
          "JAVA_TOOL_OPTIONS",
          "KUBERNETES_SERVICE_HOST",
          "KUBECONFIG",
          "PATH",
          "HOME",
          "orient_kek",
          "pgpassword",
          "path",
          "NOT_LISTED");

  private static InProcessOperator operator;

  private ClusterView view;

  @BeforeAll
  static void startOperator(ControlPlane controlPlane) {
    Map<String, String> environment = new TreeMap<>();
    OWN_SETTINGS.forEach(name -> environment.put(name, "own"));
    environment.put("OPENAI_API_KEY", "from-environment");
    environment.put("GITHUB_TOKEN", "from-environment");
    environment.put("LISTED_KEY", "from-environment");
    operator =
        InProcessOperator.start(
            controlPlane,
            PostgresServer.shared().createDatabase(),
            environment,
            Map.of("GITHUB_TOKEN", "from-file", "JIRA_EMAIL", "from-file"),
            Set.of("LISTED_KEY"));
  }

  @AfterAll
  static void stopOperator() {
    operator.close();
  }

  @BeforeEach
  void look(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    view = new ClusterView(controlPlane, client, namespace);
  }

  @Test
  void everyKeyIsResolvedForItselfAndSaysWhereFrom() {
    operator.put(view.namespace().name(), "OPENAI_API_KEY", "from-store");

    applyKeys(List.of("OPENAI_API_KEY", "GITHUB_TOKEN", "JIRA_EMAIL", "LISTED_KEY"));

    JsonNode synced = view.awaitReason("OrientSecret", "app", "Synced");
    assertThat(source(synced, "OPENAI_API_KEY")).isEqualTo("Store");
    assertThat(source(synced, "GITHUB_TOKEN")).isEqualTo("Environment");
    assertThat(source(synced, "JIRA_EMAIL")).isEqualTo("ConfigFile");
    assertThat(source(synced, "LISTED_KEY")).isEqualTo("Environment");
    assertThat(row(synced, "OPENAI_API_KEY").path("version").asLong()).isEqualTo(1);
    assertThat(row(synced, "GITHUB_TOKEN").has("version")).isFalse();
    assertThat(view.data("app"))
        .isEqualTo(
            Map.of(
                "OPENAI_API_KEY", "from-store",
                "GITHUB_TOKEN", "from-environment",
                "JIRA_EMAIL", "from-file",
                "LISTED_KEY", "from-environment"));
    JsonNode shadowed = condition(synced, "Shadowed");
    assertThat(shadowed.path("status").asText()).isEqualTo("True");
    assertThat(shadowed.path("reason").asText()).isEqualTo("LowerPriority");
    assertThat(shadowed.path("message").asText())
        .isEqualTo(
            "OPENAI_API_KEY comes from Store, not used: Environment (differs); GITHUB_TOKEN comes"
                + " from Environment, not used: ConfigFile (differs)");
  }

  @Test
  void deletingFromTheStoreFallsBackAndWritingReturns() {
    applyKeys(List.of("OPENAI_API_KEY"));
    awaitSource("Environment");

    operator.put(view.namespace().name(), "OPENAI_API_KEY", "from-store");
    awaitSource("Store");
    view.awaitData("app", "OPENAI_API_KEY", "from-store");

    operator.store().delete(view.namespace().name(), "OPENAI_API_KEY", InProcessOperator.ALICE);
    awaitSource("Environment");
    view.awaitData("app", "OPENAI_API_KEY", "from-environment");
    view.await(
        "nothing to be shadowed any more",
        "OrientSecret",
        "app",
        object -> condition(object, "Shadowed").isMissingNode());
  }

  @Test
  void operatorsOwnSettingsAreMissingWhateverIsAskedFor() {
    applyKeys(OWN_SETTINGS);

    JsonNode missing = view.awaitReason("OrientSecret", "app", "KeysMissing");

    assertThat(OWN_SETTINGS).allMatch(key -> source(missing, key).equals("Missing"));
    assertThat(view.secret("app")).isEmpty();
  }

  private void applyKeys(List<String> keys) {
    StringBuilder yaml =
        new StringBuilder(
            """
            apiVersion: secrets.orient.bot/v1
            kind: OrientSecret
            metadata: {name: app}
            spec:
              keys:
            """);
    keys.forEach(key -> yaml.append("  - key: ").append(key).append('\n'));
    view.apply(yaml.toString());
  }

  private void awaitSource(String source) {
    view.await(
        "the value to come from " + source,
        "OrientSecret",
        "app",
        object -> source(object, "OPENAI_API_KEY").equals(source));
  }

  private static String source(JsonNode object, String key) {
    return row(object, key).path("source").asText();
  }
}
