package bot.orient.secrets.benchmark;

import static bot.orient.secrets.testing.OrientSecretBuilder.orientSecret;

import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.testing.ClusterUser;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneBinaries;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * From the moment that a write to the store returns to the moment that a watch shows the new value
 * in the Secret; and the first sync of everything. Beside each stands what a bare client needs for
 * the same server-side applies.
 */
public final class SyncLatencyBenchmark {

  private static final String USAGE =
      "Usage: ./src/dev/benchmark [resources, default 100] [rotations, default 500]";

  private static final int NAMESPACES = 10;
  private static final int OPERATOR_THREADS = 10;
  private static final int WARM_UP = 50;

  private final int resources;
  private final int rotations;
  private final Results results = new Results();

  private SyncLatencyBenchmark(int resources, int rotations) {
    this.resources = resources;
    this.rotations = rotations;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 2 || !Stream.of(arguments).allMatch(a -> a.matches("[1-9][0-9]{0,5}"))) {
      System.err.println(USAGE);
      System.exit(2);
    }
    int resources = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
    int rotations = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 500;
    new SyncLatencyBenchmark(resources, rotations).run();
    System.exit(0);
  }

  private void run() throws Exception {
    Path directory =
        Files.createTempDirectory(Files.createDirectories(Results.OUTPUT).toAbsolutePath(), "");
    try (PostgresServer postgres = PostgresServer.startNew();
        ControlPlane controlPlane =
            ControlPlane.start(
                ControlPlaneBinaries.find(System.out::println),
                directory.resolve("cluster"),
                List.of(ClusterUser.OPERATOR));
        KubernetesClient client = controlPlane.client();
        SecretArrivals arrivals = new SecretArrivals(client)) {
      controlPlane.installCrds(Path.of("crds"));
      TestDatabase database = postgres.createDatabase();
      for (int i = 0; i < NAMESPACES; i++) {
        createNamespace(client, namespace(i));
      }
      createNamespace(client, "floor");
      BareClient floor = new BareClient(client);
      floor.applyAll("floor", WARM_UP, OPERATOR_THREADS);
      try (OperatorProcess operator = startOperator(controlPlane, database, directory);
          SecretStore store = BenchmarkStore.open(database, 2, Duration.ofSeconds(10))) {
        operator.awaitLog(Pattern.compile(" started"), Duration.ofMinutes(1));
        System.out.println("first sync of " + resources + " resources");
        measureFirstSync(client, store, arrivals, floor);
        System.out.println(WARM_UP + " rotations to warm up, " + rotations + " to measure");
        measureRotations(store, arrivals, floor);
      }
    }
    results.tell("sync-latency.json");
  }

  private void measureFirstSync(
      KubernetesClient client, SecretStore store, SecretArrivals arrivals, BareClient floor)
      throws Exception {
    for (int i = 0; i < resources; i++) {
      put(store, i, "first-" + i);
    }
    double floorSeconds = floor.applyAll("floor", resources, OPERATOR_THREADS);
    long began = System.nanoTime();
    for (int i = 0; i < resources; i++) {
      client.resource(orientSecret(namespace(i), "app-" + i).key("KEY_" + i).build()).create();
    }
    double created = (System.nanoTime() - began) / 1e9;
    for (int i = 0; i < resources; i++) {
      arrivals.await("first-" + i);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    results.put("resources", resources);
    results.put("firstSyncSeconds", seconds);
    results.put("ofThatCreatingTheResourcesSeconds", created);
    results.put("bareClientAppliesSeconds", floorSeconds);
  }

  private void measureRotations(SecretStore store, SecretArrivals arrivals, BareClient floor)
      throws Exception {
    Latencies operator = new Latencies();
    Latencies bare = new Latencies();
    for (int i = 0; i < WARM_UP + rotations; i++) {
      String value = "rotated-" + i;
      put(store, i % resources, value);
      long written = System.nanoTime();
      long seen = arrivals.await(value);
      String floorValue = "floor-" + i;
      long applying = System.nanoTime();
      floor.apply("floor", "floor-" + i % resources, floorValue);
      long floorSeen = arrivals.await(floorValue);
      if (i >= WARM_UP) {
        operator.add(Math.max(0, seen - written));
        bare.add(floorSeen - applying);
      }
    }
    results.put("rotations", rotations);
    results.put("rotationToSecret", operator, "bareApplyToWatch", bare);
  }

  private static OperatorProcess startOperator(
      ControlPlane controlPlane, TestDatabase database, Path directory) {
    return OperatorProcess.builder()
        .env("KUBECONFIG", controlPlane.kubeconfig().toString())
        .env("ORIENT_DATABASE_URL", database.jdbcUrl())
        .env("ORIENT_DATABASE_USER", database.username())
        .env("ORIENT_DATABASE_PASSWORD", database.password())
        .env("ORIENT_KEK", InProcessOperator.KEK)
        .env("ORIENT_RESTART_SETTLE", "PT0S")
        .env("ORIENT_RESTART_MAX_CONCURRENT", "1000")
        .env("ORIENT_THREADS", String.valueOf(OPERATOR_THREADS))
        // The harness asks for the quick compiler only; a long run wants both.
        .jvmFlag("-XX:TieredStopAtLevel=4")
        .start(directory.resolve("operator.log"));
  }

  private static void createNamespace(KubernetesClient client, String name) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
  }

  private static String namespace(int index) {
    return "bench-" + index % NAMESPACES;
  }

  private static void put(SecretStore store, int index, String value) {
    BenchmarkStore.put(store, namespace(index), "KEY_" + index, value);
  }
}
