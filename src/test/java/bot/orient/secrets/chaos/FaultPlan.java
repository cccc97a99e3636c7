package bot.orient.secrets.chaos;

import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** All that can be broken, and by what: each lane goes on by itself, all at the same time. */
final class FaultPlan implements AutoCloseable {

  private static final int LANE_SEEDS = 1_000;
  private static final int SLOW_MILLIS = 250;
  private static final int WEATHER_PERCENT = 35;

  /** A connection of an operator gets there with its lists, after some watching or never. */
  private static final long BREAKING_BYTES = 60_000;

  private static final Duration SLOW_NETWORK = Duration.ofMillis(80);

  private final List<FaultLane> lanes = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private long weatherSeed;

  FaultPlan(
      ControlPlane controlPlane,
      ApiServerProxy proxy,
      TcpProxy encrypted,
      ChaosDatabase database,
      OperatorCrew operators,
      Chronicle chronicle) {
    for (int slot = 0; slot < operators.size(); slot++) {
      lanes.add(new FaultLane("operator", 12_000, ofOperator(operators, slot), chronicle));
    }
    lanes.add(new FaultLane("the API server", 9_000, ofApiServer(controlPlane), chronicle));
    lanes.add(new FaultLane("the network", 3_000, ofNetwork(proxy), chronicle));
    lanes.add(new FaultLane("PostgreSQL", 9_000, ofDatabase(database), chronicle));
    lanes.add(new FaultLane("its network", 4_000, ofDatabaseNetwork(database, proxy), chronicle));
    for (int slot = 0; slot < operators.size(); slot++) {
      lanes.add(new FaultLane("a clock", 8_000, ofClock(operators, slot), chronicle));
    }
    lanes.add(new FaultLane("encrypted network", 5_000, ofEncryptedNetwork(encrypted), chronicle));
  }

  private static List<Fault> ofOperator(OperatorCrew operators, int slot) {
    return List.of(
        Fault.moment("kill -9 of operator " + slot, () -> operators.kill9(slot)),
        new Fault(
            "SIGSTOP of operator " + slot,
            9_000,
            () -> operators.freeze(slot),
            () -> operators.thaw(slot)));
  }

  private static List<Fault> ofApiServer(ControlPlane controlPlane) {
    return List.of(
        new Fault(
            "API server away", 4_000, controlPlane::stopApiServer, controlPlane::startApiServer),
        Fault.moment("etcd compacted", controlPlane::compactEtcd),
        new Fault(
            "API server away, etcd compacted",
            3_000,
            controlPlane::stopApiServer,
            () -> {
              controlPlane.compactEtcd();
              controlPlane.startApiServer();
            }));
  }

  private List<Fault> ofNetwork(ApiServerProxy proxy) {
    return List.of(
        new Fault(
            "requests refused, lost and late",
            7_000,
            () -> proxy.faults().begin(weatherSeed++, WEATHER_PERCENT),
            proxy.faults()::end),
        Fault.moment("watches dropped", proxy::dropWatches),
        Fault.moment("watches told 410 Gone", proxy::expireWatches),
        Fault.moment("watches silent for ever", proxy::silenceWatches),
        Fault.moment("connections to the API server cut", proxy::cut),
        new Fault("API server does not answer", 6_000, proxy::stall, proxy::resume),
        new Fault(
            "API server slow",
            7_000,
            () -> proxy.faults().slowDown(SLOW_MILLIS),
            () -> proxy.faults().slowDown(0)));
  }

  /** Nobody can look into it, so these meet connections, whatever they are for. */
  private static List<Fault> ofEncryptedNetwork(TcpProxy encrypted) {
    return List.of(
        Fault.moment("encrypted connections cut", encrypted::cut),
        Fault.moment("encrypted connections silent for ever", encrypted::silence),
        Fault.moment("encrypted answer breaks off", () -> encrypted.silenceAfter(BREAKING_BYTES)),
        new Fault("nothing encrypted passes", 6_000, encrypted::stall, encrypted::resume),
        new Fault("encrypted connections refused", 4_000, encrypted::refuse, encrypted::resume),
        new Fault(
            "encrypted network slow",
            7_000,
            () -> encrypted.delay(SLOW_NETWORK),
            () -> encrypted.delay(Duration.ZERO)));
  }

  private static List<Fault> ofDatabase(ChaosDatabase database) {
    return List.of(
        Fault.moment("PostgreSQL fails over to its standby", database::switchOver),
        new Fault("PostgreSQL stopped", 4_000, database::stop, database::start),
        new Fault("PostgreSQL killed", 2_000, database::kill9, database::start));
  }

  private static List<Fault> ofDatabaseNetwork(ChaosDatabase database, ApiServerProxy proxy) {
    return List.of(
        Fault.moment("connections to PostgreSQL cut", database::cutNetwork),
        new Fault("notifications lost", 3_000, database::endListeners, database::endListeners),
        new Fault(
            "PostgreSQL does not answer", 8_000, database::stallNetwork, database::healNetwork),
        new Fault(
            "PostgreSQL refuses connections",
            4_000,
            database::refuseConnections,
            database::healNetwork),
        new Fault(
            "everything slow",
            7_000,
            () -> {
              database.slowNetwork();
              proxy.faults().slowDown(SLOW_MILLIS);
            },
            () -> {
              proxy.faults().slowDown(0);
              database.healNetwork();
            }));
  }

  /**
   * A clock that is set is far off and ends a leadership; one that merely goes wrong is off by less
   * than anybody's patience, and is led with.
   */
  private static List<Fault> ofClock(OperatorCrew operators, int slot) {
    return Stream.of(
            Map.entry(Duration.ofHours(3), 6_000),
            Map.entry(Duration.ofHours(-3), 9_000),
            Map.entry(Duration.ofSeconds(3), 12_000),
            Map.entry(Duration.ofSeconds(-3), 12_000))
        .map(
            clock ->
                new Fault(
                    "clock of operator %d %d s %s"
                        .formatted(
                            slot,
                            clock.getKey().abs().toSeconds(),
                            clock.getKey().isNegative() ? "behind" : "ahead"),
                    clock.getValue(),
                    () -> operators.moveClock(slot, clock.getKey()),
                    () -> operators.moveClock(slot, Duration.ZERO)))
        .toList();
  }

  /** Begins a round; what is answered ends with its last fault. */
  Runnable begin(long seed, int roundMillis) {
    weatherSeed = seed * LANE_SEEDS;
    List<Runnable> plans = new ArrayList<>();
    for (int lane = 0; lane < lanes.size(); lane++) {
      Random random = new Random(seed * LANE_SEEDS + lane);
      plans.add(lanes.get(lane).plan(random, roundMillis));
    }
    List<Future<?>> running = new ArrayList<>();
    plans.forEach(plan -> running.add(threads.submit(plan)));
    return () -> running.forEach(FaultPlan::await);
  }

  private static void await(Future<?> lane) {
    try {
      lane.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a fault could not be made", e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
