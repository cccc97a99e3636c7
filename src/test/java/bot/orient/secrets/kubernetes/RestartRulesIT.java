package bot.orient.secrets.kubernetes;

import static bot.orient.secrets.testing.RestartSpecBuilder.restart;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.RestartPolicy;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.sync.RestartRules.Request;
import bot.orient.secrets.testing.ClusterView;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.RestartSpecBuilder;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ControlPlaneExtension.class)
class RestartRulesIT {

  private static InProcessOperator operator;

  private ProjectionScene scene;
  private ClusterView view;

  @BeforeAll
  static void startOperator(ControlPlane controlPlane) {
    operator = InProcessOperator.start(controlPlane, PostgresServer.shared().createDatabase());
  }

  @AfterAll
  static void stopOperator() {
    operator.close();
  }

  @BeforeEach
  void prepare(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    scene = new ProjectionScene(client, operator, namespace);
    view = new ClusterView(controlPlane, client, namespace);
    scene.put("A", "one");
  }

  @Test
  void rulesComeAndGoWithTheSpecAndTheKeysStayAsTheyAre() {
    scene.applyAndSync(app());
    assertThat(rules("app")).isNull();
    Instant changedAt = changedAt("app");

    scene.applyAndSync(app().restart(everything()));
    assertThat(rules("app"))
        .isEqualTo(
            "{\"automatic\":false,\"canary\":true,\"settle\":\"PT1M\",\"waves\":[{\"tier\":\"db\"}],"
                + "\"windows\":[{\"duration\":\"2h\",\"schedule\":\"0 2 * * *\",\"timeZone\":\"Europe/Berlin\"}]}");
    assertThat(changedAt("app")).isEqualTo(changedAt);

    scene.applyAndSync(app());
    assertThat(rules("app")).isNull();
    assertThat(changedAt("app")).isEqualTo(changedAt);
  }

  @Test
  void rulesOfAProviderDefaultsComeAndGoToo() {
    applyDefaults("restart: {settle: 30s, policy: Auto}");
    assertThat(rules("ai")).isEqualTo("{\"settle\":\"PT30S\"}");

    annotate("providerdefaults", "ai", Markers.SKIP_RESTART, "not today");
    view.await(
        "the request to be acknowledged",
        "ProviderDefaults",
        "ai",
        resource -> "not today".equals(resource.at("/status/handledSkipRestart").asText()));
    assertThat(projected("ai").rules().skip()).map(Request::token).contains("not today");

    annotate("providerdefaults", "ai", Markers.SKIP_RESTART, null);
    applyDefaults("");
    scene.awaitSecret("ai", secret -> rules(secret).isEmpty());
  }

  @Test
  void rulesOfAMergedSecretGoWithItsKeys() {
    scene.createSecret("theirs", Map.of("OTHER", "theirs"));
    scene.applyAndSync(app().merge().target("theirs").restart(everything()));
    assertThat(rules("theirs")).contains("\"canary\":true");

    scene.delete("app");
    scene.awaitGone("app");

    scene.awaitData("theirs", Map.of("OTHER", "theirs"));
    assertThat(rules("theirs")).isNull();
  }

  @Test
  void rulesOfASecretThatIsReleasedGo() {
    scene.applyAndSync(app().retain().restart(everything()));
    assertThat(rules("app")).isNotNull();

    scene.applyAndSync(app().retain().target("other").restart(everything()));

    scene.awaitSecret("app", secret -> rules(secret).isEmpty());
    assertThat(scene.data("app")).isEqualTo(Map.of("A", "one"));
    assertThat(rules("other")).isNotNull();
  }

  @Test
  void rulesThatSomebodyElseSetsAreTakenOff() {
    scene.applyAndSync(app());
    String edit = "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}";

    scene.editSecret("app", edit.formatted(Markers.RESTART_RULES, "{\\\"automatic\\\":false}"));
    scene.awaitSecret("app", secret -> rules(secret).isEmpty());

    scene.applyAndSync(app().restart(everything()));
    String good = rules("app");
    scene.editSecret("app", edit.formatted(Markers.RESTART_RULES, "damaged"));
    scene.awaitSecret("app", secret -> rules(secret).filter(good::equals).isPresent());
  }

