package bot.orient.secrets;

import static bot.orient.secrets.testing.ClusterView.row;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.crypto.EnvironmentKekProvider;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.ImportRequest;
import bot.orient.secrets.store.PostgresSecretStore;
import bot.orient.secrets.store.PutRequest;
import bot.orient.secrets.store.SealedImportRequest;
import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.store.StoreSettings;
import bot.orient.secrets.store.ValueSealer;
import bot.orient.secrets.sync.SealingKeyDocument;
import bot.orient.secrets.testing.ClusterObjects;
import bot.orient.secrets.testing.ClusterView;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.DatabaseDump;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.PlantedValue;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.SealProcess;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Values are sent through every way there is, the unhappy ones above all, while the operator says
 * all it can say; then everything it left behind is searched for them.
 */
@ExtendWith(ControlPlaneExtension.class)
class SecrecyIT {

  private final List<PlantedValue> planted = new ArrayList<>();
  private final Set<String> leaks = new TreeSet<>();
  private final PlantedValue password = plant("database password", "");
  private final String kek = "0123456789abcdef".repeat(2) + plantedHex();

  @TempDir private Path directory;

  private ClusterView view;
  private Path publicKey;
  private PostgresServer postgres;
  private TestDatabase database;
  private PostgresSecretStore store;

  @BeforeEach
  void prepare(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    view = new ClusterView(controlPlane, client, namespace);
    postgres = PostgresServer.startNew();
    database = postgres.createDatabase();
    store = openStore();
  }

  @AfterEach
  void stop() {
    store.close();
    postgres.close();
  }

  @Test
  void plantedValuesAreFoundNowhereButWhereTheyBelong() throws IOException, SQLException {
    try (OperatorProcess operator = startOperator();
        FakeKubelet kubelet = FakeKubelet.start(view.client(), view.namespace().name())) {
      rotateUnderADeployment();
      importTwiceAndTooLarge();
      sealForGit();
      generate();
      fallBack();
      mergeIntoSomebodyElses();
      projectTooMuch();
      projectWhatTheApiServerRefuses();
      renderFiles();
      includeApiKeys();
      damageARow();
      refuseAnImportInTheDatabase();
      loseTheStore();
      String arguments = Files.readString(Path.of("/proc/" + operator.pid() + "/cmdline"));
      operator.stop();

      assertThat(operator.log()).as("the operator was talkative").contains(" DEBUG ");
      hunt("the log", operator.log());
      hunt("the arguments", arguments);
      hunt("the database", String.join("\n", DatabaseDump.of(database).rows()));
      assertThat(planted.stream().filter(value -> value.isIn(view.secret("app").toString())))
          .as("values where they belong, which shows that the hunt can find them")
          .hasSize(2);
      Set<String> holders =
          Set.of(
              "source",
              "app",
              "app-imported",
              "app-sealed",
              "app-generated",
              "fallback",
              "foreign",
              "files",
              "ai");
      ClusterObjects objects = ClusterObjects.of(view.client(), view.namespace());
      assertThat(objects.kinds())
          .contains(
              "Secret",
              "Event",
              "OrientSecret",
              "ProviderDefaults",
              "Deployment",
              "ReplicaSet",
              "Pod");
      objects.textsWithoutDataOf(holders).forEach(this::hunt);
      assertThat(leaks).isEmpty();
    }
  }

