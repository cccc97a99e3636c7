package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.RestartWindow;
import bot.orient.secrets.sync.RestartRules;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Restart windows whose opening needs no calendar to be told. */
enum SimulatedWindow {
  ALWAYS("* * * * *"),
  EVEN_MINUTES("*/2 * * * *"),
  /** A minute of a month that no history reaches. */
  NEVER("0 0 1 3 *");

  private final String schedule;

  SimulatedWindow(String schedule) {
    this.schedule = schedule;
  }

  List<RestartWindow> windows() {
    return List.of(new RestartWindow(schedule, null, "1m"));
  }

  static Optional<SimulatedWindow> of(RestartRules rules) {
    return rules.windows().stream()
        .flatMap(
            window -> Arrays.stream(values()).filter(one -> one.schedule.equals(window.schedule())))
        .findFirst();
  }

  boolean isOpen(Instant now) {
    return switch (this) {
      case ALWAYS -> true;
      case EVEN_MINUTES -> now.atOffset(ZoneOffset.UTC).getMinute() % 2 == 0;
      case NEVER -> false;
    };
  }
}