  @Test
  void aRequestIsCopiedAcknowledgedOnceAndWithdrawn() {
    OrientSecret before = scene.applyAndSync(app());

    annotate("orientsecret", "app", Markers.RESTART_NOW, "please");
    OrientSecret acknowledged =
        scene.awaitStatus("app", app -> "please".equals(app.getStatus().handledRestartNow()));
    Request request = projected("app").rules().restartNow().orElseThrow();
    assertThat(request.token()).isEqualTo("please");
    assertThat(request.at())
        .as("the API server's time")
        .isBetween(Instant.now().minusSeconds(30), Instant.now().plusSeconds(1));
    assertThat(acknowledged.getMetadata().getGeneration())
        .isEqualTo(before.getMetadata().getGeneration());
    assertThat(acknowledged.getStatus().handledSkipRestart()).isNull();

    annotate("orientsecret", "app", "example.com/other", "x");
    scene.put("A", "two");
    scene.awaitData("app", Map.of("A", "two"));
    scene.awaitLaterWork();
    assertThat(projected("app").rules().restartNow()).as("the same wish").contains(request);

    annotate("orientsecret", "app", Markers.RESTART_NOW, "again");
    scene.awaitStatus("app", app -> "again".equals(app.getStatus().handledRestartNow()));
    assertThat(projected("app").rules().restartNow())
        .hasValueSatisfying(again -> assertThat(again.at()).isAfterOrEqualTo(request.at()));

    annotate("orientsecret", "app", Markers.RESTART_NOW, null);
    scene.awaitSecret("app", secret -> rules(secret).isEmpty());
    assertThat(scene.resource("app").getStatus().handledRestartNow()).isEqualTo("again");
  }

  @Test
  void metadataThatAsksForNothingWritesNothing() {
    scene.applyAndSync(app().merge());
    annotate("orientsecret", "app", "example.com/note", "x");
    scene.awaitLaterWork();
    String resource = scene.resource("app").getMetadata().getResourceVersion();
    String secret = scene.secret("app").getMetadata().getResourceVersion();

    scene.awaitLaterWork();

    assertThat(scene.resource("app").getMetadata().getResourceVersion()).isEqualTo(resource);
    assertThat(scene.secret("app").getMetadata().getResourceVersion()).isEqualTo(secret);
  }

  @Test
  void aScheduleThatIsNoneIsRefusedByItsField() {
    scene.apply(
        app().restart(restart().window("0 2 * * *", null, "2h").window("0 2 30 2 *", null, "2h")));

    OrientSecret refused = scene.awaitReason("app", "InvalidSpec");

    assertThat(ProjectionScene.conditions(refused))
        .contains("Ready=False/InvalidSpec", "Stalled=True/InvalidSpec");
    assertThat(ProjectionScene.readyMessage(refused))
        .startsWith("spec.restart.windows[1].schedule: \"0 2 30 2 *\" is no schedule of cron: ");
    assertThat(scene.find("app")).isEmpty();
  }

  @Test
  void changesInARowKeepTheTimeOfTheFirst() throws InterruptedException {
    scene.applyAndSync(app().restart(restart().settle("1h")));
    Thread.sleep(Duration.ofSeconds(1).toMillis());
    scene.put("A", "two");
    scene.awaitData("app", Map.of("A", "two"));
    Instant first = startOfWindow("app");
    assertThat(first).isEqualTo(changedAt("app"));

    Thread.sleep(Duration.ofSeconds(1).toMillis());
    scene.put("A", "three");
    scene.awaitData("app", Map.of("A", "three"));

    assertThat(startOfWindow("app")).isEqualTo(first);
    assertThat(changedAt("app")).isAfter(first);
  }

  private OrientSecretBuilder app() {
    return scene.orientSecret("app").key("A");
  }

  private static RestartSpecBuilder everything() {
    return restart()
        .policy(RestartPolicy.NEVER)
        .settle("1m")
        .wave("tier", "db")
        .canary()
        .window("0 2 * * *", "Europe/Berlin", "2h");
  }

  private void applyDefaults(String restart) {
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: ProviderDefaults
        metadata: {name: ai}
        spec:
          useCases: {chat: {provider: openai}}
          %s
        """
            .formatted(restart));
    view.awaitReason("ProviderDefaults", "ai", "Synced");
  }

  /** Sets an annotation of a resource, or takes it off if the text is null. */
  private void annotate(String kind, String name, String annotation, String text) {
    view.kubectl(
        "annotate",
        "--overwrite",
        kind,
        name,
        text == null ? annotation + "-" : annotation + "=" + text);
  }

  private ProjectedSecret projected(String secret) {
    return ProjectedSecret.of(scene.secret(secret)).orElseThrow();
  }

  private Instant changedAt(String secret) {
    ProjectedSecret projected = projected(secret);
    return projected.changedAt(projected.keys().byDataKey().get("A"));
  }

  private Instant startOfWindow(String secret) {
    ProjectedSecret projected = projected(secret);
    return projected.startOfWindow(projected.keys().byDataKey().get("A"));
  }

  private String rules(String secret) {
    return rules(scene.secret(secret)).orElse(null);
  }

  private static Optional<String> rules(Secret secret) {
    return Optional.ofNullable(
        Objects.requireNonNullElse(secret.getMetadata().getAnnotations(), Map.<String, String>of())
            .get(Markers.RESTART_RULES));
  }
}