  @Test
  void storeFailuresTellNoValue() throws SQLException {
    PlantedValue value = plant("failing put", "x");
    put("WORKING", value);
    List<Throwable> failures = new ArrayList<>();
    failures.add(failure("bad-scope!", "KEY", value.text()));
    failures.add(failure("shop", "no key", value.text()));
    failures.add(failure("shop", "ORIENT_MASTER_KEY", value.text()));
    failures.add(failure("shop", "LARGE", value.text().repeat(4000)));
    PlantedValue sealed = plant("sealed value that is refused", "");
    String text =
        ValueSealer.seal(
                store.sealingKey(),
                "shop",
                "SEALED",
                SecretBytes.owning(sealed.bytes()),
                Instant.now())
            .encoded();
    failures.add(
        catchThrowable(
            () ->
                store.importSealed(
                    new SealedImportRequest("shop", "SEALED", text, null, "\u0007"),
                    InProcessOperator.ALICE)));
    failures.add(
        catchThrowable(
            () ->
                store.importValue(
                    new ImportRequest(
                        "shop",
                        "KEY",
                        SecretBytes.owning(value.bytes()),
                        null,
                        "\u0007",
                        new ImportRequest.Source("shop", "source", "token")),
                    InProcessOperator.ALICE)));
    execute("alter table orient_store.audit_log add check (action = 'nothing') not valid");
    failures.add(failure("shop", "REFUSED", value.text()));
    failures.add(
        catchThrowable(
            () ->
                store.importSealed(
                    new SealedImportRequest("shop", "SEALED", text, null, null),
                    InProcessOperator.ALICE)));
    execute("alter table orient_store.secret_versions rename to mislaid");
    failures.add(failure("shop", "MISLAID", value.text()));
    postgres.stop();
    failures.add(failure("shop", "AWAY", value.text()));
    store.close();
    failures.add(failure("shop", "CLOSED", value.text()));
    postgres.start();

    assertThat(failures).hasSize(11).doesNotContainNull();
    assertThat(failures).allMatch(StoreException.class::isInstance);
    failures.forEach(failure -> hunt(failure.getMessage(), trace(failure)));
    assertThat(leaks).isEmpty();
  }

