package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of a whole cluster against a small model: never a lost restart, never a needless
 * one, never one that the rules hold back, never more at once than the caps allow, and nobody waits
 * for ever.
 *
 * <p>The histories leave out what the cluster's own state cannot tell: the order of changes within
 * one second; which pods have a value already that returns when the records tell of another; and
 * the undoing of a rollout that is still under way, for which see {@link UndoneRolloutIT}.
 */
class FleetSimulationTest {

  private static final int HISTORIES = 25;

  @ParameterizedTest
  @ValueSource(
      longs = {
        1, 2, 3, 4, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
      })
  void restartsWhatMustRestartAndNothingElse(long seed) {
    Random seeds = new Random(seed);
    int restarts = 0;
    for (int i = 0; i < HISTORIES; i++) {
      restarts += restartsIn(seeds.nextLong());
    }
    assertThat(restarts).as("restarts in all histories").isGreaterThan(HISTORIES * 5);
  }

  private static int restartsIn(long seed) {
    FleetHistory history = new FleetHistory(seed);
    try {
      history.run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "in the history of seed %d:%n%s".formatted(seed, history.story()), e);
    }
    return history.restarts();
  }
}
