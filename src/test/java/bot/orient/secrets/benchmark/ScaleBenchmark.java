package bot.orient.secrets.benchmark;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.testing.OperatorProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How the operator does with ever more resources: the first sync of all, a restart with nothing to
 * do, standing by, one rotation, one key that many share, an outage of the store, and its memory.
 * Beside the first two stands what a bare client needs: for the same server-side applies, and for
 * the same lists. Of both is told what the servers of store and cluster did.
 */
public final class ScaleBenchmark {

  private static final String USAGE =
      "Usage: ./src/dev/benchmark-scale [resources ..., default 100 1000]";

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration START = Duration.ofMinutes(1);
  private static final int WARM_UP = 50;
  private static final int ROTATIONS = 300;
  private static final int BUSY_ROTATIONS = 20;

  /** The Secret, the status, and an Event. */
  private static final int WRITES_PER_ROTATION = 3;

  /** Polls and heartbeats of operator and benchmark in a second, with room. */
  private static final int POLLS = 20;

  private final ScaleCluster cluster;
  private final Results results = new Results();
  private final PhaseCosts costs;
  private double floorPerSecond;

  private ScaleBenchmark(ScaleCluster cluster) {
    this.cluster = cluster;
    this.costs = new PhaseCosts(cluster, results);
  }

  public static void main(String[] arguments) throws Exception {
    if (!Stream.of(arguments).allMatch(a -> a.matches("[1-9][0-9]{1,5}"))) {
      System.err.println(USAGE);
      System.exit(2);
    }
    List<String> sizes = arguments.length == 0 ? List.of("100", "1000") : List.of(arguments);
    ScaleReport report = new ScaleReport();
    for (String size : sizes) {
      Path directory =
          Files.createTempDirectory(Files.createDirectories(Results.OUTPUT).toAbsolutePath(), "");
      System.out.println(size + " resources");
      try (ScaleCluster cluster = new ScaleCluster(Integer.parseInt(size), directory)) {
        report.add(new ScaleBenchmark(cluster).run());
      }
    }
    report.tell();
    System.exit(0);
  }

  private Results run() throws Exception {
    results.put("resources", cluster.resources());
    step("filling the cluster and the store");
    cluster.fill();
    measureFloor();
    try (ProjectedSecretsWatch secrets = new ProjectedSecretsWatch(cluster.client())) {
      try (OperatorProcess operator = measureFirstSync(secrets)) {
        operator.stop();
      }
      try (OperatorProcess operator = measureRestart(secrets)) {
        measureIdle();
        measureRotations(secrets);
        measureSharedKey(secrets);
        measureOutage(secrets);
        // When the store is back, everything is looked at.
        cluster.awaitLookedAtAll(PATIENCE);
        ProcessMemory memory = ProcessMemory.of(operator.pid());
        results.put("heapMiB", memory.heap());
        results.put("residentMiB", memory.resident());
      }
    }
    return results;
  }

  /** Before there is an operator that would do the same to the same resources. */
  private void measureFloor() throws Exception {
    step("the floor: a bare client");
    BareClient floor = new BareClient(cluster.client());
    List<OrientSecret> resources = cluster.createFloor(WARM_UP + cluster.floorResources());
    floor.syncAll(resources.subList(0, WARM_UP), ScaleCluster.OPERATOR_THREADS);
    double seconds =
        floor.syncAll(resources.subList(WARM_UP, resources.size()), ScaleCluster.OPERATOR_THREADS);
    floorPerSecond = cluster.floorResources() / seconds;
    results.put("bareClientSyncsPerSecond", floorPerSecond);
    cluster.removeFloor();
  }

  private OperatorProcess measureFirstSync(ProjectedSecretsWatch secrets) throws Exception {
    step("first sync");
    return costs.of("firstSync", () -> firstSync(secrets));
  }

  private OperatorProcess firstSync(ProjectedSecretsWatch secrets) throws Exception {
    ApiServerRequests before = ApiServerRequests.soFar(cluster.client());
    long began = System.nanoTime();
    OperatorProcess operator = cluster.startOperator("first");
    long first = secrets.awaitCount(1, START);
    long last = secrets.awaitCount(cluster.resources(), PATIENCE);
    double seconds = (last - first) / 1e9;
    results.put("startToFirstSecretSeconds", (first - began) / 1e9);
    results.put("startToLastSecretSeconds", (last - began) / 1e9);
    results.put("firstSyncPerSecond", (cluster.resources() - 1) / seconds);
    results.put("firstSyncRatio", (cluster.resources() - 1) / seconds / floorPerSecond);
    cluster.awaitLookedAtAll(PATIENCE);
    results.put("perSyncReconciliations", cluster.reconciliations() / cluster.resources());
    // Events are written last.
    ApiServerRequests requests = ApiServerRequests.inTheEnd(cluster.client()).since(before);
    requests
        .byVerb()
        .forEach(
            (verb, count) -> results.put("perSync" + verb, (double) count / cluster.resources()));
    return operator;
  }

