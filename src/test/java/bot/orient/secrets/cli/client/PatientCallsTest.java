package bot.orient.secrets.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatientCallsTest {

  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final PatientCalls calls = new PatientCalls(null, PAUSE);

  @Test
  void theOperatorSaysHowLongToWait() {
    assertThat(calls.wait(Optional.of("7"))).isEqualTo(Duration.ofSeconds(7));
    assertThat(calls.wait(Optional.empty())).isEqualTo(PAUSE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "3600", "1.5", "Sat, 28 Nov 2026 22:00:00 GMT"})
  void whatIsNoSmallNumberIsNoReasonToAskAgainAtOnce(String retryAfter) {
    assertThat(calls.wait(Optional.of(retryAfter))).isEqualTo(PAUSE);
  }
}
