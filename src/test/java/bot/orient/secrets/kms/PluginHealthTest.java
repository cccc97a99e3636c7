package bot.orient.secrets.kms;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PluginHealthTest {

  @Test
  void isLookedAtEveryMinuteAndEveryTenSecondsWhileItIsUnwell() {
    PluginHealth well = PluginHealth.UNKNOWN.well("key-1", 0);

    assertThat(well.untilNextPoll()).isEqualTo(Duration.ofMinutes(1));
    assertThat(well.unwell("key-1", "problem").untilNextPoll()).isEqualTo(Duration.ofSeconds(10));
    assertThat(well.away("problem").untilNextPoll()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void isNeverWritableBeforeItWasOnceWell() {
    assertThat(PluginHealth.UNKNOWN.isWritable(0)).isFalse();
    assertThat(PluginHealth.UNKNOWN.unwell("key-1", "problem").isWritable(0)).isFalse();
  }

  @Test
  void leaseToWriteBeginsWhenItWasAskedAndOutlivesProblems() {
    long overflowing = Long.MAX_VALUE - 10;
    PluginHealth health = PluginHealth.UNKNOWN.well("key-1", overflowing).away("problem");

    assertThat(health.isWritable(overflowing + Duration.ofMinutes(3).toNanos())).isTrue();
    assertThat(health.isWritable(overflowing + Duration.ofMinutes(3).toNanos() + 1)).isFalse();
  }
}