  private OperatorProcess measureRestart(ProjectedSecretsWatch secrets) throws Exception {
    step("the floor of a restart: bare lists");
    results.put("bareListsSeconds", new BareLists(cluster.client()).seconds());
    step("restart with nothing to do");
    return costs.of("restart", () -> restart(secrets));
  }

  private OperatorProcess restart(ProjectedSecretsWatch secrets) throws Exception {
    long eventsBefore = secrets.events();
    ApiServerRequests before = ApiServerRequests.soFar(cluster.client());
    long began = System.nanoTime();
    OperatorProcess operator = cluster.startOperator("second");
    operator.awaitLog(Pattern.compile(" started"), START);
    measureRotationsOfABusyOperator(secrets);
    results.put("restartSeconds", (cluster.awaitLookedAtAll(PATIENCE) - began) / 1e9);
    ApiServerRequests requests = ApiServerRequests.soFar(cluster.client()).since(before);
    results.put("restartReconciliations", cluster.reconciliations());
    results.put("restartRequestsByVerb", requests.byVerb());
    results.put("restartWrites", requests.writes() - BUSY_ROTATIONS * WRITES_PER_ROTATION);
    results.put("restartSecretsTouched", secrets.events() - eventsBefore - BUSY_ROTATIONS);
    return operator;
  }

  /** While it looks at everything: what changes must not wait for what does not. */
  private void measureRotationsOfABusyOperator(ProjectedSecretsWatch secrets) throws Exception {
    Latencies latencies = new Latencies();
    for (int i = 0; i < BUSY_ROTATIONS; i++) {
      latencies.add(rotate(secrets, i * 13, "busy-" + i));
    }
    results.put("restartRotationP50Millis", latencies.medianMillis());
    results.put("restartRotationMaxMillis", latencies.percentileMillis(100));
  }

  /** Nanoseconds from the end of the write to the Secret. */
  private long rotate(ProjectedSecretsWatch secrets, int number, String value) throws Exception {
    cluster.rotateOne(number, value);
    long written = System.nanoTime();
    return Math.max(0, secrets.awaitValue(value, 1, START) - written);
  }

  private void measureIdle() throws Exception {
    step("standing by for a minute");
    try (StoreStatements statements = cluster.statements()) {
      // After a start the store is verified.
      statements.awaitQuiet(POLLS, PATIENCE);
    }
    ApiServerRequests before = ApiServerRequests.soFar(cluster.client());
    costs.of(
        "idle",
        () -> {
          TimeUnit.MINUTES.sleep(1);
          return null;
        });
    results.put(
        "idleRequestsByVerb", ApiServerRequests.soFar(cluster.client()).since(before).byVerb());
  }

  private void measureRotations(ProjectedSecretsWatch secrets) throws Exception {
    step(ROTATIONS + " rotations");
    Latencies latencies = new Latencies();
    for (int i = 0; i < WARM_UP + ROTATIONS; i++) {
      long latency = rotate(secrets, i * 7, "rotated-" + i);
      if (i >= WARM_UP) {
        latencies.add(latency);
      }
    }
    results.put("rotationP50Millis", latencies.medianMillis());
    results.put("rotationP99Millis", latencies.percentileMillis(99));
  }

  private void measureSharedKey(ProjectedSecretsWatch secrets) throws Exception {
    step("one key that " + cluster.sharing() + " resources share");
    cluster.rotateShared("shared-second");
    long written = System.nanoTime();
    long last = secrets.awaitValue("shared-second", cluster.sharing(), PATIENCE);
    results.put("sharedKeyResources", cluster.sharing());
    results.put("sharedKeyPerSecond", cluster.sharing() / ((last - written) / 1e9));
  }

  private void measureOutage(ProjectedSecretsWatch secrets) throws Exception {
    step("an outage of the store");
    long eventsBefore = secrets.events();
    cluster.postgres().stop();
    TimeUnit.SECONDS.sleep(20);
    results.put("outageSecretsTouched", secrets.events() - eventsBefore);
    cluster.postgres().start();
    rotateOnceTheStoreIsBack("after-the-outage");
    long written = System.nanoTime();
    long seen = secrets.awaitValue("after-the-outage", 1, PATIENCE);
    results.put("afterOutageRotationSeconds", Math.max(0, seen - written) / 1e9);
  }

  /** The benchmark's own connections have to come back, too. */
  private void rotateOnceTheStoreIsBack(String value) throws InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (true) {
      try {
        cluster.rotateOne(0, value);
        return;
      } catch (StoreException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  private static void step(String what) {
    System.out.println("  " + what);
  }
}
