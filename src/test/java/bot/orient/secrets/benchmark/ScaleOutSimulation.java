package bot.orient.secrets.benchmark;

import bot.orient.secrets.benchmark.CatchUpSimulation.Costs;
import bot.orient.secrets.benchmark.CatchUpSimulation.Outcome;

/**
 * Whether one leader is enough: what a failover and a first sync come to with ever more resources,
 * for one leader and for shards by namespace, from what {@link ScaleBenchmark} measured with ten
 * thousand.
 */
public final class ScaleOutSimulation {

  /** Measured with 10,000 resources, on two processors that everything shares. */
  private static final double LOOK_MILLIS = 1.5;

  private static final double SYNC_MILLIS = 5;
  private static final double STORE_MILLIS = 3;
  private static final double WRITES_PER_SYNC = 3;
  private static final double HEAP_KIB_PER_RESOURCE = 7;
  private static final double HEAP_MIB_WITHOUT = 35;
  private static final double STORED_KIB_PER_RESOURCE = 5;

  /** Of an API server and etcd with four times the processors of the machine measured on. */
  private static final double API_WRITES_PER_SECOND = 800;

  private static final int THREADS = 10;
  private static final int PROCESSORS = 2;
  private static final double ROTATIONS_PER_SECOND = 5;
  private static final int[] RESOURCES = {10_000, 100_000, 1_000_000};
  private static final int[] SHARDS = {1, 4, 16};

  private ScaleOutSimulation() {}

  public static void main(String[] arguments) {
    System.out.printf(
        "%d threads and %d processors a leader, %.0f rotations/s of each, API server takes %.0f writes/s%n%n",
        THREADS, PROCESSORS, ROTATIONS_PER_SECOND, API_WRITES_PER_SECOND);
    System.out.printf(
        "%9s %6s | %12s %24s %24s | %11s %10s %9s%n",
        "resources",
        "shards",
        "catch-up [s]",
        "rotation p99 [s] in turn",
        "changes first",
        "sync all [s]",
        "heap [MiB]",
        "etcd [GiB]");
    for (int resources : RESOURCES) {
      for (int shards : SHARDS) {
        tell(resources, shards);
      }
    }
  }

  private static void tell(int resources, int shards) {
    Costs costs =
        new Costs(
            THREADS,
            PROCESSORS,
            LOOK_MILLIS,
            SYNC_MILLIS,
            STORE_MILLIS,
            WRITES_PER_SYNC,
            API_WRITES_PER_SECOND / shards);
    int own = resources / shards;
    Outcome inTurn = CatchUpSimulation.run(costs, own, ROTATIONS_PER_SECOND, false, 1);
    Outcome changesFirst = CatchUpSimulation.run(costs, own, ROTATIONS_PER_SECOND, true, 1);
    System.out.printf(
        "%9d %6d | %12.0f %24.2f %24.2f | %12.0f %10.0f %10.1f%n",
        resources,
        shards,
        changesFirst.seconds(),
        inTurn.rotations().percentileMillis(99) / 1000,
        changesFirst.rotations().percentileMillis(99) / 1000,
        Math.max(
            resources * WRITES_PER_SYNC / API_WRITES_PER_SECOND,
            own * SYNC_MILLIS / 1000 / PROCESSORS),
        HEAP_MIB_WITHOUT + own * HEAP_KIB_PER_RESOURCE / 1024,
        resources * STORED_KIB_PER_RESOURCE / 1024 / 1024);
  }
}
