package bot.orient.secrets.kubernetes;

import static bot.orient.secrets.testing.ClusterView.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.store.AuditEntry;
import bot.orient.secrets.store.ProviderChoice;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.testing.ClusterView;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestNamespace;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ControlPlaneExtension.class)
class ProviderDefaultsIT {

  private static InProcessOperator operator;

  private ClusterView view;
  private String namespace;

  @BeforeAll
  static void startOperator(ControlPlane controlPlane) {
    operator = InProcessOperator.start(controlPlane, PostgresServer.shared().createDatabase());
  }

  @AfterAll
  static void stopOperator() {
    operator.close();
  }

  @BeforeEach
  void look(ControlPlane controlPlane, KubernetesClient client, TestNamespace testNamespace) {
    view = new ClusterView(controlPlane, client, testNamespace);
    namespace = testNamespace.name();
  }

  @Test
  void choicesAreProjectedStoredAndAudited() {
    applyDefaults(
        "{chat: {provider: anthropic, model: model-1}, imageGeneration: {provider: openai}}");

    view.awaitReason("ProviderDefaults", "ai", "Synced");
    assertThat(view.data("ai"))
        .isEqualTo(
            Map.of(
                "CHAT_PROVIDER", "anthropic",
                "CHAT_MODEL", "model-1",
                "IMAGE_GENERATION_PROVIDER", "openai",
                "AI_PROVIDER_DEFAULTS", "{\"chat\":\"anthropic\",\"imageGeneration\":\"openai\"}"));
    assertThat(operator.store().providerDefaults(namespace, "ai"))
        .isEqualTo(
            Map.of(
                "chat", new ProviderChoice("anthropic", "model-1"),
                "imageGeneration", new ProviderChoice("openai", null)));
    assertThat(operator.store().audit(namespace, 10))
        .hasSize(2)
        .allSatisfy(
            entry -> {
              assertThat(entry.action()).isEqualTo("set-provider");
              assertThat(entry.key()).isEqualTo("ai");
              assertThat(entry.actor()).isEqualTo("kubectl-client-side-apply");
              assertThat(entry.source()).isEqualTo("ProviderDefaults " + namespace + "/ai");
            });
  }

  @Test
  void choiceThatIsTakenOutLeavesSecretAndStore() {
    applyDefaults("{chat: {provider: anthropic}, code: {provider: openai}}");
    view.awaitReason("ProviderDefaults", "ai", "Synced");

    applyDefaults("{chat: {provider: anthropic}}");

    view.awaitReason("ProviderDefaults", "ai", "Synced");
    assertThat(view.data("ai")).containsOnlyKeys("CHAT_PROVIDER", "AI_PROVIDER_DEFAULTS");
    assertThat(operator.store().providerDefaults(namespace, "ai")).containsOnlyKeys("chat");
    assertThat(operator.store().audit(namespace, 10))
        .extracting(AuditEntry::action)
        .startsWith("remove-provider");
  }

  @Test
  void missingApiKeyIsToldUntilItIsWritten() {
    applyDefaults("{chat: {provider: openai}}\n  includeApiKeys: true");
    JsonNode without = view.awaitReason("ProviderDefaults", "ai", "Synced");
    assertThat(condition(without, "ApiKeysPresent").path("status").asText()).isEqualTo("False");
    assertThat(condition(without, "ApiKeysPresent").path("reason").asText())
        .isEqualTo("ApiKeyMissing");
    assertThat(condition(without, "ApiKeysPresent").path("message").asText())
        .isEqualTo("openai has no API key: write OPENAI_API_KEY to the store");
    assertThat(view.data("ai")).doesNotContainKey("OPENAI_API_KEY");

    operator.put(namespace, "OPENAI_API_KEY", "sk-one");

    view.awaitData("ai", "OPENAI_API_KEY", "sk-one");
    view.await(
        "the API key to be seen",
        "ProviderDefaults",
        "ai",
        object -> "True".equals(condition(object, "ApiKeysPresent").path("status").asText()));
  }

  @Test
  void apiKeysStayOutUnlessAskedFor() {
    operator.put(namespace, "OPENAI_API_KEY", "sk-one");
    applyDefaults("{chat: {provider: openai}}");

    JsonNode synced = view.awaitReason("ProviderDefaults", "ai", "Synced");

    assertThat(condition(synced, "ApiKeysPresent").path("status").asText()).isEqualTo("True");
    assertThat(view.data("ai")).doesNotContainKey("OPENAI_API_KEY");
  }

