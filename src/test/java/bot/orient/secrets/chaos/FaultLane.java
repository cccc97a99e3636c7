package bot.orient.secrets.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * One thing that faults happen to, one after the other. What happens when is drawn before it
 * begins, so that a seed repeats it on a machine of any speed; each fault comes before any comes
 * again.
 */
final class FaultLane {

  private static final int SHORTEST_PAUSE_MILLIS = 500;

  private record Planned(int pauseMillis, Fault fault, int holdMillis) {}

  private final String name;
  private final int longestPauseMillis;
  private final List<Fault> kinds;
  private final List<Fault> deck = new ArrayList<>();
  private final Chronicle chronicle;

  /**
   * @param longestPauseMillis between two faults
   */
  FaultLane(String name, int longestPauseMillis, List<Fault> kinds, Chronicle chronicle) {
    this.name = name;
    this.longestPauseMillis = longestPauseMillis;
    this.kinds = List.copyOf(kinds);
    this.chronicle = chronicle;
  }

  /** What to run: it returns when the last fault is over. */
  Runnable plan(Random random, int roundMillis) {
    List<Planned> plan = new ArrayList<>();
    int left = roundMillis;
    while (true) {
      int pause = SHORTEST_PAUSE_MILLIS + random.nextInt(longestPauseMillis);
      Fault fault = draw(random);
      int hold = fault.longestMillis() == 0 ? 0 : random.nextInt(fault.longestMillis());
      left -= pause + hold;
      if (left < 0) {
        deck.add(fault);
        return () -> run(plan);
      }
      plan.add(new Planned(pause, fault, hold));
    }
  }

  private Fault draw(Random random) {
    if (deck.isEmpty()) {
      deck.addAll(kinds);
      Collections.shuffle(deck, random);
    }
    return deck.remove(deck.size() - 1);
  }

  private void run(List<Planned> plan) {
    for (Planned next : plan) {
      try {
        TimeUnit.MILLISECONDS.sleep(next.pauseMillis());
        chronicle.fault(
            next.holdMillis() == 0
                ? next.fault().name()
                : next.fault().name() + " for " + next.holdMillis() + " ms");
        next.fault().begin().run();
        try {
          TimeUnit.MILLISECONDS.sleep(next.holdMillis());
        } finally {
          next.fault().end().run();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (Exception e) {
        chronicle.violation(
            "no fault of the operator: could not do to %s: %s: %s"
                .formatted(name, next.fault().name(), e));
        return;
      }
    }
  }
}
