package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.ClusterView;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.StoreWriter;
import bot.orient.secrets.testing.TcpProxy;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The network between operator and API server forgets connections, and tells nobody. */
@ExtendWith(ControlPlaneExtension.class)
class SilentNetworkIT {

  private static final String KEY = "OPENAI_API_KEY";
  private static final String OTHER = "GITHUB_TOKEN";
  private static final Pattern STARTED = Pattern.compile("started$", Pattern.MULTILINE);

  private static final Pattern CREATED = Pattern.compile("OrientSecret Created: Secret app");

  /** Pings that nobody answers, a request that times out, and room; fabric8 would take 5 to 10. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path directory;

  private ControlPlane controlPlane;
  private TestNamespace namespace;
  private TestDatabase database;
  private TcpProxy network;
  private StoreWriter store;
  private RestartScene scene;
  private OperatorProcess operator;

  @RegisterExtension private final FailureReport report = new FailureReport(() -> operator.log());

  @BeforeEach
  void enter(ControlPlane plane, KubernetesClient client, TestNamespace fresh) {
    controlPlane = plane;
    namespace = fresh;
    database = PostgresServer.shared().createDatabase();
    network = controlPlane.newProxy();
    store = StoreWriter.open(database);
    scene = new RestartScene(controlPlane, client, store, namespace);
  }

  @AfterEach
  void leave() {
    store.close();
    network.close();
  }

  @Test
  void leaderGoesOnByNewConnections() throws IOException {
    try (OperatorProcess process = start()) {
      operator = process;
      operator.awaitLog(STARTED, ClusterView.PATIENCE);
      scene.put(KEY, "one");
      scene.put(OTHER, "two");
      scene.sync(scene.orientSecret("app").key(KEY));

      network.silence();
      scene.apply(scene.orientSecret("app").key(KEY).key(OTHER).build());

      await()
          .atMost(PATIENCE)
          .until(() -> scene.find("app").orElseThrow().getData().containsKey(OTHER));
      assertThat(operator.log()).contains("/orientsecrets is silent, and is begun anew");
      assertThat(operator.isAlive()).isTrue();
      // By the store, whose connections are well, and by watches that were not used since.
      scene.put(KEY, "three");
      scene.awaitValue("app", KEY, "three");
    }
  }

  /** Nor does the watch tell that there was one: it lists anew, and it is not there. */
  @Test
  void secretThatIsGoneBeforeTheWatchToldOfItIsMadeAgain() throws IOException {
    try (OperatorProcess process = start()) {
      operator = process;
      operator.awaitLog(STARTED, ClusterView.PATIENCE);
      scene.apply(scene.orientSecret("app").key(KEY).build());
      await()
          .atMost(ClusterView.PATIENCE)
          .until(() -> scene.kubectl("get", "osec", "app").contains("KeysMissing"));

      network.silence();
      // The store tells of it, and a new connection is made.
      scene.put(KEY, "one");
      operator.awaitLog(CREATED, ClusterView.PATIENCE);
      scene.deleteSecret("app");
      controlPlane.stopApiServer();
      // With another one the deletion would be told.
      assertThat(operator.log()).doesNotContain("is silent, and is begun anew");
      controlPlane.compactEtcd();
      controlPlane.startApiServer();

      scene.awaitValue("app", KEY, "one");
    }
  }

  @Test
  void firstListThatBreaksOffEndsTheStartAndTheNextOneWorks() throws IOException {
    for (int i = 0; i < 5; i++) {
      scene.apply(large(scene.deployment("large-" + i).build()));
    }
    network.silenceAfter(600_000);

    try (OperatorProcess first = start()) {
      operator = first;
      assertThat(first.awaitExit(PATIENCE)).isEqualTo(1);
      assertThat(first.log()).contains("the answer broke off: nothing came for 10 s");
      assertThat(network.silenced()).isEqualTo(1);
    }
    // As the kubelet does.
    try (OperatorProcess second = start()) {
      operator = second;
      second.awaitLog(STARTED, ClusterView.PATIENCE);
      scene.put(KEY, "one");
      scene.sync(scene.orientSecret("app").key(KEY));
    }
  }

  private static Deployment large(Deployment deployment) {
    return new DeploymentBuilder(deployment)
        .editMetadata()
        .addToAnnotations("notes", "x".repeat(200_000))
        .endMetadata()
        .editSpec()
        .withReplicas(0)
        .endSpec()
        .build();
  }

  private OperatorProcess start() throws IOException {
    Path kubeconfig =
        controlPlane.kubeconfig(
            controlPlane.kubeconfig(), network, directory.resolve("kubeconfig"));
    return OperatorProcess.builder()
        .env("ORIENT_DATABASE_URL", database.jdbcUrl())
        .env("ORIENT_DATABASE_USER", database.username())
        .env("ORIENT_DATABASE_PASSWORD", database.password())
        .env("ORIENT_KEK", InProcessOperator.KEK)
        .env("ORIENT_NAMESPACES", namespace.name())
        .env("ORIENT_OPERATOR_NAMESPACE", namespace.name())
        .env("ORIENT_LEADER_ELECTION", "on")
        .env("ORIENT_POD_NAME", "operator-0")
        .env("KUBECONFIG", kubeconfig.toString())
        .start(directory.resolve("operator.log"));
  }
}
