package bot.orient.secrets.sync;

import bot.orient.secrets.api.FailurePolicy;
import bot.orient.secrets.api.RestartSpec;
import bot.orient.secrets.api.RestartWave;
import bot.orient.secrets.api.RestartWindow;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** What the schema's patterns and sizes cannot say of restarts, its CEL rule among it. */
final class RestartSpecRules {

  static final Duration LONGEST_SETTLE = Duration.ofHours(24);
  private static final Duration SHORTEST_WINDOW = Duration.ofMinutes(1);
  private static final Duration LONGEST_WINDOW = Duration.ofHours(168);

  private final List<SpecProblem> problems;

  RestartSpecRules(List<SpecProblem> problems) {
    this.problems = problems;
  }

  /**
   * Checks restarts, after the schema's rules: what those refuse is not looked at again. Null is
   * the default.
   */
  void check(RestartSpec restart) {
    if (restart == null) {
      return;
    }
    checkDuration(
        "spec.restart.settle", restart.settle(), Duration.ZERO, LONGEST_SETTLE, "0s to 24h");
    List<RestartWave> waves = Objects.requireNonNullElse(restart.waves(), List.of());
    for (int i = 0; i < waves.size(); i++) {
      checkWave("spec.restart.waves[%d].matchLabels".formatted(i), waves.get(i));
    }
    List<RestartWindow> windows = Objects.requireNonNullElse(restart.windows(), List.of());
    for (int i = 0; i < windows.size(); i++) {
      if (windows.get(i) != null) {
        checkWindow("spec.restart.windows[%d]".formatted(i), windows.get(i));
      }
    }
  }

  /** Checks the restarts of a ProviderDefaults; null is the default. */
  void checkDefaults(RestartSpec restart) {
    check(restart);
    if (restart != null && restart.onFailure() == FailurePolicy.RESTORE_PREVIOUS_VERSION) {
      problems.add(
          new SpecProblem(
              "spec.restart.onFailure",
              "onFailure RestorePreviousVersion cannot be used here: the choices come from this spec, so there is no"
                  + " previous version; use Halt"));
    }
  }

  private void checkWave(String field, RestartWave wave) {
    if (wave == null || wave.matchLabels() == null) {
      return;
    }
    wave.matchLabels().keySet().stream()
        .filter(key -> !KubernetesName.isQualified(key))
        .map(
            key ->
                new SpecProblem(
                    field,
                    SpecProblem.quote(key)
                        + " is not the key of a label; write "
                        + KubernetesName.QUALIFIED))
        .forEach(problems::add);
  }

  private void checkWindow(String path, RestartWindow window) {
    checkSchedule(path + ".schedule", window.schedule());
    checkTimeZone(path + ".timeZone", window.timeZone());
    checkDuration(
        path + ".duration", window.duration(), SHORTEST_WINDOW, LONGEST_WINDOW, "1m to 168h");
  }

  private void checkSchedule(String field, String schedule) {
    if (schedule == null || !isFine(field)) {
      return;
    }
    try {
      CronSchedule.parse(schedule);
    } catch (IllegalArgumentException e) {
      problems.add(
          new SpecProblem(
              field,
              "%s is no schedule of cron: %s; write minute, hour, day of the month, month and day of the week, such as"
                      .formatted(SpecProblem.quote(schedule), e.getMessage())
                  + " \"0 2 * * 1-5\" for 02:00 from Monday to Friday"));
    }
  }

  private void checkTimeZone(String field, String timeZone) {
    if (isFine(field) && RestartCalendar.zoneOf(timeZone).isEmpty()) {
      problems.add(
          new SpecProblem(
              field,
              SpecProblem.quote(timeZone)
                  + " is not a time zone of the IANA; write one such as Europe/Berlin, or leave it out for UTC"));
    }
  }

  private void checkDuration(
      String field, String text, Duration least, Duration most, String allowed) {
    DurationText.parse(text)
        .filter(length -> length.compareTo(least) < 0 || length.compareTo(most) > 0)
        .ifPresent(
            length ->
                problems.add(
                    new SpecProblem(
                        field,
                        "%s is out of bounds; write a duration from %s, such as 1h30m"
                            .formatted(SpecProblem.quote(text), allowed))));
  }

  /** So that one mistake is one problem. */
  private boolean isFine(String field) {
    return problems.stream().noneMatch(problem -> problem.field().equals(field));
  }
}
