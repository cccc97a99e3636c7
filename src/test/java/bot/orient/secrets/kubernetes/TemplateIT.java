package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.FailurePolicy;
import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.testing.ConcurrentTest;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.RestartSpecBuilder;
import bot.orient.secrets.testing.TestNamespace;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Config files rendered from the store's values, and who is restarted when they change. */
@ExtendWith(ControlPlaneExtension.class)
class TemplateIT {

  /** With all that JSON, shells and base64 must not stumble over. */
  private static final String AWKWARD = "a\"b\\c'd$e ä\nend";

  private RestartStage stage;
  private RestartScene scene;

  @RegisterExtension private final FailureReport report = new FailureReport(() -> scene.story());

  @BeforeEach
  void enter(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    stage = new RestartStage(controlPlane, client, namespace);
    scene = stage.scene();
    stage.startOperator();
    scene.put("USER", "ann");
    scene.put("PASSWORD", AWKWARD);
    scene.put("NPM_TOKEN", "npm-one");
  }

  @AfterEach
  void leave() {
    stage.close();
  }

  private OrientSecretBuilder files() {
    return scene
        .orientSecret("app")
        .key("NPM_TOKEN")
        .key("PASSWORD", RestartRule.NEVER)
        .template(".npmrc", "//npm.example.com/:_authToken={{NPM_TOKEN}}\n")
        .template("config.json", "{\"password\":{{#json}}{{PASSWORD}}{{/json}}}");
  }

