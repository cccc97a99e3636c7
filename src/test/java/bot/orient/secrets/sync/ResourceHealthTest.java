package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.ProviderDefaults;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceHealthTest {

  private static final String NAME = "metadata: {namespace: shop, name: app, generation: 2}\n";

  private static final String SYNCED =
      """
      status:
        observedGeneration: 2
        conditions: [{type: Ready, status: "True", reason: Synced, message: m}]
      """;

  private static final Fallbacks FALLBACKS =
      new Fallbacks(
          Map.of("A", "from-the-environment"),
          Map.of("A", "from-the-file", "B", "from-the-file"),
          key -> true,
          Set.of());

  private static ResourceHealth of(String yaml) {
    return ResourceHealth.of(Serialization.unmarshal(NAME + yaml, OrientSecret.class), FALLBACKS);
  }

  private static List<String> notes(ResourceHealth health) {
    return health.notes().stream()
        .map(
            note ->
                (note.attention() ? "!" : "")
                    + note.topic()
                    + note.subject().map(subject -> " " + subject).orElse("")
                    + ": "
                    + note.message())
        .toList();
  }

  @Test
  void nothingIsSaidOfAHealthyOne() {
    ResourceHealth health =
        of(
            """
            spec: {keys: [{key: C}, {key: D}]}
            """
                + SYNCED
                + """
                  keys: [{key: C, source: Store, version: 1}, {key: D, source: Environment}]
                  workloads: [{kind: Deployment, name: web, state: Done, message: restarted},
                              {kind: Deployment, name: own, state: OptedOut}]
                """);

    assertThat(notes(health)).isEmpty();
    assertThat(health.ready()).isTrue();
    assertThat(health.keysWithValue() + "/" + health.keys()).isEqualTo("2/2");
  }

  @Test
  void keyThatIsPinnedIsToldOnce() {
    ResourceHealth health =
        of(
            """
            spec: {keys: [{key: C}, {key: D}]}
            status:
              observedGeneration: 2
              conditions:
              - {type: Ready, status: "True", reason: Synced, message: m}
              - {type: Pinned, status: "True", reason: RolloutFailed, message: "C stays at version 1; write a good version"}
              keys: [{key: C, source: Store, version: 1, message: stays at version 1},
                     {key: D, source: Store, version: 1, message: cannot be opened}]
            """);

    assertThat(notes(health))
        .containsExactly(
            "!KEY_PROBLEM D: cannot be opened",
            "!PINNED: C stays at version 1; write a good version");
  }

  @Test
  void keysThatLackAValueAreNamedAndTheConditionDoesNotSayItAgain() {
    ResourceHealth health =
        of(
            """
            spec: {keys: [{key: C}, {key: D, optional: true}, {key: E}, {key: F}]}
            status:
              observedGeneration: 2
              conditions: [{type: Ready, status: "False", reason: ValueUnreadable, message: C E}]
              keys: [{key: C, source: Missing, message: write it}, {key: D, source: Missing},
                     {key: E, source: Store, version: 4, message: cannot be decrypted},
                     {key: F, source: Missing}]
            """);

    assertThat(notes(health))
        .containsExactly(
            "!MISSING C: write it",
            "!MISSING F: no value",
            "!KEY_PROBLEM E: cannot be decrypted",
            "MISSING D: no value; optional");
    assertThat(health.ready()).isFalse();
    assertThat(health.keysWithValue() + "/" + health.keys()).isEqualTo("1/4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A | Store       | Store is used; Environment, ConfigFile has the key too",
        "A | Environment | Environment is used; ConfigFile has the key too",
        "B | Store       | Store is used; ConfigFile has the key too",
        "B | ConfigFile  |",
        "C | Store       |",
        "A | Missing     |"
      })
  void sourcesThatTheWinningOneHidesAreNamed(String key, String source, String message) {
    assertThat(
            of(SYNCED + "  keys: [{key: %s, source: %s}]".formatted(key, source)).notes().stream()
                .filter(note -> note.topic() == HealthNote.Topic.SHADOWED)
                .map(HealthNote::message))
        .isEqualTo(message == null ? List.of() : List.of(message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "True  | StoreIsNewer  | SHADOWED: the sealedValue of A is not used: seal or write a new"
            + " value, roll back in the store, or take it out of the spec",
        "True  | LowerPriority |",
        "False | StoreIsNewer  |"
      })
  void aValueOfTheSpecThatIsNotUsedIsTold(String status, String reason, String note) {
    assertThat(
            notes(
                of(
                    SYNCED.replace(
                        "}]",
                        ("}, {type: Shadowed, status: \"%s\", reason: %s, message: \"the sealedValue"
                                + " of A is not used: seal or write a new value, roll back in the"
                                + " store, or take it out of the spec; B comes from Store, not used:"
                                + " Environment (differs)\"}]")
                            .formatted(status, reason)))))
        .isEqualTo(note == null ? List.of() : List.of(note));
  }

  @Test
  void conditionsAndWorkloadsAreToldTheWorstFirst() {
    assertThat(
            notes(
                of(
                    """
                    spec: {keys: []}
                    status:
                      observedGeneration: 2
                      conditions:
                        - {type: Pinned, status: "True", message: stays}
                        - {type: Ready, status: "False", reason: ScopeNotGranted, message: ask}
                        - {type: RestartsComplete, status: "False", message: not again}
                        - {type: RotationDue, status: "True", message: C expired}
                        - {type: SealedValuesTaken, status: "False", message: D is broken}
                      workloads:
                        - {kind: Deployment, name: a, state: Waiting, message: window}
                        - {kind: Deployment, name: b, state: Failed, message: crashes}
                        - {kind: Rollout, name: c, state: RestartNeeded}
                        - {kind: Deployment, name: d, state: RollingOut}
                    """)))
        .containsExactly(
            "!NOT_READY: ScopeNotGranted: ask",
            "!ROLLOUT_FAILED Deployment/b: crashes",
            "!RESTART_NEEDED Rollout/c: ",
            "!PINNED: stays",
            "!ROTATION_DUE: C expired",
            "!SEALED_VALUE_REFUSED: D is broken",
            "RESTART_WAITING Deployment/a: window",
            "ROLLING_OUT Deployment/d: ");
    assertThat(
            notes(
                of(
                    SYNCED.replace(
                        "}]", "}, {type: RotationDue, status: \"False\", message: soon}]"))))
        .containsExactly("ROTATION_SOON: soon");
  }

  @Test
  void aStatusThatIsMissingOrOfAnEarlierSpecIsNotTrusted() {
    assertThat(notes(of(""))).containsExactly("!NOT_READY: the operator has not looked at it yet");
    ResourceHealth earlier = of(SYNCED.replace("observedGeneration: 2", "observedGeneration: 1"));
    assertThat(earlier.ready()).isFalse();
    assertThat(notes(earlier))
        .containsExactly("!NOT_READY: the operator has not looked at its newest spec yet");
  }

  @Test
  void providerDefaultsTellOfApiKeysThatAreMissing() {
    ResourceHealth health =
        ResourceHealth.of(
            Serialization.unmarshal(
                NAME
                    + SYNCED.replace(
                        "}]", "}, {type: ApiKeysPresent, status: \"False\", message: openai}]"),
                ProviderDefaults.class));

    assertThat(notes(health)).containsExactly("!API_KEY_MISSING: openai");
    assertThat(health.ready()).isTrue();
  }

  @Test
  void brokenResourcesCanBeLookedAt() {
    assertThat(
            of("spec: {keys: [null]}\nstatus: {keys: [null, {}], workloads: [null, {}]}").ready())
        .isFalse();
  }

  @Test
  void aVeryLongMessageIsCut() {
    int room = 1000 - "Synced: ".length();
    assertThat(toldOf("x".repeat(room + 1))).hasSize(1000).endsWith("x…");
    assertThat(toldOf("x".repeat(room))).hasSize(1000).endsWith("xx");
  }

  private static String toldOf(String message) {
    String notReady = SYNCED.replace("\"True\"", "\"False\"");
    return of(notReady.replace("message: m", "message: " + message)).notes().get(0).message();
  }
}
