package bot.orient.secrets.sync;

import bot.orient.secrets.api.RestartWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Tells when restarts may begin.
 *
 * <p>A time of a schedule that a change to summer time leaves out counts as the moment of the
 * change, and one that the change back repeats as the first of the two, so that a window opens once
 * a day all year. Its length is in real hours.
 */
public final class RestartCalendar {

  private final List<Window> windows;

  private RestartCalendar(List<Window> windows) {
    this.windows = windows;
  }

  /**
   * The calendar of some windows; without any, restarts may always begin.
   *
   * @throws IllegalArgumentException if a window is not valid
   */
  public static RestartCalendar of(List<RestartWindow> windows) {
    return new RestartCalendar(windows.stream().map(Window::of).toList());
  }

  /** Whether restarts may begin now: a window opens with its moment and is closed at its end. */
  public boolean isOpen(Instant now) {
    return windows.isEmpty() || windows.stream().anyMatch(window -> window.isOpen(now));
  }

  /** The first moment after now at which a window opens; empty if there are no windows. */
  public Optional<Instant> nextOpening(Instant now) {
    return windows.stream()
        .flatMap(window -> window.nextOpening(now).stream())
        .min(Comparator.naturalOrder());
  }

  /** The time zone of that name of the IANA; null is the default one. */
  static Optional<ZoneId> zoneOf(String name) {
    if (name == null) {
      return Optional.of(ZoneOffset.UTC);
    }
    return ZoneId.getAvailableZoneIds().contains(name)
        ? Optional.of(ZoneId.of(name))
        : Optional.empty();
  }

  private record Window(CronSchedule schedule, ZoneId zone, Duration length) {

    static Window of(RestartWindow window) {
      return new Window(
          CronSchedule.parse(window.schedule()),
          zoneOf(window.timeZone())
              .orElseThrow(() -> new IllegalArgumentException("there is no such time zone")),
          DurationText.parse(window.duration())
              .orElseThrow(() -> new IllegalArgumentException("the duration is none")));
    }

    /** The opening last passed is the one that lasts longest, since all last equally long. */
    boolean isOpen(Instant now) {
      return schedule
          .atOrBefore(reached(now))
          .map(this::instant)
          .filter(opening -> now.isBefore(opening.plus(length)))
          .isPresent();
    }

    Optional<Instant> nextOpening(Instant now) {
      return schedule.after(reached(now)).map(this::instant);
    }

    /** The latest time of the schedule's clock that has been; repeated times have all been. */
    private LocalDateTime reached(Instant now) {
      LocalDateTime local = LocalDateTime.ofInstant(now, zone);
      ZoneOffsetTransition change = zone.getRules().getTransition(local);
      boolean repeated = change != null && change.isOverlap() && !now.isBefore(change.getInstant());
      return repeated ? change.getDateTimeBefore().minusNanos(1) : local;
    }

    /** The earlier one of a time that comes twice. */
    private Instant instant(LocalDateTime local) {
      ZoneOffsetTransition change = zone.getRules().getTransition(local);
      return change != null && change.isGap()
          ? change.getInstant()
          : local.atZone(zone).toInstant();
    }
  }
}
