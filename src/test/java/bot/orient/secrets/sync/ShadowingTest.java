package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.store.Superseded;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShadowingTest {

  private static final Instant NOW = Instant.parse("2026-11-28T17:00:00Z");

  private final Fallbacks fallbacks =
      new Fallbacks(
          Map.of("IN_BOTH", "planted-env", "IN_ENV", "planted-env"),
          Map.of("IN_BOTH", "planted-file", "IN_FILE", "planted-file"),
          key -> true,
          Set.of());

  @Test
  void conditionIsAbsentWhereNothingIsShadowed() {
    assertThat(
            conditions(
                List.of(),
                of(
                    value("ONLY_STORE", ValueSource.STORE, "v"),
                    value("IN_ENV", ValueSource.ENVIRONMENT, "planted-env"),
                    value("IN_FILE", ValueSource.CONFIG_FILE, "planted-file"))))
        .isEmpty();
  }

  @Test
  void tellsEveryHiddenSourceAndWhetherItsValueDiffers() {
    assertThat(text(of(value("IN_BOTH", ValueSource.STORE, "planted-env"))))
        .isEqualTo(
            "True LowerPriority IN_BOTH comes from Store, not used: Environment (the same),"
                + " ConfigFile (differs)");
    assertThat(text(of(value("IN_BOTH", ValueSource.ENVIRONMENT, "planted-env"))))
        .isEqualTo(
            "True LowerPriority IN_BOTH comes from Environment, not used: ConfigFile (differs)");
  }

  @Test
  void aKeyWithoutAValueThatCountsHidesNothing() {
    assertThat(
            conditions(
                List.of(), of(key("IN_BOTH", new ResolvedKey.Unreadable(2, "it was changed")))))
        .isEmpty();
  }

  @Test
  void aValueOfTheSpecThatIsNotUsedIsTheWorst() {
    Shadowing shadowing =
        Shadowing.of(
            List.of(value("IN_FILE", ValueSource.STORE, "v")),
            fallbacks,
            Set.of("SEALED"),
            Map.of("SEALED", new Superseded(3, "alice"), "REFERRED", new Superseded(2, null)));

    assertThat(text(shadowing))
        .isEqualTo(
            "True StoreIsNewer the value of the secretKeyRef of REFERRED is not used, the store has"
                + " version 2 since; the sealedValue of SEALED is not used, the store has version 3"
                + " by alice since: seal or write a new value, roll back in the store, or take it out"
                + " of the spec; IN_FILE comes from Store, not used: ConfigFile (differs)");
  }

  @Test
  void noValueIsEverTold() {
    Shadowing shadowing = of(value("IN_BOTH", ValueSource.STORE, "planted-value"));

    assertThat(text(shadowing) + shadowing).doesNotContain("planted");
  }

  @Test
  void whatWasKnownStaysWhileTheStoreIsAway() {
    List<Condition> before =
        conditions(List.of(), of(value("IN_BOTH", ValueSource.STORE, "other")));

    assertThat(conditions(before, Shadowing.unknown())).isEqualTo(before).isNotEmpty();
  }

  private Shadowing of(ResolvedKey... keys) {
    return Shadowing.of(List.of(keys), fallbacks, Set.of(), Map.of());
  }

  private static ResolvedKey value(String key, ValueSource source, String value) {
    return key(
        key, new ResolvedKey.Value(source, value.getBytes(StandardCharsets.UTF_8), null, null));
  }

  private static ResolvedKey key(String key, ResolvedKey.Resolution resolution) {
    return new ResolvedKey(key, key, RestartRule.ALWAYS, false, resolution);
  }

  private static List<Condition> conditions(List<Condition> before, Shadowing shadowing) {
    return shadowing.addTo(new ConditionSet(before, 1, NOW)).sorted();
  }

  private static String text(Shadowing shadowing) {
    Condition condition = conditions(List.of(), shadowing).get(0);
    assertThat(condition.getType()).isEqualTo("Shadowed");
    return condition.getStatus() + " " + condition.getReason() + " " + condition.getMessage();
  }
}
