package bot.orient.secrets.benchmark;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.OrientSecretSpec;
import bot.orient.secrets.crypto.EnvironmentKekProvider;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.PostgresSecretStore;
import bot.orient.secrets.store.PutRequest;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.store.StoreSettings;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneBinaries;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private static final Path OUTPUT = Path.of("target", "benchmark");
  private static final int NAMESPACES = 10;
  private static final int OPERATOR_THREADS = 10;
  private static final int WARM_UP = 50;
  private static final Actor WRITER = new Actor("benchmark", Actor.Kind.USER, "benchmark");

  private final int resources;
  private final int rotations;
  private final Map<String, Object> results = new LinkedHashMap<>();

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
        Files.createTempDirectory(Files.createDirectories(OUTPUT).toAbsolutePath(), "");
    try (PostgresServer postgres = PostgresServer.startNew();
        ControlPlane controlPlane =
            ControlPlane.start(
                ControlPlaneBinaries.find(System.out::println), directory.resolve("cluster"));
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
          SecretStore store = openStore(database)) {
        operator.awaitLog(Pattern.compile(" started"), Duration.ofMinutes(1));
        System.out.println("first sync of " + resources + " resources");
        measureFirstSync(client, store, arrivals, floor);
        System.out.println(WARM_UP + " rotations to warm up, " + rotations + " to measure");
        measureRotations(store, arrivals, floor);
      }
    }
    print();
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
      client.resource(orientSecret(i)).create();
    }
    double created = (System.nanoTime() - began) / 1e9;
    for (int i = 0; i < resources; i++) {
      arrivals.await("first-" + i);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    results.put("processors", Runtime.getRuntime().availableProcessors());
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
    results.put("rotationToSecretP50Millis", operator.medianMillis());
    results.put("rotationToSecretP99Millis", operator.percentileMillis(99));
    results.put("bareApplyToWatchP50Millis", bare.medianMillis());
    results.put("bareApplyToWatchP99Millis", bare.percentileMillis(99));
    results.put("p50RatioToBare", operator.medianMillis() / bare.medianMillis());
    results.put("p99RatioToBare", operator.percentileMillis(99) / bare.percentileMillis(99));
  }

  private void print() throws Exception {
    System.out.println();
    results.forEach(
        (name, value) ->
            System.out.printf(
                "  %-36s %s%n", name, value instanceof Double d ? "%.2f".formatted(d) : value));
    Path file = OUTPUT.resolve("sync-latency.json");
    JsonMapper.builder()
        .build()
        .writerWithDefaultPrettyPrinter()
        .writeValue(file.toFile(), results);
    System.out.println("\n  written to " + file);
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

  private static SecretStore openStore(TestDatabase database) {
    return PostgresSecretStore.open(
        new StoreSettings(
            database.jdbcUrl(),
            database.username(),
            database.password(),
            2,
            Duration.ofSeconds(10)),
        new EnvironmentKekProvider(Map.of("ORIENT_KEK", InProcessOperator.KEK)));
  }

  private static void createNamespace(KubernetesClient client, String name) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
  }

  private static String namespace(int index) {
    return "bench-" + index % NAMESPACES;
  }

  private static OrientSecret orientSecret(int index) {
    OrientSecret resource = new OrientSecret();
    resource.setMetadata(
        new ObjectMetaBuilder().withNamespace(namespace(index)).withName("app-" + index).build());
    resource.setSpec(
        new OrientSecretSpec(
            null,
            null,
            List.of(
                new KeySpec(
                    "KEY_" + index, null, null, null, null, null, null, null, null, null, null)),
            null,
            null));
    return resource;
  }

  private static void put(SecretStore store, int index, String value) {
    try (SecretBytes bytes = SecretBytes.owning(value.getBytes(StandardCharsets.UTF_8))) {
      store.put(PutRequest.of(namespace(index), "KEY_" + index, bytes), WRITER);
    }
  }
}
