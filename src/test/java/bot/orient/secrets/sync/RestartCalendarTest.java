package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.api.RestartWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartCalendarTest {

  private static final String BERLIN = "Europe/Berlin";

  private static RestartCalendar calendar(String schedule, String timeZone, String duration) {
    return RestartCalendar.of(List.of(new RestartWindow(schedule, timeZone, duration)));
  }

  private static Instant at(String time) {
    return OffsetDateTime.parse(time).toInstant();
  }

  @Test
  void withoutWindowsItIsAlwaysOpen() {
    RestartCalendar always = RestartCalendar.of(List.of());

    assertThat(always.isOpen(Instant.EPOCH)).isTrue();
    assertThat(always.nextOpening(Instant.EPOCH)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-24T01:59:59.999Z, false, 2026-11-24T02:00:00Z",
    "2026-11-24T02:00:00Z, true, 2026-11-25T02:00:00Z",
    "2026-11-24T02:00:00.001Z, true, 2026-11-25T02:00:00Z",
    "2026-11-24T03:59:59.999Z, true, 2026-11-25T02:00:00Z",
    "2026-11-24T04:00:00Z, false, 2026-11-25T02:00:00Z",
  })
  void aWindowOpensWithItsMomentAndIsClosedAtItsEnd(String now, boolean open, String next) {
    RestartCalendar calendar = calendar("0 2 * * *", null, "2h");

    assertThat(calendar.isOpen(at(now))).isEqualTo(open);
    assertThat(calendar.nextOpening(at(now))).contains(at(next));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-24T21:59:59Z, false",
    "2026-11-24T22:00:00Z, true",
    "2026-11-25T00:00:00Z, true",
    "2026-11-25T01:59:59Z, true",
    "2026-11-25T02:00:00Z, false",
  })
  void aWindowSpansMidnight(String now, boolean open) {
    assertThat(calendar("0 22 * * *", null, "4h").isOpen(at(now))).isEqualTo(open);
  }

  @ParameterizedTest
  @CsvSource({
    // Friday evening to Monday morning, over the end of a month.
    "2026-10-30T17:59:59Z, false, 2026-10-30T18:00:00Z",
    "2026-10-30T18:00:00Z, true, 2026-11-06T18:00:00Z",
    "2026-11-01T12:00:00Z, true, 2026-11-06T18:00:00Z",
    "2026-11-02T06:00:00Z, false, 2026-11-06T18:00:00Z",
  })
  void aWindowLastsForDays(String now, boolean open, String next) {
    RestartCalendar calendar = calendar("0 18 * * 5", "UTC", "60h");

    assertThat(calendar.isOpen(at(now))).isEqualTo(open);
    assertThat(calendar.nextOpening(at(now))).contains(at(next));
  }

  @Test
  void windowsOverlap() {
    RestartCalendar calendar =
        RestartCalendar.of(
            List.of(
                new RestartWindow("0 2 * * *", null, "2h"),
                new RestartWindow("0 3 * * *", null, "2h"),
                new RestartWindow("30 3 * * *", null, "10m")));

    assertThat(calendar.isOpen(at("2026-11-24T01:59:00Z"))).isFalse();
    assertThat(calendar.isOpen(at("2026-11-24T02:30:00Z"))).isTrue();
    assertThat(calendar.isOpen(at("2026-11-24T03:45:00Z"))).isTrue();
    assertThat(calendar.isOpen(at("2026-11-24T04:30:00Z"))).isTrue();
    assertThat(calendar.isOpen(at("2026-11-24T05:00:00Z"))).isFalse();
    assertThat(calendar.nextOpening(at("2026-11-24T02:30:00Z")))
        .contains(at("2026-11-24T03:00:00Z"));
    assertThat(calendar.nextOpening(at("2026-11-24T03:00:00Z")))
        .contains(at("2026-11-24T03:30:00Z"));
  }

  @Test
  void aWindowThatOpensBeforeItClosedStaysOpen() {
    RestartCalendar calendar = calendar("0 * * * *", null, "1h");

    for (int minute = 0; minute < 24 * 60; minute++) {
      assertThat(calendar.isOpen(at("2026-11-24T00:00:00Z").plusSeconds(60L * minute))).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    // On 2026-03-29 02:00 +01:00 becomes 03:00 +02:00.
    "2026-03-29T01:59:59+01:00, false, 2026-03-29T03:00:00+02:00",
    "2026-03-29T03:00:00+02:00, true, 2026-03-30T02:30:00+02:00",
    "2026-03-29T03:59:59+02:00, true, 2026-03-30T02:30:00+02:00",
    "2026-03-29T04:00:00+02:00, false, 2026-03-30T02:30:00+02:00",
  })
  void anOpeningInTheSpringGapCountsAsTheChange(String now, boolean open, String next) {
    RestartCalendar calendar = calendar("30 2 * * *", BERLIN, "1h");

    assertThat(calendar.isOpen(at(now))).isEqualTo(open);
    assertThat(calendar.nextOpening(at(now))).contains(at(next));
  }

  @ParameterizedTest
  @CsvSource({
    // On 2026-10-25 03:00 +02:00 becomes 02:00 +01:00.
    "2026-10-25T02:29:59+02:00, false, 2026-10-25T02:30:00+02:00",
    "2026-10-25T02:30:00+02:00, true, 2026-10-26T02:30:00+01:00",
    "2026-10-25T02:10:00+01:00, true, 2026-10-26T02:30:00+01:00",
    "2026-10-25T02:29:59+01:00, true, 2026-10-26T02:30:00+01:00",
    "2026-10-25T02:30:00+01:00, false, 2026-10-26T02:30:00+01:00",
    "2026-10-25T03:00:00+01:00, false, 2026-10-26T02:30:00+01:00",
  })
  void anOpeningInTheAutumnOverlapCountsOnce(String now, boolean open, String next) {
    RestartCalendar calendar = calendar("30 2 * * *", BERLIN, "1h");

    assertThat(calendar.isOpen(at(now))).isEqualTo(open);
    assertThat(calendar.nextOpening(at(now))).contains(at(next));
  }

  @Test
  void aWindowLastsItsRealTimeWhenClocksChange() {
    RestartCalendar calendar = calendar("0 1 * * *", BERLIN, "4h");

    assertThat(calendar.isOpen(at("2026-03-29T05:59:59+02:00"))).isTrue();
    assertThat(calendar.isOpen(at("2026-03-29T06:00:00+02:00"))).isFalse();
    assertThat(calendar.isOpen(at("2026-10-25T03:59:59+01:00"))).isTrue();
    assertThat(calendar.isOpen(at("2026-10-25T04:00:00+01:00"))).isFalse();
  }

  /** Minute by minute through both changes, against the openings themselves. */
  @ParameterizedTest
  @CsvSource({
    "30 2 * * *, Europe/Berlin, 2026-03-28T00:00:00Z",
    "30 2 * * *, Europe/Berlin, 2026-10-24T00:00:00Z",
    "*/20 1-3 * * *, Europe/Berlin, 2026-03-28T00:00:00Z",
    "*/20 1-3 * * *, Europe/Berlin, 2026-10-24T00:00:00Z",
    "15 1-2 * * *, Australia/Lord_Howe, 2026-04-04T00:00:00Z",
    "15 1-2 * * *, Australia/Lord_Howe, 2026-10-03T00:00:00Z",
    "0 0 * * *, America/Santiago, 2026-09-05T00:00:00Z",
  })
  void openAndNextAgree(String schedule, String timeZone, String from) {
    RestartCalendar calendar = calendar(schedule, timeZone, "25m");
    Instant end = at(from).plus(Duration.ofDays(2));
    Instant opened = Instant.MIN;
    Instant expected = calendar.nextOpening(at(from)).orElseThrow();
    for (Instant now = expected; now.isBefore(end); now = now.plusSeconds(60)) {
      opened = now.equals(expected) ? now : opened;
      expected = calendar.nextOpening(now).orElseThrow();
      assertThat(expected).isAfter(now);
      assertThat(calendar.isOpen(now))
          .as("%s, opened %s", now, opened)
          .isEqualTo(now.isBefore(opened.plus(Duration.ofMinutes(25))));
    }
  }

  @Test
  void leapDaysAreWaitedFor() {
    assertThat(calendar("0 0 29 2 *", null, "1h").nextOpening(at("2026-11-24T00:00:00Z")))
        .contains(at("2028-02-29T00:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "0 2 30 2 *, UTC, 1h, never comes",
    "0 2 31 4 *, UTC, 1h, never comes",
    "60 2 * * *, UTC, 1h, 'not in range [0, 59]'",
    "0 2 * *, UTC, 1h, 4 parts",
    "0 2 * * *, Mars/Phobos, 1h, time zone",
    "0 2 * * *, +02:00, 1h, time zone",
    "0 2 * * *, UTC, soon, duration",
  })
  void whatIsNoWindowIsRefused(String schedule, String zone, String duration, String reason) {
    assertThatThrownBy(() -> calendar(schedule, zone, duration))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }
}
