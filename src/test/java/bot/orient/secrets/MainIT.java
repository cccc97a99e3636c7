package bot.orient.secrets;

import static bot.orient.secrets.testing.ClusterView.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.ClusterView;
import bot.orient.secrets.testing.ConcurrentTest;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.DatabaseDump;
import bot.orient.secrets.testing.MountedSecret;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.PlantedValue;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TcpProxy;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestKmsPlugin;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The operator as a process: how it starts, refuses to start, and ends. */
@ExtendWith(ControlPlaneExtension.class)
class MainIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern STARTED = Pattern.compile("INFO .* started\\n");
  private static final int BAD_CONFIGURATION = 78;

  @TempDir private Path directory;

  private ControlPlane controlPlane;
  private ClusterView view;
  private TestDatabase database;

  @BeforeEach
  void prepare(ControlPlane shared, KubernetesClient client, TestNamespace namespace) {
    controlPlane = shared;
    view = new ClusterView(shared, client, namespace);
    database = PostgresServer.shared().createDatabase();
  }

  @ConcurrentTest
  void badSettingIsOneClearLine() {
    assertRefused(Map.of("ORIENT_THREADS", "many"), "ORIENT_THREADS: expected a whole number");
    assertRefused(Map.of("ORIENT_DATABASE_PASSWORD", ""), "ORIENT_DATABASE_PASSWORD is not set");
    assertRefused(
        Map.of("ORIENT_DATABASE_URL", "jdbc:postgresql://db:x/y?password=planted"),
        "ORIENT_DATABASE_URL");
  }

  @ConcurrentTest
  void ownSettingsCannotBeListedAsFallbacks() {
    assertRefused(Map.of("ORIENT_FALLBACK_KEYS", "OWN_KEY,PATH"), "ORIENT_FALLBACK_KEYS: PATH");
  }

  @ConcurrentTest
  void badFilesAreOneClearLine() throws IOException {
    Path defaults = Files.writeString(directory.resolve("defaults.yaml"), "A: {planted: planted}");
    assertRefused(
        Map.of("ORIENT_DEFAULTS_FILE", defaults.toString()), "ORIENT_DEFAULTS_FILE: " + defaults);

    Path catalog = Files.writeString(directory.resolve("catalog.yaml"), "keys: {A: {nonsense: 1}}");
    assertRefused(Map.of("ORIENT_CATALOG_FILE", catalog.toString()), catalog + "");
  }

  @ConcurrentTest
  void apiServerThatIsAwayEndsTheProcessWithAHint() throws IOException {
    Path nowhere =
        Files.writeString(
            directory.resolve("kubeconfig"),
            Files.readString(controlPlane.kubeconfig())
                .replaceAll("https://127\\.0\\.0\\.1:\\d+", "https://127.0.0.1:1"));
    try (OperatorProcess operator =
        operator("k1", 'a').env("KUBECONFIG", nowhere.toString()).start(log())) {
      assertThat(operator.awaitExit(PATIENCE)).isEqualTo(1);
      assertThat(operator.log().lines().filter(line -> line.contains("cannot start: ")))
          .singleElement()
          .asString()
          .contains("ConnectException", "check that the API server can be reached");
    }
  }

  @ConcurrentTest
  void sigtermEndsTheProcessInOrder() throws IOException {
    try (OperatorProcess operator = operator("k1", 'a').start(log())) {
      operator.awaitLog(STARTED, PATIENCE);

      operator.stop();

      assertThat(operator.awaitExit(PATIENCE)).isEqualTo(143);
      assertThat(operator.log()).contains("stopped").doesNotContain("\tat ");
    }
  }

  @ConcurrentTest
  void databaseThatHangsDoesNotKeepTheProcessFromEnding() throws IOException {
    int port = URI.create(database.jdbcUrl().substring("jdbc:".length())).getPort();
    applySecret();
    try (TcpProxy network = TcpProxy.to(port);
        OperatorProcess operator =
            operator("k1", 'a')
                .env(
                    "ORIENT_DATABASE_URL",
                    database.jdbcUrl().replace(":" + port + "/", ":" + network.port() + "/"))
                .start(log())) {
      view.awaitReason("OrientSecret", "app", "Synced");
      network.stall();
      view.kubectl("annotate", "osec", "app", "look=again");

      operator.stop();

      assertThat(operator.awaitExit(PATIENCE)).isEqualTo(143);
    }
  }

  @ConcurrentTest
  void auditTrailIsSealedBesideTheReconcilers() throws IOException {
    applySecret();
    try (OperatorProcess operator = operator("k1", 'a').start(log())) {
      view.awaitReason("OrientSecret", "app", "Synced");

      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                try (var connection = database.dataSource().getConnection();
                    var statement = connection.createStatement();
                    var sealed =
                        statement.executeQuery(
                            "select sum(row_count) from orient_store.audit_seals")) {
                  return sealed.next() && sealed.getLong(1) > 0;
                }
              });
      operator.stop();
    }
  }

  @ConcurrentTest
  void wrongKeyWritesNothingAndSaysWhichKeyIsNeeded() throws IOException {
    applySecret();
    try (OperatorProcess right = operator("k1", 'a').start(log())) {
      view.awaitReason("OrientSecret", "app", "Synced");
      right.stop();
    }
    List<String> before = DatabaseDump.of(database).rows();

    try (OperatorProcess wrong = operator("k2", 'b').start(log())) {
      String message =
          condition(view.awaitReason("OrientSecret", "app", "StoreKeyMismatch"), "Ready")
              .path("message")
              .asText();

      assertThat(message).contains("'k1'", "not loaded", "loaded: k2", "Add that key");
      wrong.stop();
    }
    try (OperatorProcess wrong = operator("k1", 'b').start(log())) {
      view.await(
          "the other mistake to be told",
          "OrientSecret",
          "app",
          object ->
              condition(object, "Ready")
                  .path("message")
                  .asText()
                  .contains("another key-encryption key 'k1' than the one loaded under that id"));
      wrong.stop();
    }

    assertThat(DatabaseDump.of(database).rows()).isEqualTo(before);
    assertThat(view.data("app")).containsEntry("JIRA_EMAIL", "me@example.test");
    try (OperatorProcess right = operator("k1", 'a').start(log())) {
      view.awaitReason("OrientSecret", "app", "Synced");
      right.stop();
    }
  }

  @ConcurrentTest
  void keyMayComeFromASecretOfTheCluster() throws IOException {
    Path key = key("k1", 'a').resolve("k1");
    view.kubectl("create", "secret", "generic", "kek", "--from-file=k1=" + key);
    applySecret();
    try (OperatorProcess operator =
        settings().env("ORIENT_KEK_SECRET", view.namespace().name() + "/kek").start(log())) {
      view.awaitReason("OrientSecret", "app", "Synced");

      assertThat(operator.log()).contains("from Secret " + view.namespace().name() + "/kek");
    }
  }

  @ConcurrentTest
  void newKeyInTheDirectoryIsTakenIntoUseWithoutARestart() throws IOException {
    MountedSecret keys = new MountedSecret(Files.createDirectories(directory.resolve("keys")));
    String first = "0a".repeat(31) + "11";
    String second = "0b".repeat(31) + "11";
    keys.write(Map.of("k1", first));
    applySecret();
    try (OperatorProcess operator =
        settings()
            .env("ORIENT_KEK_DIRECTORY", directory.resolve("keys").toString())
            .env("ORIENT_KEY_POLL", "PT0.1S")
            .start(log())) {
      view.awaitReason("OrientSecret", "app", "Synced");

      keys.write(Map.of("k1", first, "k2", second, "active", "k2"));
      operator.awaitLog(Pattern.compile("promoting key-encryption key 'k2'"), PATIENCE);

      operator.stop();
      assertThat(operator.log()).doesNotContain(first).doesNotContain(second);
    }
    keys.write(Map.of("k2", second));
    Path log = directory.resolve("with-the-new-key.log");
    try (OperatorProcess operator =
        settings().env("ORIENT_KEK_DIRECTORY", directory.resolve("keys").toString()).start(log)) {
      operator.awaitLog(Pattern.compile("is open; keys k2 from"), PATIENCE);
    }
  }

  @ConcurrentTest
  void keyMayStayWithAKmsPlugin() throws IOException {
    applySecret();
    try (TestKmsPlugin plugin = TestKmsPlugin.start(directory.resolve("kms.sock"))) {
      plugin.stop();
      try (OperatorProcess operator =
          settings()
              .env("ORIENT_KEK_KMS_ENDPOINT", plugin.endpoint())
              .env("ORIENT_LOG_LEVEL", "DEBUG")
              .env("ORIENT_LOG_LEVEL_LIBRARIES", "DEBUG")
              .start(log())) {
        String message =
            condition(view.awaitReason("OrientSecret", "app", "KeyServiceUnavailable"), "Ready")
                .path("message")
                .asText();
        assertThat(message)
            .contains("KMS plugin " + plugin.endpoint() + " does not answer: check that it runs")
            .contains("the Secret stays as it is");

        plugin.start();

        view.awaitReason("OrientSecret", "app", "Synced");
        assertThat(operator.log()).contains("is open; keys kms:key-1 from KMS plugin");
        operator.stop();
        assertThat(operator.awaitExit(PATIENCE)).isEqualTo(143);
        assertThat(plugin.encrypted()).isPositive();
        assertThat(plugin.isGivenAwayBy(operator.log())).isFalse();
      }
    }
  }

  @ConcurrentTest
  void keySecretThatIsAbsentIsToldInTheStatus() {
    applySecret();
    try (OperatorProcess operator =
        settings().env("ORIENT_KEK_SECRET", view.namespace().name() + "/kek").start(log())) {
      operator.awaitLog(STARTED, PATIENCE);

      assertThat(
              condition(view.awaitReason("OrientSecret", "app", "StoreKeyMismatch"), "Ready")
                  .path("message")
                  .asText())
          .contains("/kek does not exist: create it");
    }
  }

  private void applySecret() {
    view.kubectl("create", "secret", "generic", "source", "--from-literal=mail=me@example.test");
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: app}
        spec:
          keys:
          - {key: JIRA_EMAIL, secretKeyRef: {name: source, key: mail}}
        """);
  }

  private void assertRefused(Map<String, String> bad, String expected) {
    PlantedValue password = PlantedValue.plant("database password");
    Path log = directory.resolve("refused-" + expected.hashCode() + ".log");
    try (OperatorProcess operator =
        settings()
            .env("ORIENT_KEK", "0123456789abcdef".repeat(4))
            .env("ORIENT_DATABASE_PASSWORD", password.text())
            .env(bad)
            .start(log)) {
      assertThat(operator.awaitExit(PATIENCE)).isEqualTo(BAD_CONFIGURATION);
      assertThat(operator.log().lines().filter(line -> line.contains("ERROR")))
          .singleElement()
          .asString()
          .contains("bad configuration: ", expected);
      assertThat(operator.log()).doesNotContain("\tat ").doesNotContain("planted");
      assertThat(password.isIn(operator.log())).isFalse();
    }
  }

  private OperatorProcess.Builder operator(String keyId, char content) throws IOException {
    return settings().env("ORIENT_KEK_DIRECTORY", key(keyId, content).toString());
  }

  private OperatorProcess.Builder settings() {
    return OperatorProcess.builder()
        .env("KUBECONFIG", controlPlane.kubeconfig().toString())
        .env("ORIENT_DATABASE_URL", database.jdbcUrl())
        .env("ORIENT_DATABASE_USER", database.username())
        .env("ORIENT_DATABASE_PASSWORD", database.password())
        .env("ORIENT_NAMESPACES", view.namespace().name());
  }

  /** A directory with one key. */
  private Path key(String id, char content) throws IOException {
    Path keys = Files.createDirectories(directory.resolve("kek-" + id + content));
    Path file = keys.resolve(id);
    Files.writeString(file, ("0" + content).repeat(31) + "11");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return keys;
  }

  private Path log() {
    return directory.resolve("operator.log");
  }
}
