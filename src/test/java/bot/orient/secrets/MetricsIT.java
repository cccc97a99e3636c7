package bot.orient.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.monitoring.ExportedMetric;
import bot.orient.secrets.testing.ClusterView;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.FreePort;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.MonitoringPages;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.PlantedValue;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.StoreWriter;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a running operator exports, while it does all that is counted. */
@ExtendWith(ControlPlaneExtension.class)
class MetricsIT {

  @TempDir private Path directory;

  private final List<PlantedValue> planted = new ArrayList<>();
  private ClusterView view;
  private TestDatabase database;
  private StoreWriter store;
  private MonitoringPages pages;

  @BeforeEach
  void prepare(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    view = new ClusterView(controlPlane, client, namespace);
    database = PostgresServer.shared().createDatabase();
    store = StoreWriter.open(database);
    // The store is looked at each minute only, so all keys are there before the first time.
    store.makeSealingKey();
    put("OPENAI_API_KEY", "sk-");
    put("GITHUB_TOKEN", "ghp_");
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void everythingIsCountedAndDocumentedAndNothingIsGivenAway() throws IOException {
    try (OperatorProcess operator = start();
        FakeKubelet kubelet = FakeKubelet.start(view.client(), view.namespace().name())) {
      restartOneAndSpareAnother();
      waitForAKey();
      learnOfACompromise();
      pages.awaitSample("orient_audit_intact", intact -> intact == 1);
      pages.awaitSample("orient_sealing_key_age_seconds", age -> age >= 0);

      String metrics = pages.metrics();

      assertThat(ExportedMetric.ofScrape(metrics)).isEqualTo(ExportedMetric.ofTable(table()));
      assertThat(pages.sample("orient_feed_connected")).isEqualTo(1);
      assertThat(pages.sample("orient_feed_lag_seconds")).isBetween(0.0, 60.0);
      assertThat(pages.sample("orient_leader")).isEqualTo(1);
      assertThat(pages.sample("orient_admin_certificate_expiry_seconds")).isPositive();
      assertThat(pages.sample("orient_kek_age_seconds")).isBetween(0.0, 600.0);
      assertThat(pages.sample("orient_seed_age_seconds")).isBetween(0.0, 600.0);
      assertThat(metrics)
          .as("names of namespaces, resources and keys")
          .doesNotContain(view.namespace().name(), "OPENAI", "planted", "chat");
      assertThat(planted).noneMatch(value -> value.isIn(metrics));
      operator.stop();
      assertThat(operator.log()).doesNotContain("\tat ");
    }
  }

  private void restartOneAndSpareAnother() {
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
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: code}
        spec:
          selector: {matchLabels: {app: code}}
          template:
            metadata: {labels: {app: code}}
            spec:
              containers:
              - name: main
                image: example.test/code:1
                env: [{name: TOKEN, valueFrom: {secretKeyRef: {name: app, key: GITHUB_TOKEN}}}]
        """);
    view.await(
        "the Deployments to be ready",
        "OrientSecret",
        "app",
        object -> "2/2 done".equals(object.at("/status/restarts").asText()));
    assertThat(pages.sample("orient_restarts_total{event=\"started\"}")).isZero();

    put("OPENAI_API_KEY", "sk-");

    pages.awaitSample("orient_restarts_total{event=\"finished\"}", count -> count == 1);
    assertThat(pages.sample("orient_restarts_total{event=\"started\"}")).isEqualTo(1);
    assertThat(pages.sample("orient_restarts_total{event=\"failed\"}")).isZero();
    assertThat(pages.sample("orient_restarts_total{event=\"avoided\"}")).isEqualTo(1);
    assertThat(pages.sample("orient_sync_latency_seconds_count{controller=\"orientsecret\"}"))
        .as("the first projection follows the resource, not a change")
        .isEqualTo(1);
  }

  private void waitForAKey() {
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: late}
        spec:
          keys: [{key: NOT_THERE}, {key: NOT_NEEDED, optional: true}]
        """);
    view.awaitReason("OrientSecret", "late", "KeysMissing");
    pages.awaitSample("orient_keys{state=\"missing\"}", count -> count == 1);
    assertThat(pages.sample("orient_keys{state=\"absent\"}")).isEqualTo(1);
    assertThat(pages.sample("orient_keys{state=\"ok\"}")).isEqualTo(2);
    assertThat(pages.sample("orient_orientsecrets{ready=\"true\"}")).isEqualTo(1);
    assertThat(pages.sample("orient_orientsecrets{ready=\"false\"}")).isEqualTo(1);
    assertThat(
            pages.sample(
                "orient_sync_results_total{controller=\"orientsecret\",result=\"incomplete\"}"))
        .isPositive();
  }

  private void learnOfACompromise() {
    assertThat(pages.sample("orient_keys_due{reason=\"compromised\"}")).isZero();
    store.markCompromised(view.namespace().name(), "GITHUB_TOKEN");
    pages.awaitSample("orient_keys_due{reason=\"compromised\"}", count -> count == 1);
  }

  private void put(String key, String prefix) {
    PlantedValue value = PlantedValue.plant(key, prefix);
    planted.add(value);
    store.put(view.namespace().name(), key, value.text());
  }

  private OperatorProcess start() {
    int port = FreePort.pick();
    pages = new MonitoringPages(port);
    OperatorProcess operator =
        OperatorProcess.builder()
            .env("KUBECONFIG", view.controlPlane().kubeconfig().toString())
            .env("ORIENT_NAMESPACES", view.namespace().name())
            .env("ORIENT_OPERATOR_NAMESPACE", view.namespace().name())
            .env("ORIENT_DATABASE_URL", database.jdbcUrl())
            .env("ORIENT_DATABASE_USER", database.username())
            .env("ORIENT_DATABASE_PASSWORD", database.password())
            .env("ORIENT_KEK", InProcessOperator.KEK)
            .env("ORIENT_RESTART_SETTLE", "PT0S")
            .env("ORIENT_ADMIN_PORT", Integer.toString(FreePort.pick()))
            .env("ORIENT_MONITORING_PORT", Integer.toString(port))
            .start(directory.resolve("operator.log"));
    pages.awaitStatus("/readyz", 200);
    return operator;
  }

  private static String table() throws IOException {
    try (InputStream file =
        MetricsIT.class.getResourceAsStream("/bot/orient/secrets/monitoring/metrics.md")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
