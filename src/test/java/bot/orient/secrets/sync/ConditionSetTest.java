package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionSetTest {

  private static final Instant THEN = Instant.parse("2026-11-01T10:00:00Z");
  private static final Instant NOW = Instant.parse("2026-11-01T11:00:00.987Z");

  @Test
  void newConditionBeginsNowInWholeSeconds() {
    Condition condition = only(set(List.of()).with("Ready", true, "Synced", "3 keys"));

    assertThat(condition.getType()).isEqualTo("Ready");
    assertThat(condition.getStatus()).isEqualTo("True");
    assertThat(condition.getReason()).isEqualTo("Synced");
    assertThat(condition.getMessage()).isEqualTo("3 keys");
    assertThat(condition.getObservedGeneration()).isEqualTo(2);
    assertThat(condition.getLastTransitionTime()).isEqualTo("2026-11-01T11:00:00Z");
  }

  @Test
  void timeMovesOnlyWithTheStatus() {
    List<Condition> before = before("Ready", false);

    assertThat(only(set(before).with("Ready", false, "Other", "b")).getLastTransitionTime())
        .isEqualTo("2026-11-01T10:00:00Z");
    assertThat(only(set(before).with("Ready", true, "Synced", "b")).getLastTransitionTime())
        .isEqualTo("2026-11-01T11:00:00Z");
  }

  @Test
  void conditionThatIsNotSetAgainIsGone() {
    assertThat(set(before("Stalled", true)).with("Ready", true, "Synced", "").sorted())
        .extracting(Condition::getType)
        .containsExactly("Ready");
  }

  @Test
  void keptConditionStaysAsItWas() {
    List<Condition> before = before("ApiKeysPresent", true);

    assertThat(set(before).keep("ApiKeysPresent").sorted()).isEqualTo(before);
    assertThat(set(List.of()).keep("ApiKeysPresent").sorted()).isEmpty();
  }

  @Test
  void orderIsByType() {
    assertThat(set(null).with("Stalled", true, "a", "").with("Ready", false, "a", "").sorted())
        .extracting(Condition::getType)
        .containsExactly("Ready", "Stalled");
  }

  @Test
  void longMessageIsCutVisibly() {
    String message = only(set(List.of()).with("Ready", false, "a", "x".repeat(1025))).getMessage();
    assertThat(message).hasSize(1024).endsWith("x…");

    String longest = "x".repeat(1024);
    assertThat(only(set(List.of()).with("Ready", false, "a", longest)).getMessage())
        .isEqualTo(longest);
  }

  private static ConditionSet set(List<Condition> previous) {
    return new ConditionSet(previous, 2, NOW);
  }

  private static List<Condition> before(String type, boolean status) {
    return new ConditionSet(List.of(), 1, THEN).with(type, status, "Before", "a").sorted();
  }

  private static Condition only(ConditionSet set) {
    assertThat(set.sorted()).hasSize(1);
    return set.sorted().get(0);
  }
}
