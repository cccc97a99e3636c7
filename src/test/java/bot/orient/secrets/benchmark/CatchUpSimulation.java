package bot.orient.secrets.benchmark;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * One leader right after it took over: every resource of its shard waits to be looked at, and
 * rotations arrive. Its threads share processors; a rotation also passes the API server.
 */
final class CatchUpSimulation {

  /**
   * What it takes, as the benchmark measured it.
   *
   * @param threads reconciliations at once
   * @param processors that they share
   * @param lookMillis of a processor, for a resource that needs nothing
   * @param syncMillis of a processor, for one that a rotation changed
   * @param storeMillis a thread waits for the store, for either
   * @param writesPerSync that the API server has to do for a rotation
   * @param apiWritesPerSecond that it can do for this shard
   */
  record Costs(
      int threads,
      int processors,
      double lookMillis,
      double syncMillis,
      double storeMillis,
      double writesPerSync,
      double apiWritesPerSecond) {}

  /**
   * What came out.
   *
   * @param seconds until every resource was looked at
   * @param rotations how long each took
   */
  record Outcome(double seconds, Latencies rotations) {}

  /** A rotation has arrived, a processor is done, or a thread is. */
  private record Event(double at, Runnable then) {}

  /** {@code arrived} tells rotations from looks, which were there from the start. */
  private record Job(double arrived, boolean rotation) {}

  private final Costs costs;
  private final boolean changesFirst;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingDouble(Event::at));
  private final Deque<Job> looks = new ArrayDeque<>();
  private final Deque<Job> rotations = new ArrayDeque<>();
  private final Deque<Job> forProcessor = new ArrayDeque<>();
  private final Latencies latencies = new Latencies();
  private double now;
  private double apiFreeAt;
  private int idleThreads;
  private int idleProcessors;
  private int looksLeft;

  private CatchUpSimulation(Costs costs, int resources, boolean changesFirst) {
    this.costs = costs;
    this.changesFirst = changesFirst;
    this.idleThreads = costs.threads();
    this.idleProcessors = costs.processors();
    this.looksLeft = resources;
    for (int i = 0; i < resources; i++) {
      looks.add(new Job(0, false));
    }
  }

  /**
   * @param rotationsPerSecond of the shard's resources, at random moments
   * @param changesFirst whether rotations go before resources that are only looked at
   */
  static Outcome run(
      Costs costs, int resources, double rotationsPerSecond, boolean changesFirst, long seed) {
    return new CatchUpSimulation(costs, resources, changesFirst)
        .run(new Random(seed), rotationsPerSecond);
  }

  private Outcome run(Random random, double rotationsPerSecond) {
    arrive(random, rotationsPerSecond);
    start();
    double caughtUp = 0;
    while (!events.isEmpty()) {
      Event event = events.poll();
      now = event.at();
      event.then().run();
      start();
      if (looksLeft > 0) {
        caughtUp = now;
      }
    }
    return new Outcome(caughtUp / 1000, latencies);
  }

  /** The next one; no more once everything was looked at. */
  private void arrive(Random random, double perSecond) {
    double at = now - Math.log(1 - random.nextDouble()) * 1000 / perSecond;
    after(
        at - now,
        () -> {
          if (looksLeft > 0) {
            (changesFirst ? rotations : looks).add(new Job(now, true));
            arrive(random, perSecond);
          }
        });
  }

  private void start() {
    while (idleThreads > 0 && !(rotations.isEmpty() && looks.isEmpty())) {
      idleThreads--;
      forProcessor.add(rotations.isEmpty() ? looks.poll() : rotations.poll());
    }
    while (idleProcessors > 0 && !forProcessor.isEmpty()) {
      idleProcessors--;
      Job job = forProcessor.poll();
      after(
          job.rotation() ? costs.syncMillis() : costs.lookMillis(),
          () -> {
            idleProcessors++;
            after(costs.storeMillis() + apiMillis(job), () -> end(job));
          });
    }
  }

  /** The API server takes one write after the other. */
  private double apiMillis(Job job) {
    if (!job.rotation()) {
      return 0;
    }
    double begin = Math.max(now, apiFreeAt);
    apiFreeAt = begin + costs.writesPerSync() * 1000 / costs.apiWritesPerSecond();
    return apiFreeAt - now;
  }

  private void end(Job job) {
    idleThreads++;
    if (job.rotation()) {
      latencies.add((long) ((now - job.arrived()) * 1e6));
    } else {
      looksLeft--;
    }
  }

  private void after(double millis, Runnable then) {
    events.add(new Event(now + millis, then));
  }
}
