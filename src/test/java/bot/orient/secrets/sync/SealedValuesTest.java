package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.store.SealedImportResult;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SealedValuesTest {

  private static final Instant NOW = Instant.parse("2026-11-28T17:00:00Z");
  private static final SealedImportResult OUTDATED =
      new SealedImportResult.Outdated(
          Instant.parse("2026-11-01T08:00:00.123Z"), Instant.parse("2026-11-02T08:00:00.5Z"));
  private static final SealedImportResult INVALID =
      new SealedImportResult.Invalid("is damaged; seal it anew");

  @Test
  void conditionIsAbsentWhereNothingIsSealed() {
    assertThat(conditions(List.of(), SealedValues.of(Map.of()))).isEmpty();
  }

  @Test
  void allThatWereTakenOverNowOrBeforeAreTaken() {
    SealedValues all =
        SealedValues.of(
            Map.of(
                "A", new SealedImportResult.Taken(1, true),
                "B", new SealedImportResult.AlreadyTaken(true),
                "C", new SealedImportResult.AlreadyTaken(false)));

    assertThat(text(all)).isEqualTo("True Taken every sealed value was taken over");
  }

  @Test
  void anOutdatedOneSaysWhichWasLaterAndWhatToDo() {
    SealedValues some =
        SealedValues.of(Map.of("A", OUTDATED, "B", new SealedImportResult.Taken(1, true)));

    assertThat(text(some))
        .isEqualTo(
            "False SealedValueOutdated A has a sealed value of 2026-11-01T08:00:00Z, and one of"
                + " 2026-11-02T08:00:00Z was taken over before: seal it anew, or roll back in the"
                + " store");
  }

  @Test
  void anInvalidOneGoesBeforeAnOutdatedOneAndBothAreTold() {
    assertThat(text(SealedValues.of(Map.of("B", INVALID, "A", OUTDATED))))
        .startsWith("False SealedValueInvalid A has a sealed value of 2026-11-01T08:00:00Z")
        .endsWith("; B has a sealed value that is damaged; seal it anew");
  }

  @Test
  void whatWasKnownStaysWhileTheStoreIsAway() {
    List<Condition> before = conditions(List.of(), SealedValues.of(Map.of("A", INVALID)));

    assertThat(conditions(before, SealedValues.unknown())).isEqualTo(before);
  }

  private static List<Condition> conditions(List<Condition> before, SealedValues values) {
    return values.addTo(new ConditionSet(before, 1, NOW)).sorted();
  }

  private static String text(SealedValues values) {
    Condition condition = conditions(List.of(), values).get(0);
    assertThat(condition.getType()).isEqualTo("SealedValuesTaken");
    return condition.getStatus() + " " + condition.getReason() + " " + condition.getMessage();
  }
}