  @ConcurrentTest
  void filesThatKubectlAppliesAreRenderedFromTheStore() throws Exception {
    apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: app}
        spec:
          keys: [{key: USER}, {key: PASSWORD, as: pass.word}, {key: NPM_TOKEN}]
          target:
            template:
              .env: |
                {{! made by the operator }}
                USER={{USER}}
                PASSWORD={{#quote}}{{pass.word}}{{/quote}}
              config.json: |
                {"db": {"password": {{#json}}{{pass.word}}{{/json}},
                 "url": "postgres://{{USER}}:{{#urlencode}}{{pass.word}}{{/urlencode}}@db/shop"}}
              .npmrc: |
                //npm.example.com/:_authToken={{NPM_TOKEN}}
                //old.example.com/:_auth={{#base64}}{{USER}}:{{pass.word}}{{/base64}}
        ---
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: registry}
        spec:
          keys: [{key: USER}, {key: PASSWORD}]
          target:
            type: kubernetes.io/dockerconfigjson
            template:
              .dockerconfigjson: |
                {"auths": {"ghcr.io": {"auth": "{{#base64}}{{USER}}:{{PASSWORD}}{{/base64}}"}}}
        """);
    scene.awaitReady("app");
    scene.awaitReady("registry");

    String basic = ProjectionScene.base64("ann:" + AWKWARD);
    assertThat(scene.value("app", ".env"))
        .contains("USER=ann\nPASSWORD='" + AWKWARD.replace("'", "'\\''") + "'\n");
    JsonNode config = new ObjectMapper().readTree(scene.value("app", "config.json").orElseThrow());
    assertThat(config.at("/db/password").asText()).isEqualTo(AWKWARD);
    assertThat(config.at("/db/url").asText())
        .isEqualTo("postgres://ann:a%22b%5Cc%27d%24e%20%C3%A4%0Aend@db/shop");
    assertThat(scene.value("app", ".npmrc"))
        .contains(
            "//npm.example.com/:_authToken=npm-one\n//old.example.com/:_auth=" + basic + "\n");
    assertThat(scene.find("registry").orElseThrow().getType())
        .isEqualTo("kubernetes.io/dockerconfigjson");
    assertThat(
            new ObjectMapper()
                .readTree(scene.value("registry", ".dockerconfigjson").orElseThrow())
                .at("/auths/ghcr.io/auth")
                .asText())
        .isEqualTo(basic);
    assertThat(scene.kubectl("get", "osec", "app"))
        .containsPattern("app +True +Synced +3/3 +none +app");
    assertThat(message("app")).isEqualTo("3 keys and 3 files in Secret app");
  }

  @ConcurrentTest
  void rotationRestartsExactlyTheUsersOfTheFileThatChanges() {
    scene.sync(files());
    scene.start(
        scene.deployment("npmrc").volume("app", ".npmrc"),
        scene.deployment("token").env("app", "NPM_TOKEN"),
        scene.deployment("config").subPath("app", "config.json"),
        scene.deployment("password").env("app", "PASSWORD"));

    scene.put("NPM_TOKEN", "npm-two");
    scene.awaitValue("app", ".npmrc", "//npm.example.com/:_authToken=npm-two\n");
    scene.awaitRollouts("npmrc", 2);
    scene.awaitRollouts("token", 2);
    scene.put("PASSWORD", "new");
    scene.awaitValue("app", "config.json", "{\"password\":\"new\"}");
    scene.settle();

    assertThat(scene.rollouts("npmrc", "token", "config", "password"))
        .as("the rule of PASSWORD, and so of its file, is Never")
        .isEqualTo(Map.of("npmrc", 2, "token", 2, "config", 1, "password", 1));
  }

  @ConcurrentTest
  void editOfATemplateRestartsTheUsersOfTheFileAndNobodyElse() {
    scene.sync(files());
    scene.start(
        scene.deployment("npmrc").volume("app", ".npmrc"),
        scene.deployment("token").env("app", "NPM_TOKEN"));

    scene.sync(
        files().template(".npmrc", "{{! new }}//npm.example.com/:_authToken={{NPM_TOKEN}}\n"));
    scene.settle();
    assertThat(scene.rollouts("npmrc")).as("it renders the same").isEqualTo(1);

    scene.sync(files().template(".npmrc", "always-auth=true\n_authToken={{NPM_TOKEN}}\n"));
    scene.awaitRollouts("npmrc", 2);
    scene.settle();

    assertThat(scene.rollouts("npmrc", "token")).isEqualTo(Map.of("npmrc", 2, "token", 1));
  }

  @ConcurrentTest
  void keyWhoseFileBreaksItsUserIsPutBack() {
    scene.sync(
        files()
            .restart(
                RestartSpecBuilder.restart().onFailure(FailurePolicy.RESTORE_PREVIOUS_VERSION)));
    scene.start(
        scene.deployment("npmrc").subPath("app", ".npmrc").progressDeadlineSeconds(3),
        scene.deployment("config").subPath("app", "config.json"));
    RestartedPods pods = new RestartedPods(stage.kubelet());
    pods.crash("npmrc");

    scene.put("NPM_TOKEN", "npm-two");
    await("failed rollout").atMost(RestartScene.PATIENCE).until(() -> scene.rollouts("npmrc") == 2);
    pods.healNext(scene, "npmrc");

    scene.awaitValue("app", "NPM_TOKEN", "npm-one");
    scene.awaitValue("app", ".npmrc", "//npm.example.com/:_authToken=npm-one\n");
    scene.awaitRollouts("npmrc", 3);
    assertThat(scene.rollouts("config")).isEqualTo(1);
    assertThat(scene.kubectl("get", "osec", "app", "--output=jsonpath={.status.conditions}"))
        .contains("NPM_TOKEN stays at version 1, because version 2 made Deployment npmrc fail");
  }

  /** The canary has the value in its file, the other one in a variable. */
  @ConcurrentTest
  void fileThatBreaksTheCanaryKeepsItsKeyFromTheOthers() {
    scene.sync(
        files()
            .restart(
                RestartSpecBuilder.restart()
                    .canary()
                    .onFailure(FailurePolicy.RESTORE_PREVIOUS_VERSION)));
    scene.start(
        scene.deployment("a-file").subPath("app", ".npmrc").progressDeadlineSeconds(3),
        scene.deployment("b-token").env("app", "NPM_TOKEN"));
    RestartedPods pods = new RestartedPods(stage.kubelet());
    pods.crash("a-file");

    scene.put("NPM_TOKEN", "npm-two");
    await("failed canary").atMost(RestartScene.PATIENCE).until(() -> scene.rollouts("a-file") == 2);
    pods.healNext(scene, "a-file");
    scene.awaitValue("app", ".npmrc", "//npm.example.com/:_authToken=npm-one\n");
    scene.awaitRollouts("a-file", 3);
    scene.settle();

    assertThat(scene.rollouts("b-token")).isEqualTo(1);
  }

  @ConcurrentTest
  void templateThatIsWrongIsRefusedByFileLineAndKey() {
    apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: wrong}
        spec:
          keys: [{key: USER}, {key: PASSWORD, as: pass}, {key: NPM_TOKEN, optional: true}]
          target:
            template:
              a.env: |
                USER={{USER}}
                PASSWORD={{PASSWORD}}
                NPM={{NPM_TOKEN}}
              b.conf: "\\n{{#USER}}x{{/USER}}"
              pass: "{{>other}}"
        """);

    awaitReason("wrong", "InvalidSpec");

    assertThat(scene.kubectl("get", "osec", "wrong"))
        .containsPattern("wrong +False +InvalidSpec +0/3");
    assertThat(message("wrong"))
        .contains(
            "spec.target.template[a.env]: line 2: there is no key \"PASSWORD\" in the Secret; there are NPM_TOKEN, USER, pass;",
            "spec.target.template[a.env]: line 3: NPM_TOKEN is optional",
            "spec.target.template[b.conf]: line 2: {{#USER}} is no helper",
            "spec.target.template[pass]: is already what spec.keys[1] is called in the Secret",
            "spec.target.template[pass]: line 1: partials ({{>) are not supported");
    assertThat(scene.find("wrong")).isEmpty();
  }

  @ConcurrentTest
  void valueThatIsNoTextLeavesTheSecretAsItWasUntilTheTemplateIsMended() {
    String resource =
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: app}
        spec:
          keys: [{key: USER}, {key: KEYSTORE, secretKeyRef: {name: source, key: store}}]
          target: {template: {f: "{{USER}}\\n%s"}}
        """;
    String source =
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: source}
        data: {store: %s}
        """;
    apply(source.formatted("dGV4dA=="));
    apply(resource.formatted("{{KEYSTORE}}"));
    scene.awaitValue("app", "f", "ann\ntext");

    apply(source.formatted("/w=="));
    awaitReason("app", "TemplateFailed");

    assertThat(scene.kubectl("get", "osec", "app")).containsPattern("app +False +TemplateFailed");
    assertThat(message("app"))
        .isEqualTo(
            "spec.target.template[f]: line 2: the value of KEYSTORE is not UTF-8 text; put it between"
                + " {{#base64}} and {{/base64}}; until then the Secret stays as it is");
    assertThat(scene.value("app", "KEYSTORE")).contains("text");
    assertThat(scene.value("app", "f")).contains("ann\ntext");

    apply(resource.formatted("{{#base64}}{{KEYSTORE}}{{/base64}}"));
    scene.awaitValue("app", "f", "ann\n/w==");
    scene.awaitReady("app");
  }

  @ConcurrentTest
  void providerDefaultsRenderTheirChoices() {
    apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: ProviderDefaults
        metadata: {name: ai}
        spec:
          useCases: {chat: {provider: openai, model: gpt-5}}
          target: {template: {ai.json: '{"chat":{{#json}}{{CHAT_PROVIDER}}/{{CHAT_MODEL}}{{/json}}}'}}
        """);

    scene.awaitValue("ai", "ai.json", "{\"chat\":\"openai/gpt-5\"}");
  }

  private void apply(String yaml) {
    scene.kubectlWithInput(yaml, "apply", "-f", "-");
  }

  private String message(String name) {
    return ready(name, "message");
  }

  private void awaitReason(String name, String reason) {
    await(name + " to be " + reason)
        .atMost(RestartScene.PATIENCE)
        .until(() -> ready(name, "reason").equals(reason));
  }

  private String ready(String name, String field) {
    return scene.kubectl(
        "get",
        "osec",
        name,
        "--output=jsonpath={.status.conditions[?(@.type==\"Ready\")]." + field + "}");
  }
}