  @Test
  void unknownProviderStallsWithTheListOfKnownOnes() {
    applyDefaults("{chat: {provider: skynet}}");

    assertStalled(
        "spec.useCases[chat].provider", "skynet", "anthropic, google, openai, opencode_zen");
  }

  @Test
  void unknownUseCaseStallsWithTheListOfKnownOnes() {
    applyDefaults("{cooking: {provider: openai}}");

    assertStalled("spec.useCases[cooking]", "agentChat, chat, code", "summary");
  }

  @Test
  void providerThatCannotServeAUseCaseStallsWithThoseThatCan() {
    applyDefaults("{transcription: {provider: anthropic}}");

    assertStalled("spec.useCases[transcription].provider", "anthropic", "these can: openai");
  }

  @Test
  void mistakeLeavesTheSecretAsItWas() {
    applyDefaults("{chat: {provider: openai}}");
    view.awaitReason("ProviderDefaults", "ai", "Synced");

    applyDefaults("{chat: {provider: skynet}}");

    view.awaitReason("ProviderDefaults", "ai", "InvalidSpec");
    assertThat(view.data("ai")).containsEntry("CHAT_PROVIDER", "openai");
    assertThat(operator.store().providerDefaults(namespace, "ai"))
        .containsEntry("chat", new ProviderChoice("openai", null));
  }

  @Test
  void dependentsRestartWhenAChoiceChanges() {
    applyDefaults("{chat: {provider: openai}, code: {provider: openai}}");
    view.awaitReason("ProviderDefaults", "ai", "Synced");
    try (FakeKubelet kubelet = FakeKubelet.start(view.client(), namespace)) {
      applyDeployment("chat", "CHAT_PROVIDER");
      applyDeployment("code", "CODE_PROVIDER");
      awaitBaseline("chat");
      awaitBaseline("code");

      applyDefaults("{chat: {provider: anthropic}, code: {provider: openai}}");

      await().atMost(ClusterView.PATIENCE).until(() -> replicaSets("chat") == 2);
      view.await(
          "all dependents to be done",
          "ProviderDefaults",
          "ai",
          object -> "2/2 done".equals(object.at("/status/restarts").asText()));
      assertThat(replicaSets("code")).isEqualTo(1);
    }
  }

  @Test
  void deletionTakesTheSecretAndLeavesTheStore() {
    applyDefaults("{chat: {provider: openai}}");
    view.awaitReason("ProviderDefaults", "ai", "Synced");

    view.kubectl("delete", "pdef", "ai");

    await().atMost(ClusterView.PATIENCE).until(() -> view.secret("ai").isEmpty());
    assertThat(operator.store().providerDefaults(namespace, "ai")).containsOnlyKeys("chat");
  }

  private void applyDefaults(String useCases) {
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: ProviderDefaults
        metadata: {name: ai}
        spec:
          useCases: %s
        """
            .formatted(useCases));
  }

  private void assertStalled(String... parts) {
    JsonNode refused = view.awaitReason("ProviderDefaults", "ai", "InvalidSpec");
    assertThat(condition(refused, "Stalled").path("status").asText()).isEqualTo("True");
    assertThat(condition(refused, "Ready").path("message").asText()).contains(parts);
    assertThat(view.secret("ai")).isEmpty();
    assertThat(operator.store().providerDefaults(namespace, "ai")).isEmpty();
  }

  private void applyDeployment(String name, String key) {
    view.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %1$s}
        spec:
          selector: {matchLabels: {app: %1$s}}
          template:
            metadata: {labels: {app: %1$s}}
            spec:
              containers:
              - name: main
                image: example.test/app:1
                env:
                - name: PROVIDER
                  valueFrom: {secretKeyRef: {name: ai, key: %2$s}}
        """
            .formatted(name, key));
  }

  private void awaitBaseline(String deployment) {
    await("baseline of " + deployment)
        .atMost(ClusterView.PATIENCE)
        .until(
            () ->
                view.client()
                        .apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName(deployment)
                        .get()
                        .getMetadata()
                        .getAnnotations()
                        .get(Markers.BASELINE)
                    != null);
  }

  private int replicaSets(String app) {
    return view.client()
        .apps()
        .replicaSets()
        .inNamespace(namespace)
        .withLabel("app", app)
        .list()
        .getItems()
        .size();
  }
}
