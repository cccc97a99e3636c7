package bot.orient.secrets.sync;

import bot.orient.secrets.api.KeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the schema's patterns cannot say of the times that values are due for rotation. */
final class RotationRules {

  private static final Duration SHORTEST = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(3650);

  private final List<SpecProblem> problems;

  RotationRules(List<SpecProblem> problems) {
    this.problems = problems;
  }

  /** Checks keys, after the schema's rules; null is none. */
  void check(List<KeySpec> keys) {
    List<KeySpec> some = Objects.requireNonNullElse(keys, List.of());
    for (int i = 0; i < some.size(); i++) {
      if (some.get(i) != null) {
        checkAge("spec.keys[%d].rotateEvery".formatted(i), some.get(i).rotateEvery());
        checkDate("spec.keys[%d].expires".formatted(i), some.get(i).expires());
      }
    }
  }

  private void checkAge(String field, String text) {
    DurationText.parse(text)
        .filter(age -> age.compareTo(SHORTEST) < 0 || age.compareTo(LONGEST) > 0)
        .ifPresent(
            age ->
                problems.add(
                    new SpecProblem(
                        field,
                        SpecProblem.quote(text)
                            + " is out of bounds; write a duration from 1h to 3650d, such as 90d")));
  }

  private void checkDate(String field, String text) {
    boolean fine = problems.stream().noneMatch(problem -> problem.field().equals(field));
    if (text != null && fine && date(text).isEmpty()) {
      problems.add(
          new SpecProblem(
              field,
              SpecProblem.quote(text)
                  + " is no date and time of RFC 3339; write one such as 2027-01-31T00:00:00Z"));
    }
  }

  /** Empty when the text is none; it may be null. */
  static Optional<Instant> date(String text) {
    try {
      return Optional.ofNullable(text).map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
