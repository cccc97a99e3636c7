package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bot.orient.secrets.sync.KeyHistory.Absence;
import bot.orient.secrets.sync.KeyHistory.Stint;
import bot.orient.secrets.sync.KeyHistory.StintId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KeyHistoryTest {

  private static final Instant START = Instant.parse("2026-11-24T18:00:00Z");

  private static Instant second(int second) {
    return START.plusSeconds(second);
  }

  /** Each value came one second after the one before, the first at second 1. */
  private static KeyHistory history(String... values) {
    KeyHistory history = KeyHistory.NONE;
    for (int i = 0; i < values.length; i++) {
      history = history.followedBy(values[i], second(i + 1));
    }
    return history;
  }

  /**
   * @param stint when it began, by which it has its number
   */
  private static List<Absence> absences(KeyHistory history, String value, Integer stint, int now) {
    return history.absences(
        value,
        Optional.ofNullable(stint).map(begun -> new StintId(second(begun), begun - 1)),
        history.present(second(now)),
        true);
  }

  private static Absence absence(int from, int to) {
    return new Absence(second(from), second(to));
  }

  @Test
  void knowsNoAbsenceOfAValueThatNeverLeft() {
    assertThat(absences(history("a", "b"), "c", null, 3)).isEmpty();
    assertThat(absences(KeyHistory.NONE, "a", null, 1)).isEmpty();
  }

  @Test
  void tellsWhenAValueWasAway() {
    assertThat(absences(history("z", "a", "b", "c"), "a", null, 9))
        .containsExactly(absence(3, 4), absence(4, 9));
  }

  @Test
  void countsNoAbsenceBeforeTheStintOnRecord() {
    KeyHistory history = history("a", "b", "a", "c");
    assertThat(absences(history, "a", 3, 9)).containsExactly(absence(4, 9));
    assertThat(absences(history, "a", null, 9)).containsExactly(absence(2, 3), absence(4, 9));
    StintId present = history.present(second(9));
    assertThat(history.absences("a", Optional.of(present), present, true)).isEmpty();
  }

  @Test
  void countsTheTimeWithoutAnyValueOnlyIfPodsCouldStartWithoutOne() {
    KeyHistory history = history("a").followedByAbsence().stamped(second(2));
    StintId present = history.present(second(5));
    assertThat(history.absences("a", Optional.empty(), present, true))
        .containsExactly(absence(2, 5));
    assertThat(history.absences("a", Optional.empty(), present, false)).isEmpty();
  }

  /** All in one second. */
  @Test
  void tellsStintsApartThatBeganTogether() {
    KeyHistory history =
        KeyHistory.NONE
            .followedBy("a", second(1))
            .followedBy("b", second(1))
            .followedBy("a", second(1))
            .followedBy("b", second(1));
    StintId present = history.present(second(1));
    assertThat(present.number()).isEqualTo(4);
    assertThat(history.absences("a", Optional.of(present), present, true)).isEmpty();
    assertThat(history.absences("a", Optional.of(new StintId(second(1), 2)), present, true))
        .hasSize(1);
    assertThat(history.absences("a", Optional.empty(), present, true)).hasSize(2);
  }

  @Test
  void staysShortAndForgetsTheMiddle() {
    KeyHistory history = history("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
    assertThat(history.stints()).hasSize(8);
    assertThat(history.present(second(11)).number()).as("counts what it forgot").isEqualTo(10);
    assertThat(absences(history, "a", null, 12))
        .as("of the first value")
        .startsWith(absence(2, 5))
        .endsWith(absence(10, 12));
    assertThat(absences(history, "i", null, 12)).containsExactly(absence(10, 12));
  }

  @Test
  void takesAForgottenValueForAwayAllTheWhile() {
    KeyHistory history = history("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
    assertThat(history.mayKnow("c")).isTrue();
    assertThat(absences(history, "c", null, 12)).startsWith(absence(2, 5));
    assertThat(absences(history, "c", 3, 12)).startsWith(absence(2, 5));
  }

  /** Somebody removed the annotation, and what came afterwards is counted anew. */
  @Test
  void takesAStintThatItDoesNotKnowForTheFirst() {
    assertThat(absences(history("a", "b", "a", "c"), "a", 7, 9))
        .containsExactly(absence(2, 3), absence(4, 9));
  }

  @Test
  void mayKnowWhatItHadOrForgot() {
    assertThat(history("a", "b").mayKnow("a")).isTrue();
    assertThat(history("a", "b").mayKnow("c")).isFalse();
  }

  @Test
  void keepsItsValuesUnderAnotherFingerprintKey() {
    assertThat(history("a", "b").renamed("a", "A")).isEqualTo(history("A", "b"));
  }

  @Test
  void writesAndReadsItsStints() {
    for (Stint stint : List.of(new Stint("a", second(1)), new Stint("-", null))) {
      assertThat(Stint.parse(stint.toText())).isEqualTo(stint);
    }
  }

  @Test
  void lacksATimeOnlyAtItsEnd() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> history("a").followedByAbsence().followedBy("b", second(3)));
  }

  @Test
  void ofManyKeysThatWereTakenOutTheLastStay() {
    Map<String, KeyHistory> removed = new TreeMap<>();
    for (int i = 0; i < 30; i++) {
      removed.put("KEY" + i, KeyHistory.NONE.followedBy("a", second(i)));
    }
    removed.put("NOW", KeyHistory.NONE.followedByAbsence());
    assertThat(KeyHistory.newest(removed)).hasSize(16).containsKeys("NOW", "KEY29", "KEY15");
  }
}
