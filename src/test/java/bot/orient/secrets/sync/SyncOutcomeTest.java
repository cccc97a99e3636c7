package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SyncOutcomeTest {

  private static final List<ResolvedKey> KEYS =
      List.of(ProjectionScenario.stored("A", "one"), ProjectionScenario.missing("B"));

  /** So that what expires, and what is not used, is told as well while a key has no value. */
  @Test
  void keysAreKnownThoughSomeOfThemHaveNoValue() {
    assertThat(new SyncOutcome.Synced(KEYS, false, "").resolved()).contains(KEYS);
    assertThat(new SyncOutcome.Incomplete(KEYS, List.of(), false, false).resolved()).contains(KEYS);
  }

  @Test
  void ofKeysThatWereNotReadNothingIsKnown() {
    assertThat(new SyncOutcome.Refused("Reason", "text").resolved()).isEmpty();
    assertThat(new SyncOutcome.Withdrawn("Reason", "text").resolved()).isEmpty();
    assertThat(new SyncOutcome.Postponed("Reason", "text").resolved()).isEmpty();
  }
}
