package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of a cluster against two promises: once decisions settle no pod runs with an old
 * value, and no restart happens when all pods have the values.
 *
 * <p>The histories leave out what the cluster's own state cannot tell: the order of changes of a
 * key within one second; which pods have a value already that returns when another one is on
 * record; the undoing of a restart that is still under way, or of a template with other uses; a pod
 * that starts while a Secret is deleted by hand; and a key that was there only before the operator
 * looked, unless it comes with a new Secret, in a later second than every start.
 */
class RestartSimulationTest {

  private static final int HISTORIES = 150;

  /** One event per second, containers start with their pod: nothing is left to doubt. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void keepsBothPromisesWhenEveryEventHasItsOwnSecond(long seed) {
    simulate(seed, false);
  }

  /** Many events in one second, containers that start long after their pod was created. */
  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void keepsBothPromisesWhenEventsShareSecondsAndContainersStartLate(long seed) {
    simulate(seed, true);
  }

  private static void simulate(long seed, boolean rough) {
    Random seeds = new Random(seed);
    int restarts = 0;
    int adoptions = 0;
    for (int i = 0; i < HISTORIES; i++) {
      long historySeed = seeds.nextLong();
      SimulatedHistory history = new SimulatedHistory(new Random(historySeed), rough, false);
      try {
        history.run();
      } catch (AssertionError e) {
        throw new AssertionError(tell(historySeed, rough), e);
      }
      restarts += history.operator.restarts();
      adoptions += history.operator.adoptions();
    }
    assertThat(restarts).as("restarts in all histories").isGreaterThan(HISTORIES);
    assertThat(adoptions).as("adoptions in all histories").isGreaterThan(HISTORIES);
  }

  /** Lives through the history again, this time taking notes. */
  private static String tell(long historySeed, boolean rough) {
    SimulatedHistory again = new SimulatedHistory(new Random(historySeed), rough, true);
    try {
      again.run();
    } catch (AssertionError expected) {
      again.tell("failed");
    }
    return "in the history of seed %d:%n%s".formatted(historySeed, again.story());
  }
}
