package bot.orient.secrets.benchmark;

import static bot.orient.secrets.testing.OrientSecretBuilder.orientSecret;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.store.PostgresSecretStore;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneBinaries;
import bot.orient.secrets.testing.FreePort;
import bot.orient.secrets.testing.ImageTarball;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.MonitoringPages;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A cluster and a store full of what a big installation has: resources in a hundred namespaces,
 * some of which share one key, among Secrets and Deployments that are none of the operator's
 * business.
 */
final class ScaleCluster implements AutoCloseable {

  static final int OPERATOR_THREADS = 10;

  private static final int NAMESPACES = 100;
  private static final int VARIABLES = 10;
  private static final int MOST_SHARING = 1000;
  private static final int MOST_FLOOR = 2000;
  private static final String FLOOR_NAMESPACE = "default";
  private static final String SHARED_SCOPE = "platform.shared";
  private static final String SHARED_KEY = "SHARED_KEY";
  private static final int LOOK_MILLIS = 200;

  /**
   * The heap is, at first and at most, what the image's flags make of 512 MiB, less than the chart
   * gives; the collector is the one that Java chooses there.
   */
  private static final String LIMITED = "-XX:+UseSerialGC -Xms77m -Xmx358m";

  private static final Duration FEED_POLL = Duration.ofSeconds(10);

  private final int resources;
  private final Path directory;
  private final ImageTarball image;
  private final PostgresServer postgres = StoreStatements.startServer();
  private final TestDatabase database = postgres.createDatabase();
  private final ControlPlane controlPlane;
  private final KubernetesClient client;
  private final int monitoringPort = FreePort.pick();
  private final PostgresSecretStore store;

  ScaleCluster(int resources, Path directory) throws IOException {
    this.resources = resources;
    this.directory = directory;
    this.image =
        ImageTarball.unpack(
            Path.of("target/jib-image.tar"),
            Files.createDirectories(directory.resolve("image-" + resources)));
    this.controlPlane =
        ControlPlane.start(
            ControlPlaneBinaries.find(System.out::println), directory.resolve("cluster"));
    this.client = controlPlane.client();
    this.store = BenchmarkStore.open(database, OPERATOR_THREADS, FEED_POLL);
    controlPlane.installCrds(Path.of("crds"));
  }

  int resources() {
    return resources;
  }

  /** Resources that have the one shared key; the others have one each. */
  int sharing() {
    return Math.min(MOST_SHARING, resources / 2);
  }

  KubernetesClient client() {
    return client;
  }

  PostgresServer postgres() {
    return postgres;
  }

  StoreStatements statements() throws Exception {
    return new StoreStatements(postgres, database);
  }

