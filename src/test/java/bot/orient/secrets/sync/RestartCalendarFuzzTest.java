package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.RestartWindow;
import bot.orient.secrets.testing.FuzzInput;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Any schedule, zone and length is a window that opens again and again, or is refused. */
class RestartCalendarFuzzTest {

  /** Lines: schedule, time zone, length, and the second of the century that it is. */
  @FuzzTest
  void window(byte[] input) {
    List<String> lines = FuzzInput.lines(input, 4);
    RestartWindow window =
        new RestartWindow(lines.get(0), lines.get(1).isEmpty() ? null : lines.get(1), lines.get(2));
    Optional<RestartCalendar> calendar = calendar(window);
    if (calendar.isEmpty()) {
      return;
    }

    Instant now = now(lines.get(3));
    Instant opening = calendar.get().nextOpening(now).orElseThrow();

    assertThat(opening).isAfter(now);
    assertThat(calendar.get().isOpen(opening)).isEqualTo(hasLength(window));
    calendar.get().isOpen(now);
    assertThat(calendar.get().nextOpening(opening).orElseThrow()).isAfter(opening);
  }

  private static Optional<RestartCalendar> calendar(RestartWindow window) {
    try {
      return Optional.of(RestartCalendar.of(List.of(window)));
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return Optional.empty();
    }
  }

  private static boolean hasLength(RestartWindow window) {
    return !DurationText.parse(window.duration()).orElseThrow().isZero();
  }

  private static Instant now(String text) {
    long second = text.isBlank() ? 0 : Math.abs((long) text.strip().hashCode());
    return Instant.parse("2000-01-01T00:00:00Z").plus(second, ChronoUnit.SECONDS);
  }
}