  private void rotateUnderADeployment() {
    put("OPENAI_API_KEY", plant("put", "sk-"));
    put("GITHUB_TOKEN", plant("value of unexpected format", "not-a-github-token-"));
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: app}
        spec:
          keys: [{key: OPENAI_API_KEY}, {key: GITHUB_TOKEN}]
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: chat}
        spec:
          selector: {matchLabels: {app: chat}}
          template:
            metadata: {labels: {app: chat}}
            spec:
              containers:
              - name: main
                image: example.test/chat:1
                envFrom: [{secretRef: {name: app}}]
        """);
    view.await(
        "the Deployment to be ready",
        "OrientSecret",
        "app",
        object -> "1/1 done".equals(object.at("/status/restarts").asText()));
    put("OPENAI_API_KEY", plant("rotation", "sk-"));
    await("the restart")
        .atMost(ClusterView.PATIENCE)
        .until(() -> view.eventReasons().contains("Restarted"));
    assertThat(view.eventReasons()).contains("UnexpectedFormat");
  }

  private void importTwiceAndTooLarge() {
    createSource(plant("import", "").text());
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: imported}
        spec:
          target: {name: app-imported}
          keys: [{key: LINEAR_WEBHOOK_SECRET, secretKeyRef: {name: source, key: token}}]
        ---
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: too-large-import}
        spec:
          keys: [{key: LARGE, secretKeyRef: {name: source, key: large}}]
        """);
    view.awaitReason("OrientSecret", "imported", "Synced");
    view.awaitReason("OrientSecret", "too-large-import", "KeysMissing");
    createSource(plant("second import", "").text());
    view.await(
        "the second import",
        "OrientSecret",
        "imported",
        object -> row(object, "LINEAR_WEBHOOK_SECRET").path("version").asLong() == 2);
  }

  private void createSource(String token) {
    Map<String, String> data =
        Map.of("token", token, "large", plant("import that is too large", "").text().repeat(2100));
    view.client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(view.namespace().name())
                .withName("source")
                .endMetadata()
                .withStringData(data)
                .build())
        .fieldManager("somebody")
        .forceConflicts()
        .serverSideApply();
  }

  private void sealForGit() throws IOException {
    await("the public key")
        .atMost(ClusterView.PATIENCE)
        .until(
            () ->
                view.client()
                        .configMaps()
                        .inNamespace(view.namespace().name())
                        .withName(SealingKeyDocument.NAME)
                        .get()
                    != null);
    publicKey =
        Files.writeString(
            directory.resolve("key.yaml"),
            view.kubectl("get", "configmap", SealingKeyDocument.NAME, "--output", "yaml"));
    String first = seal(plant("sealed value", ""));
    applySealed(first, seal(plant("sealed for another key", "")));
    view.await(
        "the sealed value",
        "OrientSecret",
        "app-sealed",
        object -> row(object, "SEALED").path("version").asLong() == 1);
    applySealed(seal(plant("second sealed value", "")), first.substring(0, first.length() - 8));
    view.await(
        "the second sealed value",
        "OrientSecret",
        "app-sealed",
        object -> row(object, "SEALED").path("version").asLong() == 2);
    applySealed(first, first);
    view.await(
        "the refusal of the first one",
        "OrientSecret",
        "app-sealed",
        object ->
            ClusterView.condition(object, "SealedValuesTaken")
                .path("message")
                .asText()
                .contains("SEALED has a sealed value of"));
  }

  private String seal(PlantedValue value) {
    return SealProcess.seal(publicKey, view.namespace().name(), "SEALED", value.text());
  }

  private void applySealed(String sealed, String moved) {
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: app-sealed}
        spec:
          keys:
          - {key: SEALED, sealedValue: %s}
          - {key: MOVED, optional: true, sealedValue: %s}
        """
            .formatted(sealed, moved));
  }

  private void generate() {
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: app-generated}
        spec:
          keys:
          - {key: PASSWORD, generate: {type: Random}}
          - {key: HTPASSWD, generate: {type: Htpasswd, from: PASSWORD, user: admin}}
          - {key: NO_KEY, optional: true, generate: {type: PublicKey, from: PASSWORD}}
        """);
    view.awaitReason("OrientSecret", "app-generated", "Synced");
    String password = view.data("app-generated").get("PASSWORD");
    planted.add(PlantedValue.of("generated value", "", password));
  }

  private void fallBack() {
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: fallback}
        spec:
          keys: [{key: ANTHROPIC_API_KEY}, {key: JIRA_API_TOKEN}]
        """);
    view.awaitReason("OrientSecret", "fallback", "Synced");
  }

  private void mergeIntoSomebodyElses() {
    put("SLACK_BOT_TOKEN", plant("merge", "xoxb-"));
    view.kubectl(
        "create",
        "secret",
        "generic",
        "foreign",
        "--from-literal=theirs=" + plant("somebody else's", "").text());
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: merging}
        spec:
          target: {name: foreign, creationPolicy: Merge}
          keys: [{key: SLACK_BOT_TOKEN}]
        """);
    view.awaitReason("OrientSecret", "merging", "Synced");
    assertThat(view.data("foreign")).containsOnlyKeys("theirs", "SLACK_BOT_TOKEN");
  }

  private void projectTooMuch() {
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < 17; i++) {
      String text = plant("oversize " + i, "").text().repeat(2048).substring(0, 64 * 1024);
      put("LARGE_" + i, text);
      keys.append("  - key: LARGE_").append(i).append('\n');
    }
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: oversize}
        spec:
          keys:
        """
            + keys);
    view.awaitReason("OrientSecret", "oversize", "TargetTooLarge");
  }

  /** The API server says of such data what is wrong with it. */
  private void projectWhatTheApiServerRefuses() {
    put("DOCKER", plant("value that the API server refuses", "{\"auths\": "));
    put("CERT", plant("certificate without key", "-----BEGIN"));
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: refused}
        spec:
          target: {type: kubernetes.io/dockerconfigjson}
          keys: [{key: DOCKER, as: .dockerconfigjson}]
        ---
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: half-tls}
        spec:
          target: {type: kubernetes.io/tls}
          keys: [{key: CERT, as: tls.crt}]
        """);
    view.awaitReason("OrientSecret", "refused", "ApiRefused");
    view.awaitReason("OrientSecret", "half-tls", "ApiRefused");
  }

  /** Files that work, that cannot be rendered, and that the API server refuses. */
  private void renderFiles() {
    put("RENDERED", plant("rendered value", ""));
    byte[] noText = (plant("value that is no text", "").text() + "\u00ff").getBytes(ISO_8859_1);
    try (SecretBytes bytes = SecretBytes.owning(noText)) {
      store.put(PutRequest.of(view.namespace().name(), "NO_TEXT", bytes), InProcessOperator.ALICE);
    }
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: files}
        spec:
          keys: [{key: RENDERED}]
          target:
            template:
              .env: "A={{RENDERED}} B={{#base64}}me:{{RENDERED}}{{/base64}} C={{#quote}}{{RENDERED}}{{/quote}}"
        ---
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: no-text}
        spec:
          keys: [{key: NO_TEXT}, {key: RENDERED}]
          target: {template: {.env: "{{RENDERED}}{{NO_TEXT}}"}}
        ---
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: no-json}
        spec:
          keys: [{key: RENDERED}]
          target:
            type: kubernetes.io/dockerconfigjson
            template: {.dockerconfigjson: "{\\"auths\\": {{RENDERED}}}"}
        """);
    view.awaitReason("OrientSecret", "files", "Synced");
    view.awaitReason("OrientSecret", "no-text", "TemplateFailed");
    view.awaitReason("OrientSecret", "no-json", "ApiRefused");
  }

  private void includeApiKeys() {
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: ProviderDefaults
        metadata: {name: ai}
        spec:
          useCases: {chat: {provider: openai}}
          includeApiKeys: true
        """);
    view.awaitReason("ProviderDefaults", "ai", "Synced");
  }

  private void damageARow() throws SQLException {
    put("DAMAGED", plant("row that is damaged", ""));
    execute(
        "set session_replication_role = replica",
        """
        update orient_store.secret_versions v
        set envelope = set_byte(
          envelope, octet_length(envelope) - 4, get_byte(envelope, octet_length(envelope) - 4) # 1)
        from orient_store.secrets s where s.uid = v.secret_uid and s.name = 'DAMAGED'
        """);
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: damaged}
        spec:
          keys: [{key: DAMAGED}]
        """);
    view.awaitReason("OrientSecret", "damaged", "ValueUnreadable");
  }

  /** An error of the database whose details would quote the row. */
  private void refuseAnImportInTheDatabase() throws SQLException {
    execute(
        "alter table orient_store.audit_log add constraint mean check (action <> 'import') not valid");
    createSource(plant("import that the database refuses", "").text());
    view.awaitReason("OrientSecret", "imported", "StoreError");
    execute("alter table orient_store.audit_log drop constraint mean");
  }

  private void loseTheStore() {
    postgres.stop();
    view.awaitReason("OrientSecret", "app", "StoreUnavailable");
    createSource(plant("import during an outage", "").text());
    postgres.start();
    view.awaitReason("OrientSecret", "app", "Synced");
    view.awaitReason("OrientSecret", "imported", "Synced");
    view.awaitReason("ProviderDefaults", "ai", "Synced");
  }

  private OperatorProcess startOperator() throws IOException {
    Path defaults =
        Files.writeString(
            directory.resolve("defaults.yaml"),
            "JIRA_API_TOKEN: " + plant("configuration file", "").text());
    return OperatorProcess.builder()
        .env("KUBECONFIG", view.controlPlane().kubeconfig().toString())
        .env("ORIENT_NAMESPACES", view.namespace().name())
        .env("ORIENT_OPERATOR_NAMESPACE", view.namespace().name())
        .env("ORIENT_DATABASE_URL", database.jdbcUrl())
        .env("ORIENT_DATABASE_USER", database.username())
        .env("ORIENT_DATABASE_PASSWORD", password.text())
        .env("ORIENT_KEK", kek)
        .env("ORIENT_DEFAULTS_FILE", defaults.toString())
        .env("ANTHROPIC_API_KEY", plant("environment", "sk-ant-").text())
        .env("ORIENT_LOG_LEVEL", "DEBUG")
        .env("ORIENT_LOG_LEVEL_LIBRARIES", "TRACE")
        .start(directory.resolve("operator.log"));
  }

  private PostgresSecretStore openStore() {
    return PostgresSecretStore.open(
        new StoreSettings(
            database.jdbcUrl(),
            database.username(),
            database.password(),
            4,
            Duration.ofSeconds(10)),
        new EnvironmentKekProvider(Map.of("ORIENT_KEK", kek)));
  }

  private Throwable failure(String scope, String key, String value) {
    return catchThrowable(
        () ->
            store.put(
                PutRequest.of(
                    scope, key, SecretBytes.owning(value.getBytes(StandardCharsets.UTF_8))),
                InProcessOperator.ALICE));
  }

  private void put(String key, PlantedValue value) {
    put(key, value.text());
  }

  private void put(String key, String value) {
    try (SecretBytes bytes = SecretBytes.owning(value.getBytes(StandardCharsets.UTF_8))) {
      store.put(PutRequest.of(view.namespace().name(), key, bytes), InProcessOperator.ALICE);
    }
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private PlantedValue plant(String name, String prefix) {
    PlantedValue value = PlantedValue.plant(name, prefix);
    planted.add(value);
    return value;
  }

  /** The second half of the key is hunted too. */
  private String plantedHex() {
    return plant("key-encryption key", "").text();
  }

  /** Remembers what is found, so that one run tells of every leak. */
  private void hunt(String where, String text) {
    planted.stream()
        .filter(value -> value.isIn(text))
        .forEach(value -> leaks.add(value + " is in " + where));
  }

  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