  /** All that is there before the operator is. */
  void fill() throws Exception {
    inParallel(
        NAMESPACES,
        i ->
            client
                .resource(
                    new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace(i))
                        .endMetadata()
                        .build())
                .create());
    for (int i = 0; i < NAMESPACES; i++) {
      store.grant(SHARED_SCOPE, namespace(i), BenchmarkStore.WRITER);
    }
    rotateShared("shared-first");
    inParallel(resources, i -> rotate(i, "first-" + i));
    inParallel(resources, i -> client.resource(resource(i)).create());
    inParallel(resources / 2, this::createBystanders);
  }

  /** As many as make a rate. */
  int floorResources() {
    return Math.min(MOST_FLOOR, resources);
  }

  /** Resources that somebody else than the operator is going to work on. */
  List<OrientSecret> createFloor(int count) throws Exception {
    List<OrientSecret> floor =
        IntStream.range(0, count)
            .mapToObj(i -> orientSecret(FLOOR_NAMESPACE, "floor-" + i).key("KEY_" + i).build())
            .toList();
    inParallel(count, i -> client.resource(floor.get(i)).create());
    return floor;
  }

  void removeFloor() {
    client.resources(OrientSecret.class).inNamespace(FLOOR_NAMESPACE).delete();
    client
        .secrets()
        .inNamespace(FLOOR_NAMESPACE)
        .withLabel(Markers.PROJECTED_FOR, "floor")
        .delete();
  }

  private void createBystanders(int index) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace(index))
                .withName("bystander-" + index)
                .endMetadata()
                .addToStringData("password", "none-of-our-business")
                .build())
        .create();
    Map<String, String> labels = Map.of("app", "bystander-" + index);
    client
        .resource(
            new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(namespace(index))
                .withName("bystander-" + index)
                .endMetadata()
                .withNewSpec()
                .withReplicas(0)
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .addToContainers(usualContainer())
                .addNewVolume()
                .withName("settings")
                .withNewConfigMap()
                .withName("settings")
                .endConfigMap()
                .endVolume()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build())
        .create();
  }

  /** As long as those that people write. */
  private static Container usualContainer() {
    ContainerBuilder container =
        new ContainerBuilder()
            .withName("main")
            .withImage("registry.example.com/team/bystander:1.2.3")
            .addNewPort()
            .withName("http")
            .withContainerPort(8080)
            .endPort()
            .withNewReadinessProbe()
            .withNewHttpGet()
            .withPath("/ready")
            .withNewPort("http")
            .endHttpGet()
            .endReadinessProbe()
            .withNewResources()
            .addToRequests("cpu", new Quantity("100m"))
            .addToRequests("memory", new Quantity("128Mi"))
            .endResources()
            .addNewVolumeMount()
            .withName("settings")
            .withMountPath("/settings")
            .endVolumeMount();
    for (int i = 0; i < VARIABLES; i++) {
      container.addNewEnv().withName("SETTING_" + i).withValue("value of setting " + i).endEnv();
    }
    return container.build();
  }

  void rotate(int index, String value) {
    BenchmarkStore.put(store, namespace(index), key(index), value);
  }

  void rotateShared(String value) {
    BenchmarkStore.put(store, SHARED_SCOPE, SHARED_KEY, value);
  }

  /** A new value for one of those that have a key of their own. */
  void rotateOne(int number, String value) {
    rotate(sharing() + number % (resources - sharing()), value);
  }

  /** The image, in its own root file system, as in a pod. */
  OperatorProcess startOperator(String log) throws IOException {
    return OperatorProcess.builder()
        .launcher(image.command())
        .env(image.environment())
        .env("JDK_JAVA_OPTIONS", image.environment().get("JDK_JAVA_OPTIONS") + ' ' + LIMITED)
        .env("HOME", "/tmp")
        .env("KUBECONFIG", image.addKubeconfig(controlPlane))
        .env("ORIENT_DATABASE_URL", database.jdbcUrl())
        .env("ORIENT_DATABASE_USER", database.username())
        .env("ORIENT_DATABASE_PASSWORD", database.password())
        .env("ORIENT_KEK", InProcessOperator.KEK)
        .env("ORIENT_THREADS", String.valueOf(OPERATOR_THREADS))
        .env("ORIENT_MONITORING_PORT", String.valueOf(monitoringPort))
        .start(directory.resolve("operator-" + log + ".log"));
  }

  /** By the operator that runs, of resources of its own kinds, so far. */
  double reconciliations() {
    return new MonitoringPages(monitoringPort)
        .sample(
            "orient_reconciliation_seconds_count{controller=\"orientsecret\",result=\"succeeded\"}");
  }

  /**
   * Waits until the operator that runs has looked at every resource, and has nothing left to do.
   *
   * @return {@link System#nanoTime} of the end of the work
   */
  long awaitLookedAtAll(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    MonitoringPages pages = new MonitoringPages(monitoringPort);
    while (reconciliations() < resources || isBusy(pages)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the operator is busy after " + patience);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return System.nanoTime();
  }

  private static boolean isBusy(MonitoringPages pages) {
    return Stream.of("projecting", "restarting")
        .flatMap(half -> Stream.of("waiting", "running").map(what -> load(what, half)))
        .anyMatch(series -> pages.sample(series) > 0);
  }

  private static String load(String what, String half) {
    return "orient_reconciliations_%s{half=\"%s\"}".formatted(what, half);
  }

  static String namespace(int index) {
    return "bench-" + index % NAMESPACES;
  }

  private static String key(int index) {
    return "KEY_" + index;
  }

  private OrientSecret resource(int index) {
    OrientSecretBuilder builder = orientSecret(namespace(index), "app-" + index);
    return index < sharing()
        ? builder.scope(SHARED_SCOPE).key(SHARED_KEY).build()
        : builder.key(key(index)).build();
  }

  private static void inParallel(int count, IntConsumer work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(OPERATOR_THREADS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int index = i;
        all.add(pool.submit(() -> work.accept(index)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      pool.shutdown();
    }
  }

  @Override
  public void close() {
    store.close();
    client.close();
    controlPlane.close();
    postgres.close();
  }
}
