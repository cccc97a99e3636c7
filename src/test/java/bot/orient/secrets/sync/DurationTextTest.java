package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

  @ParameterizedTest
  @CsvSource({
    "0s, PT0S",
    "45s, PT45S",
    "2h, PT2H",
    "1h30m, PT1H30M",
    "1h2m3s, PT1H2M3S",
    "90m, PT1H30M",
    "90d, PT2160H",
    "1d12h, PT36H",
    "99999h99999m99999s, PT101693H25M39S"
  })
  void unitsComeInTheirOrder(String text, Duration expected) {
    assertThat(DurationText.parse(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "s", "1s1m", "1 h", "-1s", "1.5h", "PT1S", "1h1d", "1w", "100000s", "1H"})
  void anythingElseIsNone(String text) {
    assertThat(DurationText.parse(text)).isEmpty();
  }

  @Test
  void nothingIsNone() {
    assertThat(DurationText.parse(null)).isEmpty();
  }
}
