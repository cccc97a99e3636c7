package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockJumpsTest {

  private static final Moment START = new Moment(-7, 1_800_000_000_000L);

  private final ClockJumps jumps = new ClockJumps(START);

  private static Moment after(Duration monotonic, Duration wall) {
    return new Moment(START.nanos() + monotonic.toNanos(), START.epochMillis() + wall.toMillis());
  }

  private static Moment after(int seconds, int wallSeconds) {
    return after(Duration.ofSeconds(seconds), Duration.ofSeconds(wallSeconds));
  }

  @Test
  void clockThatGoesOnHasNotJumpedHoweverLongTheLookTook() {
    assertThat(jumps.look(after(5, 5))).isEmpty();
    assertThat(jumps.look(after(5_000, 5_000))).isEmpty();
  }

  @Test
  void jumpIsToldOnceInEitherDirection() {
    assertThat(jumps.look(after(5, 3_605))).contains(Duration.ofHours(1));
    assertThat(jumps.look(after(10, 3_610))).isEmpty();
    assertThat(jumps.look(after(15, 15))).contains(Duration.ofHours(-1));
    assertThat(jumps.look(after(20, 20))).isEmpty();
  }

  @Test
  void correctionOfAClockThatIsKeptInTimeIsNone() {
    assertThat(jumps.look(after(5, 7))).isEmpty();
    assertThat(jumps.look(after(10, 10))).isEmpty();
    assertThat(jumps.look(after(Duration.ofSeconds(15), Duration.ofMillis(12_999))))
        .contains(Duration.ofMillis(-2_001));
  }
}
