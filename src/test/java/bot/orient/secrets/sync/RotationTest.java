package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.store.Compromise;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RotationTest {

  private static final Instant WRITTEN = Instant.parse("2026-03-01T08:00:00.25Z");
  private static final String YEARLY = "{keys: [{key: A, rotateEvery: 365d}]}";
  private static final Instant DUE = WRITTEN.plus(Duration.ofDays(365));

  @Test
  void keyWithoutAgeOrDateHasNoCondition() {
    assertThat(condition(at(WRITTEN, "{keys: [{key: A}]}", stored("A")))).isEmpty();
  }

  @Test
  void ageCountsFromWhenTheVersionWasWritten() {
    Instant before = DUE.minusNanos(1);

    assertThat(at(before, YEARLY, stored("A")).due()).isEmpty();
    assertThat(at(DUE, YEARLY, stored("A")).due()).hasSize(1);
    assertThat(text(at(DUE, YEARLY, stored("A"))))
        .isEqualTo(
            "True TooOld A is older than 365d since 2027-03-01T08:00:00Z: write a new value");
  }

  @Test
  void whyAKeyIsDueIsFoundInWhatTheConditionSays() {
    String spec =
        "{keys: [{key: A, rotateEvery: 1h}, {key: B, expires: '2026-05-01T00:00:00Z'}, {key: C}]}";
    Rotation rotation =
        Rotation.of(
            Specs.orientSecret(spec).keys(),
            List.of(
                stored("A"), stored("B"), compromised("C", new Compromise(WRITTEN, "alice", null))),
            DUE);
    String message = text(rotation);

    assertThat(rotation.due()).hasSize(3);
    String said = message.substring("True Compromised ".length());
    assertThat(Rotation.reasonOf("A", said)).contains(Rotation.Reason.TOO_OLD);
    assertThat(Rotation.reasonOf("B", said)).contains(Rotation.Reason.EXPIRED);
    assertThat(Rotation.reasonOf("C", said)).contains(Rotation.Reason.COMPROMISED);
    assertThat(Rotation.reasonOf("D", said)).isEmpty();
  }

  @Test
  void noticeComesATenthOfTheAgeBeforeAndAtMostTwoWeeks() {
    assertThat(condition(at(DUE.minus(Duration.ofDays(14)).minusNanos(1), YEARLY, stored("A"))))
        .isEmpty();
    assertThat(text(at(DUE.minus(Duration.ofDays(14)), YEARLY, stored("A"))))
        .isEqualTo("False DueSoon A becomes older than 365d at 2027-03-01T08:00:00Z");

    String daily = "{keys: [{key: A, rotateEvery: 10h}]}";
    assertThat(condition(at(WRITTEN.plus(Duration.ofHours(9)).minusNanos(1), daily, stored("A"))))
        .isEmpty();
    assertThat(text(at(WRITTEN.plus(Duration.ofHours(9)), daily, stored("A"))))
        .startsWith("False DueSoon");
  }

  @Test
  void nextLookIsWhenNoticeIsDueThenWhenTheValueIsThenNever() {
    Instant notice = DUE.minus(Duration.ofDays(14));

    assertThat(at(WRITTEN, YEARLY, stored("A")).next()).contains(notice);
    assertThat(at(notice, YEARLY, stored("A")).next()).contains(DUE);
    assertThat(at(DUE, YEARLY, stored("A")).next()).isEmpty();
  }

  @Test
  void everyMomentOfNextIsAMomentOfChange() {
    String spec =
        "{keys: [{key: A, rotateEvery: 90d}, {key: B, rotateEvery: 2h}, {key: C, expires: '2026-05-01T00:00:00Z'}]}";
    ResolvedKey[] keys = {stored("A"), stored("B"), stored("C")};
    Instant now = WRITTEN;
    int moments = 0;
    for (Optional<Instant> next = at(now, spec, keys).next();
        next.isPresent();
        next = at(now, spec, keys).next()) {
      Rotation before = at(next.get().minusNanos(1), spec, keys);
      assertThat(before).isEqualTo(at(now, spec, keys));
      assertThat(at(next.get(), spec, keys)).isNotEqualTo(before);
      now = next.get();
      moments++;
    }
    assertThat(moments).isEqualTo(6);
    assertThat(at(now, spec, keys).due()).hasSize(3);
  }

  @Test
  void dateConcernsValuesWrittenBeforeIt() {
    String spec = "{keys: [{key: A, expires: '2026-06-01T02:00:00+02:00'}]}";
    Instant expires = Instant.parse("2026-06-01T00:00:00Z");

    assertThat(text(at(expires.minus(Duration.ofDays(14)), spec, stored("A"))))
        .isEqualTo("False DueSoon A expires at 2026-06-01T00:00:00Z");
    assertThat(text(at(expires, spec, stored("A"))))
        .isEqualTo("True Expired A expired at 2026-06-01T00:00:00Z: write a new value");
    assertThat(condition(at(expires.plusSeconds(9), spec, stored("A", expires)))).isEmpty();
  }

  @Test
  void dateConcernsValuesFromElsewhereButNoAgeDoes() {
    String spec =
        "{keys: [{key: A, rotateEvery: 1h, expires: '2026-06-01T00:00:00Z'}, {key: B, rotateEvery: 1h}]}";
    ResolvedKey a =
        key("A", new ResolvedKey.Value(ValueSource.ENVIRONMENT, new byte[1], null, null));
    ResolvedKey b =
        key("B", new ResolvedKey.Value(ValueSource.ENVIRONMENT, new byte[1], null, null));

    assertThat(text(at(Instant.parse("2026-06-01T00:00:00Z"), spec, a, b)))
        .isEqualTo("True Expired A expired at 2026-06-01T00:00:00Z: write a new value");
  }

  @Test
  void keyWithoutAValueIsNotDue() {
    assertThat(condition(at(DUE, YEARLY, key("A", new ResolvedKey.Missing("nowhere", 0)))))
        .isEmpty();
    assertThat(condition(at(DUE, YEARLY, key("A", new ResolvedKey.Unreadable(3, "damaged")))))
        .isEmpty();
  }

  @Test
  void compromisedValueIsDueAtOnceAndTheWorstReason() {
    Compromise leak = new Compromise(WRITTEN, "alice", "in a\nCI log");
    Rotation rotation =
        Rotation.of(
            Specs.orientSecret("{keys: [{key: A}, {key: B, rotateEvery: 1h}]}").keys(),
            List.of(compromised("A", leak), stored("B")),
            DUE);

    assertThat(text(rotation))
        .isEqualTo(
            "True Compromised A was marked compromised by alice at 2026-03-01T08:00:00Z (in a CI log);"
                + " B is older than 1h since 2026-03-01T09:00:00Z: write a new value");
  }

  @Test
  void longReasonOfACompromiseIsCutVisibly() {
    assertThat(toldOfCompromise("x".repeat(200))).contains("(" + "x".repeat(200) + ")");
    assertThat(toldOfCompromise("x".repeat(201))).contains("(" + "x".repeat(199) + "…)");
  }

  private static String toldOfCompromise(String reason) {
    return text(
        at(DUE, "{keys: [{key: A}]}", compromised("A", new Compromise(WRITTEN, "alice", reason))));
  }

  @Test
  void ofSeveralReasonsTheFirstToComeIsTold() {
    String spec = "{keys: [{key: A, rotateEvery: 365d, expires: '%s'}]}";

    assertThat(text(at(DUE, spec.formatted(DUE.minusSeconds(9)), stored("A"))))
        .startsWith("True Expired");
    assertThat(text(at(DUE, spec.formatted(DUE.plusSeconds(9)), stored("A"))))
        .startsWith("True TooOld");
  }

  /** What is known to others is replaced first, however long it is due for another reason. */
  @Test
  void compromiseIsToldBeforeReasonsThatCameEarlier() {
    Rotation rotation =
        Rotation.of(
            Specs.orientSecret("{keys: [{key: A, rotateEvery: 1h}]}").keys(),
            List.of(compromised("A", new Compromise(DUE, "alice", null))),
            DUE);

    assertThat(text(rotation)).startsWith("True Compromised A was marked compromised by alice");
  }

  @Test
  void unknownKeepsWhatWasKnown() {
    List<Condition> before = conditions(at(DUE, YEARLY, stored("A")), List.of());

    assertThat(conditions(Rotation.unknown(), before)).isEqualTo(before);
    assertThat(conditions(Rotation.unknown(), List.of())).isEmpty();
  }

  private static Rotation at(Instant now, String spec, ResolvedKey... keys) {
    return Rotation.of(Specs.orientSecret(spec).keys(), Arrays.asList(keys), now);
  }

  private static ResolvedKey stored(String name) {
    return stored(name, WRITTEN);
  }

  private static ResolvedKey compromised(String name, Compromise compromise) {
    return key(
        name, new ResolvedKey.Value(ValueSource.STORE, new byte[1], 3L, WRITTEN, compromise));
  }

  private static ResolvedKey stored(String name, Instant writtenAt) {
    return key(name, new ResolvedKey.Value(ValueSource.STORE, new byte[1], 3L, writtenAt));
  }

  private static ResolvedKey key(String name, ResolvedKey.Resolution resolution) {
    return new ResolvedKey(name, name, RestartRule.ALWAYS, false, resolution);
  }

  private static String text(Rotation rotation) {
    Condition condition = condition(rotation).orElseThrow();
    return condition.getStatus() + " " + condition.getReason() + " " + condition.getMessage();
  }

  private static Optional<Condition> condition(Rotation rotation) {
    return conditions(rotation, List.of()).stream().findFirst();
  }

  private static List<Condition> conditions(Rotation rotation, List<Condition> before) {
    return rotation.addTo(new ConditionSet(before, 1, WRITTEN)).sorted();
  }
}
