package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.KeyStatus;
import bot.orient.secrets.api.OrientSecretSpec;
import bot.orient.secrets.api.OrientSecretStatus;
import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.api.WorkloadStatus;
import bot.orient.secrets.sync.Pins.Pin;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What people are told of keys that were put back. */
class RestorationTest {

  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
  private static final OrientSecretSpec SPEC =
      Specs.orientSecret("{keys: [{key: A, as: a.txt}, {key: B}]}");
  private static final Pin PIN = new Pin(3, 4, Optional.of("Deployment chat"), Optional.empty());

  private static Restoration pinned(Map<String, Pin> pins) {
    return Restoration.of("app", new Pins(new TreeMap<>(pins)));
  }

  private static ResolvedKey stored(String key, long version) {
    return new ResolvedKey(
        key,
        key,
        RestartRule.ALWAYS,
        false,
        new ResolvedKey.Value(
            ValueSource.STORE, "v".getBytes(StandardCharsets.UTF_8), version, NOON));
  }

  private static final SyncOutcome SYNCED =
      new SyncOutcome.Synced(
          List.of(stored("A", 3), stored("B", 1)), false, "2 keys in Secret app");

  private static OrientSecretStatus status(Restoration restoration) {
    return status(null, SYNCED, restoration, Map.of());
  }

  private static OrientSecretStatus status(
      OrientSecretStatus before,
      SyncOutcome outcome,
      Restoration restoration,
      Map<String, String> remarks) {
    return new StatusFactory(Clock.fixed(NOON, ZoneOffset.UTC))
        .orientSecret(
            before,
            5,
            SPEC,
            Target.of(null, "app"),
            outcome,
            remarks,
            restoration,
            List.of(
                new WorkloadStatus("Deployment", "chat", WorkloadState.FAILED, null, "too slow")),
            RestartRules.NONE,
            Rotation.unknown(),
            SealedValues.unknown(),
            Shadowing.unknown());
  }

  private static Optional<Condition> condition(OrientSecretStatus status, String type) {
    return status.conditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst();
  }

  private static String message(OrientSecretStatus status, String type) {
    return condition(status, type).orElseThrow().getMessage();
  }

  @Test
  void theColumnOfRestartsSaysThatSomethingIsPinned() {
    assertThat(status(pinned(Map.of("A", PIN))).restarts()).isEqualTo("0/1 done, 1 failed, pinned");
    assertThat(status(pinned(Map.of())).restarts()).isEqualTo("0/1 done, 1 failed");
  }

  @Test
  void pinIsAConditionThatSaysHowToEndIt() {
    OrientSecretStatus status = status(pinned(Map.of("A", PIN)));

    Condition pinned = condition(status, "Pinned").orElseThrow();
    assertThat(pinned.getStatus()).isEqualTo("True");
    assertThat(pinned.getReason()).isEqualTo("RolloutFailed");
    assertThat(pinned.getMessage())
        .isEqualTo(
            "A stays at version 3, because version 4 made Deployment chat fail; write a good version,"
                + " then: kubectl annotate osec app secrets.orient.bot/pinned-");
  }

  @Test
  void readyStaysTrueAndNamesWhatIsPinned() {
    OrientSecretStatus status = status(pinned(Map.of("A", PIN)));

    assertThat(condition(status, "Ready").orElseThrow().getStatus()).isEqualTo("True");
    assertThat(message(status, "Ready")).isEqualTo("2 keys in Secret app; pinned: A");
    assertThat(condition(status, "Stalled")).isEmpty();
  }

  @Test
  void rowOfAPinnedKeySaysSo() {
    OrientSecretStatus status =
        status(null, SYNCED, pinned(Map.of("A", PIN)), Map.of("A", "cannot be imported"));

    KeyStatus row = status.keys().get(0);
    assertThat(row.version()).isEqualTo(3);
    assertThat(row.message())
        .isEqualTo(
            "stays at version 3, because version 4 made Deployment chat fail; cannot be imported");
    assertThat(status.keys().get(1).message()).isNull();
  }

  @Test
  void nothingIsToldWhenNothingIsPinned() {
    OrientSecretStatus status = status(pinned(Map.of()));

    assertThat(condition(status, "Pinned")).isEmpty();
    assertThat(message(status, "Ready")).isEqualTo("2 keys in Secret app");
    assertThat(message(status, "RestartsComplete")).isEqualTo("Deployment chat failed");
  }

  @Test
  void unreadableAnnotationLeavesTheConditionAsItWas() {
    OrientSecretStatus before = status(pinned(Map.of("A", PIN)));

    OrientSecretStatus status =
        status(
            before,
            new SyncOutcome.Refused("InvalidSpec", "no"),
            Restoration.unknown("app"),
            Map.of());

    assertThat(condition(status, "Pinned")).isEqualTo(condition(before, "Pinned"));
    assertThat(status.keys()).isEqualTo(before.keys());
  }

  @Test
  void failureTellsWhyNothingWasRestored() {
    Restoration restoration =
        pinned(Map.of()).withImpossible(new TreeMap<>(Map.of("A", "is new", "B", "is gone")));

    OrientSecretStatus status = status(restoration);

    assertThat(condition(status, "Pinned")).isEmpty();
    assertThat(condition(status, "RestartsComplete").orElseThrow().getReason())
        .isEqualTo("RolloutFailed");
    assertThat(message(status, "RestartsComplete"))
        .isEqualTo("Deployment chat failed; nothing was restored: A is new; B is gone");
  }

  @Test
  void pinOfAPersonNamesNoWorkload() {
    Pin pin = new Pin(3, 4, Optional.empty(), Optional.empty());

    assertThat(message(status(pinned(Map.of("A", pin))), "Pinned"))
        .startsWith("A stays at version 3 instead of version 4; write");
  }

  @Test
  void manyPinsLeaveRoomForTheCommand() {
    Map<String, Pin> pins = new TreeMap<>();
    IntStream.range(0, 50).forEach(i -> pins.put("KEY_" + i, PIN));

    assertThat(message(status(pinned(pins)), "Pinned"))
        .contains("; and 45 more keys; write")
        .endsWith("secrets.orient.bot/pinned-");
  }

  @Test
  void restoredKeysAreUrgentUnderTheirNamesInTheSecret() {
    assertThat(pinned(Map.of("A", PIN)).urgent(SPEC.keys(), Target.of(SPEC.target(), "app")))
        .containsExactly("a.txt");
    assertThat(Restoration.unknown("app").urgent(SPEC.keys(), Target.of(SPEC.target(), "app")))
        .isEmpty();
  }
}
