package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.FuzzInput;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;

/** Any text is a duration or none. */
class DurationTextFuzzTest {

  /** Five digits of days and as many of hours, minutes and seconds. */
  private static final Duration LONGEST = Duration.ofDays(100_000 + 5_000);

  @FuzzTest
  void parse(byte[] input) {
    String text = FuzzInput.text(input);

    DurationText.parse(text)
        .ifPresent(
            length -> {
              assertThat(length).isBetween(Duration.ZERO, LONGEST);
              assertThat(text).matches("([0-9]{1,5}[dhms]){1,4}");
            });
  }
}
