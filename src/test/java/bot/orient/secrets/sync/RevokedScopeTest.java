package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.ProjectionScenario.STORE;
import static bot.orient.secrets.sync.ProjectionScenario.ofEnvironment;
import static bot.orient.secrets.sync.ProjectionScenario.stored;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.crypto.Fingerprinter;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RevokedScopeTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final ProjectionScenario scenario = new ProjectionScenario();

  @BeforeEach
  void project() {
    scenario.keys(stored("A", "one", 1), stored("B", "one", 1)).sync();
  }

  private boolean covers(StoreView store, Instant revokedAt, String... keys) {
    return RevokedScope.covers(
        List.of(scenario.live()), List.of(keys), store, Optional.of(revokedAt));
  }

  private Instant applied() {
    return ProjectedSecret.of(scenario.live()).orElseThrow().appliedAt();
  }

  private boolean covers(StoreView store) {
    return covers(store, applied().plus(HOUR), "A", "B");
  }

  @Test
  void valuesOfTheScopeGoThatWereThereBeforeTheRevocation() {
    assertThat(covers(STORE)).isTrue();
  }

  @Test
  void aKeyThatTheSpecDoesNotNameAnyMoreGoesToo() {
    assertThat(covers(STORE, applied().plus(HOUR), "A")).isTrue();
  }

  @Test
  void valuesOfAnotherScopeStoreOrEpochStay() {
    assertThat(covers(new StoreView("other", STORE.fingerprinter(), 0))).isFalse();
    assertThat(
            covers(
                new StoreView(
                    "shop", new Fingerprinter("other".getBytes(StandardCharsets.UTF_8)), 0)))
        .isFalse();
    assertThat(covers(new StoreView("shop", STORE.fingerprinter(), 1))).isFalse();
  }

  @Test
  void valuesOfTheOperatorItselfAreNoneOfTheScope() {
    scenario.keys(ofEnvironment("A", "variable"), ofEnvironment("B", "variable")).sync();
    assertThat(covers(STORE)).isFalse();

    scenario.keys(stored("A", "one", 1), ofEnvironment("B", "variable")).sync();
    assertThat(covers(STORE)).isTrue();
  }

  @Test
  void whatWasWrittenAfterTheRevocationIsOfAGrantThatTheStoreLost() {
    assertThat(covers(STORE, applied().minus(HOUR), "A")).isFalse();
  }

  @Test
  void clocksThatAreMinutesApartDoNotKeepTheValues() {
    assertThat(covers(STORE, applied().minus(Duration.ofMinutes(4)), "A")).isTrue();
    assertThat(covers(STORE, applied().minus(Duration.ofMinutes(6)), "A")).isFalse();
  }

  @Test
  void withoutARevocationOrWithDamagedRecordsNothingGoes() {
    List<Secret> secrets = List.of(scenario.live());
    assertThat(RevokedScope.covers(secrets, List.of("A"), STORE, Optional.empty())).isFalse();

    Instant later = applied().plus(HOUR);
    scenario.secret.editAnnotation(Markers.KEYS, "{");
    assertThat(covers(STORE, later, "A", "B")).isFalse();
  }
}
