package bot.orient.secrets.kubernetes;

import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.sync.RestartSettings;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.StoreWriter;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import bot.orient.secrets.testing.clock.ProcessClock;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that a test of restarts needs: a store, a fake kubelet, a namespace or several, and an
 * operator that it starts and ends as it likes.
 */
final class RestartStage implements AutoCloseable {

  private static final Pattern STARTED = Pattern.compile("started$", Pattern.MULTILINE);

  private final ControlPlane controlPlane;
  private final KubernetesClient client;
  private final TestDatabase database = PostgresServer.shared().createDatabase();
  private final StoreWriter store = StoreWriter.open(database);
  private final List<TestNamespace> neighbours;
  private final FakeKubelet kubelet;
  private final RestartScene scene;
  private Optional<ProcessClock> clock = Optional.empty();
  private InProcessOperator operator;
  private OperatorProcess process;

  /**
   * @param namespace of the scene
   */
  RestartStage(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    this(controlPlane, client, namespace, 0);
  }

  /**
   * @param namespace of the scene
   * @param neighbours more namespaces, each with a scene of its own; nothing of others is touched
   */
  RestartStage(
      ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace, int neighbours) {
    this.controlPlane = controlPlane;
    this.client = client;
    this.neighbours =
        Stream.generate(() -> TestNamespace.create(client)).limit(neighbours).toList();
    this.scene = sceneIn(namespace);
    this.kubelet = FakeKubelet.start(client, namespaces().toArray(String[]::new));
  }

  private RestartScene sceneIn(TestNamespace namespace) {
    return new RestartScene(controlPlane, client, store, namespace);
  }

  private Set<String> namespaces() {
    return Stream.concat(Stream.of(scene.namespace()), neighbours.stream().map(TestNamespace::name))
        .collect(Collectors.toSet());
  }

  RestartScene scene() {
    return scene;
  }

  /** The scene in one of the neighbouring namespaces. */
  RestartScene neighbour(int index) {
    return sceneIn(neighbours.get(index));
  }

  StoreWriter store() {
    return store;
  }

  FakeKubelet kubelet() {
    return kubelet;
  }

  KubernetesClient client() {
    return client;
  }

  /** Restarts wait for nothing. */
  void startOperator() {
    startOperator(InProcessOperator.SWIFT);
  }

  void startOperator(RestartSettings settings) {
    operator = InProcessOperator.start(controlPlane, database, settings, namespaces());
  }

  /** With keys from this source, of which the first must be the one that {@link #store()} has. */
  InProcessOperator startOperator(KekProvider keks) {
    operator =
        InProcessOperator.start(
            controlPlane, database, keks, InProcessOperator.SWIFT, namespaces());
    return operator;
  }

  void stopOperator() {
    if (operator != null) {
      operator.close();
      operator = null;
    }
  }

  /** Operators that are started as a process go by it. */
  RestartStage withClock(ProcessClock theirs) {
    clock = Optional.of(theirs);
    return this;
  }

  /** Starts an operator that can be killed, and does not wait for it. */
  OperatorProcess launchOperator(RestartSettings settings, Path log) {
    OperatorProcess.Builder builder = OperatorProcess.builder();
    clock.map(ProcessClock::jvmFlag).ifPresent(builder::jvmFlag);
    process =
        builder
            .env("ORIENT_DATABASE_URL", database.jdbcUrl())
            .env("ORIENT_DATABASE_USER", database.username())
            .env("ORIENT_DATABASE_PASSWORD", database.password())
            .env("ORIENT_KEK", InProcessOperator.KEK)
            .env("ORIENT_NAMESPACES", scene.namespace())
            .env("ORIENT_RESTART_SETTLE", settings.settle().toString())
            .env("ORIENT_RESTART_MAX_CONCURRENT", Integer.toString(settings.maxConcurrent()))
            .env(
                "ORIENT_RESTART_MAX_CONCURRENT_PER_NAMESPACE",
                Integer.toString(settings.maxConcurrentPerNamespace()))
            .env("ORIENT_RESTART_PROGRESS_DEADLINE", settings.progressDeadline().toString())
            .env("KUBECONFIG", controlPlane.kubeconfig().toString())
            .start(log);
    return process;
  }

  /** The same, and waits until it works. */
  OperatorProcess startOperatorProcess(RestartSettings settings, Path log) {
    launchOperator(settings, log).awaitLog(STARTED, RestartScene.PATIENCE);
    return process;
  }

  @Override
  public void close() {
    stopOperator();
    if (process != null) {
      process.close();
    }
    neighbours.forEach(namespace -> client.namespaces().withName(namespace.name()).delete());
    kubelet.close();
    store.close();
  }
}
