package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.store.StoreUnavailableException;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.FullDisk;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.StoreWriter;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A database that goes and comes again, which no Secret and no workload is to notice. */
@ExtendWith(ControlPlaneExtension.class)
class OutageIT {

  private static final String KEY = "OPENAI_API_KEY";
  private static final String OTHER = "GITHUB_TOKEN";
  private static final String IMPORTED = "SLACK_BOT_TOKEN";

  /** How long the database stays away, in seconds: {@code -Dorient.outage.seconds=60}. */
  private static final Duration OUTAGE =
      Duration.ofSeconds(Long.getLong("orient.outage.seconds", 15));

  private static PostgresServer server;

  private ControlPlane controlPlane;
  private TestDatabase database;
  private StoreWriter store;
  private FakeKubelet kubelet;
  private InProcessOperator operator;
  private RestartScene scene;
  private boolean away;

  @RegisterExtension private final FailureReport report = new FailureReport(() -> scene.story());

  @BeforeAll
  static void startServer() {
    server = PostgresServer.startNew();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void startTwoWorkloads(ControlPlane running, KubernetesClient client, TestNamespace namespace) {
    controlPlane = running;
    database = server.createDatabase();
    store = StoreWriter.open(database);
    kubelet = FakeKubelet.start(client, namespace.name());
    scene = new RestartScene(controlPlane, client, store, namespace);
    scene.put(KEY, "one");
    scene.put(OTHER, "one");
    startOperator();
    scene.sync(scene.orientSecret("app").key(KEY).key(OTHER));
    scene.start(scene.deployment("chat").env("app", KEY), scene.deployment("files").volume("app"));
  }

  @AfterEach
  void stopEverything() {
    if (away) {
      bringDatabaseBack();
    }
    stopOperator();
    kubelet.close();
    store.close();
  }

  private void startOperator() {
    operator = InProcessOperator.start(controlPlane, database);
  }

  private void stopOperator() {
    if (operator != null) {
      operator.close();
      operator = null;
    }
  }

  private void takeDatabaseAway() {
    server.stop();
    away = true;
  }

  private void bringDatabaseBack() {
    server.start();
    away = false;
  }

  @Test
  void outageChangesNoSecretAndRestartsNothingAndHealsByItself() {
    String version = secretVersion();
    takeDatabaseAway();
    OrientSecret waiting = awaitReason("StoreUnavailable");
    assertThat(ready(waiting).getStatus()).isEqualTo("False");
    assertThat(ready(waiting).getMessage())
        .contains("the Secret stays as it is")
        .doesNotContain("one");
    assertThat(waiting.getStatus().syncedKeys()).isEqualTo("2/2");

    await("the outage")
        .during(OUTAGE)
        .atMost(OUTAGE.plus(RestartScene.PATIENCE))
        .until(
            () ->
                secretVersion().equals(version)
                    && ready(scene.resource("app")).getReason().equals("StoreUnavailable"));

    bringDatabaseBack();
    long returned = System.nanoTime();
    scene.awaitReady("app");
    System.err.printf(
        "ready %d ms after the database was back from %d s%n",
        Duration.ofNanos(System.nanoTime() - returned).toMillis(), OUTAGE.toSeconds());
    scene.settle();
    assertThat(secretVersion()).isEqualTo(version);
    assertThat(scene.rollouts("chat", "files")).isEqualTo(Map.of("chat", 1, "files", 1));

    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);
  }

  @Test
  void secretDeletedDuringAnOutageIsBackAfterItAndRestartsNothing() {
    takeDatabaseAway();
    awaitReason("StoreUnavailable");

    scene.deleteSecret("app");
    // Nobody has the values to heal it with.
    assertThat(scene.find("app")).isEmpty();
    bringDatabaseBack();
    scene.awaitReady("app");
    scene.awaitValue("app", KEY, "one");
    scene.settle();

    assertThat(scene.value("app", OTHER)).contains("one");
    assertThat(scene.rollouts("chat", "files")).isEqualTo(Map.of("chat", 1, "files", 1));
  }

  @Test
  void operatorThatStartsDuringAnOutageEmptiesNothingAndHeals() {
    String version = secretVersion();
    stopOperator();
    takeDatabaseAway();

    startOperator();
    awaitReason("StoreUnavailable");
    scene.apply(scene.orientSecret("late").key(KEY).build());
    awaitReason("late", "StoreUnavailable");
    assertThat(secretVersion()).isEqualTo(version);
    assertThat(scene.find("late")).isEmpty();

    bringDatabaseBack();
    long returned = System.nanoTime();
    scene.awaitReady("app");
    scene.awaitReady("late");
    System.err.printf(
        "ready %d ms after the database was there%n",
        Duration.ofNanos(System.nanoTime() - returned).toMillis());
    scene.settle();
    assertThat(secretVersion()).isEqualTo(version);
    assertThat(scene.rollouts("chat", "files")).isEqualTo(Map.of("chat", 1, "files", 1));
  }

  @Test
  void fullDiskStopsWritesAndNoProjectionAndHealsByItself() throws SQLException, IOException {
    String version = secretVersion();
    createSource("imported");
    try (FullDisk disk = FullDisk.under(server, database, "orient_store.audit_log")) {
      await("writes to stop with the reason")
          .atMost(RestartScene.PATIENCE)
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> scene.put(KEY, "two"))
                      .isInstanceOf(StoreUnavailableException.class)
                      .hasMessageContaining("is out of disk space"));
      scene.awaitReady("app");
      assertThat(secretVersion()).isEqualTo(version);

      scene.deleteSecret("app");
      scene.awaitValue("app", KEY, "one");
      scene.apply(scene.orientSecret("late").key(KEY).build());
      scene.awaitValue("late", KEY, "one");
      scene.apply(scene.orientSecret("importer").importedKey(IMPORTED, "source", "token").build());
      awaitReason("importer", "StoreUnavailable");
      assertThat(scene.find("importer")).isEmpty();
    }
    scene.awaitValue("importer", IMPORTED, "imported");
    scene.settle();
    assertThat(scene.value("app", KEY)).contains("one");
    assertThat(scene.rollouts("chat", "files")).isEqualTo(Map.of("chat", 1, "files", 1));

    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);
  }

  private void createSource(String value) {
    scene.apply(
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(scene.namespace())
            .withName("source")
            .endMetadata()
            .withStringData(Map.of("token", value))
            .build());
  }

  private String secretVersion() {
    Secret secret = scene.find("app").orElseThrow();
    return secret.getMetadata().getUid() + " " + secret.getMetadata().getResourceVersion();
  }

  private OrientSecret awaitReason(String reason) {
    return awaitReason("app", reason);
  }

  private OrientSecret awaitReason(String orientSecret, String reason) {
    await("OrientSecret " + orientSecret + " to be " + reason)
        .atMost(RestartScene.PATIENCE)
        .until(() -> reason(orientSecret).equals(Optional.of(reason)));
    return scene.resource(orientSecret);
  }

  private Optional<String> reason(String orientSecret) {
    return Optional.ofNullable(scene.resource(orientSecret).getStatus())
        .map(status -> ready(scene.resource(orientSecret)).getReason());
  }

  private static Condition ready(OrientSecret resource) {
    return resource.getStatus().conditions().stream()
        .filter(condition -> "Ready".equals(condition.getType()))
        .findFirst()
        .orElseThrow();
  }
}
