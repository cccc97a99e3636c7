package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.UserDraft.user;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.OrientSecretSpec;
import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.crypto.Fingerprinter;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.Compromise;
import bot.orient.secrets.store.SecretRead;
import bot.orient.secrets.sync.FailureResponse.CannotRestore;
import bot.orient.secrets.sync.FailureResponse.Nothing;
import bot.orient.secrets.sync.FailureResponse.Restore;
import bot.orient.secrets.sync.KeyVersions.Good;
import bot.orient.secrets.sync.Pins.Pin;
import bot.orient.secrets.sync.ProjectedKey.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Secret app of namespace team has A at version 4; with version 3 all was well. */
class FailureAssessmentTest {

  private static final Fingerprinter FINGERPRINTER = new Fingerprinter(new byte[32]);
  private static final Pin BACK_TO_3 =
      new Pin(3, 4, Optional.of("Deployment chat"), Optional.empty());

  private final Map<String, ProjectedKey> projected = new TreeMap<>();
  private final List<FailedRollout> failed = new ArrayList<>();
  private final Map<String, SecretRead> reads = new HashMap<>();
  private OrientSecretSpec spec = spec("RestorePreviousVersion");
  private Pins pins = Pins.NONE;

  FailureAssessmentTest() {
    projected("A", "new", 4, 3, "old");
    stored("A", "old", 3);
  }

  private static OrientSecretSpec spec(String policy) {
    return Specs.orientSecret(
        "{keys: [{key: A}, {key: B, as: b.txt}], restart: {onFailure: " + policy + "}}");
  }

  private static String fingerprint(String dataKey, String value) {
    return FINGERPRINTER.fingerprint("team", dataKey, value.getBytes(StandardCharsets.UTF_8));
  }

  private void projected(String dataKey, String value, long version, long good, String goodValue) {
    projected(
        dataKey,
        value,
        new KeyVersions(
            OptionalLong.of(version),
            Optional.of(new Good(good, fingerprint(dataKey, goodValue)))));
  }

  private void projected(String dataKey, String value, KeyVersions versions) {
    projected.put(
        dataKey,
        new ProjectedKey(
            fingerprint(dataKey, value),
            RestartRule.ALWAYS,
            Origin.CHANGED,
            Instant.EPOCH,
            null,
            versions,
            KeyHistory.NONE));
  }

  private void stored(String key, String value, long version) {
    reads.put(
        key,
        new SecretRead.Found(
            SecretBytes.owning(value.getBytes(StandardCharsets.UTF_8)),
            version,
            Instant.EPOCH,
            null));
  }

  /** A rollout that carried these data keys with the values that the Secret has now. */
  private void failedWith(String workload, String... dataKeys) {
    failed.add(
        new FailedRollout(
            workload,
            Stream.of(dataKeys).map(key -> "app/" + key).collect(Collectors.toSet()),
            Stream.of(dataKeys)
                .collect(
                    Collectors.toMap(key -> "app/" + key, key -> projected.get(key).fingerprint())),
            false));
  }

  private FailureAssessment assessment() {
    return new FailureAssessment(spec, "team", pins, "app", new ProjectedKeys(projected), failed);
  }

  private FailureResponse decide() {
    FailureAssessment assessment = assessment();
    Map<String, SecretRead> asked = new TreeMap<>();
    assessment.candidates().keySet().forEach(key -> asked.put(key, reads.get(key)));
    return assessment.decide(asked, FINGERPRINTER);
  }

  private static Restore restore(Map<String, Pin> pins) {
    return new Restore(new TreeMap<>(pins));
  }

  private String whyNot(String key) {
    FailureResponse response = decide();
    assertThat(response).isInstanceOf(CannotRestore.class);
    return ((CannotRestore) response).why().get(key);
  }

  @Test
  void keyThatTheSpecHoldsAtAVersionIsNotPutBack() {
    spec =
        Specs.orientSecret(
            "{keys: [{key: A, version: 4}, {key: B, as: b.txt}],"
                + " restart: {onFailure: RestorePreviousVersion}}");
    failedWith("Deployment chat", "A");

    assertThat(assessment().candidates()).isEmpty();
    assertThat(whyNot("A"))
        .isEqualTo("is held at version 4 by spec.keys[].version: change it there");
  }

  @Test
  void versionThatWasDestroyedIsNotGoneBackTo() {
    failedWith("Deployment chat", "A");
    reads.put("A", new SecretRead.NoSuchVersion(3, "version 3 was destroyed at noon"));

    assertThat(whyNot("A")).isEqualTo("cannot go back: version 3 was destroyed at noon");
  }

  @Test
  void nothingIsDoneWhileNothingFailed() {
    assertThat(assessment().candidates()).isEmpty();
    assertThat(decide()).isEqualTo(new Nothing());
  }

  @Test
  void keyThatMadeARolloutFailGoesBackToTheVersionThatWorked() {
    failedWith("Deployment chat", "A");

    assertThat(assessment().candidates()).isEqualTo(Map.of("A", 3L));
    assertThat(decide()).isEqualTo(restore(Map.of("A", BACK_TO_3)));
  }

  @Test
  void workloadThatFailedTellsWhatItsRolloutCarried() {
    UserDraft chat = user("chat").with("app", "A", fingerprint("A", "new")).failed("app/A");
    failed.addAll(FailedRollout.of(chat.build()).stream().toList());

    assertThat(decide()).isEqualTo(restore(Map.of("A", BACK_TO_3)));
  }

  /** A bad image may be all that is wrong. */
  @Test
  void keyThatCameAmidARolloutOfSomebodyElseIsNotPutBackButToldOf() {
    UserDraft chat = user("chat").with("app", "A", fingerprint("A", "new"));
    failed.addAll(FailedRollout.of(chat.failedAmidAnother("app/A").build()).stream().toList());

    assertThat(assessment().candidates()).isEmpty();
    assertThat(whyNot("A"))
        .isEqualTo(
            "need not be to blame: when its value came, Deployment chat had a rollout of somebody else"
                + " under way, or pods that were not available; mend that, or write a value that works");
  }

  @Test
  void keyIsPutBackWhereOneWorkloadFailedWithNothingElseGoingOn() {
    UserDraft chat = user("chat").with("app", "A", fingerprint("A", "new")).failed("app/A");
    UserDraft api =
        user("api").with("app", "A", fingerprint("A", "new")).failedAmidAnother("app/A");
    Stream.of(api, chat)
        .forEach(user -> failed.addAll(FailedRollout.of(user.build()).stream().toList()));

    assertThat(decide()).isEqualTo(restore(Map.of("A", BACK_TO_3)));
  }

  /** Nobody has taken down yet that it did. */
  @Test
  void keyOfAWorkloadThatGotThroughAfterAllStays() {
    UserDraft chat = user("chat").with("app", "A", fingerprint("A", "new")).failed("app/A");
    assertThat(FailedRollout.of(chat.well().build())).isEmpty();
    assertThat(FailedRollout.of(chat.undone().build()))
        .as("it is well without the value")
        .isPresent();
    assertThat(FailedRollout.of(chat.withoutPods().build())).isPresent();
  }

  /** It may be as good as any: what the workload failed with before is still there. */
  @Test
  void keyWithWhichAWorkloadFailsThatWasFailingWithAnotherOneStays() {
    UserDraft chat =
        user("chat")
            .with("app", "A", fingerprint("A", "new"))
            .with("db", "B", "w2")
            .failedAgain("app/A", "db/B");
    failed.addAll(FailedRollout.of(chat.build()).stream().toList());

    assertThat(failed).extracting(FailedRollout::changed).containsExactly(Set.of("db/B"));
    assertThat(decide()).isEqualTo(new Nothing());
  }

  @Test
  void nothingIsRestoredUnlessTheSpecSaysSo() {
    failedWith("Deployment chat", "A");

    spec = spec("Halt");
    assertThat(decide()).isEqualTo(new Nothing());
    spec = Specs.orientSecret("keys: [{key: A}]");
    assertThat(decide()).isEqualTo(new Nothing());
  }

  @Test
  void onlyWhatTheRolloutCarriedIsRestored() {
    projected("b.txt", "new", 2, 1, "old");
    stored("B", "old", 1);
    failedWith("Deployment chat", "A");

    assertThat(decide()).isEqualTo(restore(Map.of("A", BACK_TO_3)));
  }

  @Test
  void everyKeyThatTheRolloutCarriedIsRestored() {
    projected("b.txt", "new", 2, 1, "old");
    stored("B", "old", 1);
    failedWith("Deployment chat", "A", "b.txt");

    assertThat(decide())
        .isEqualTo(
            restore(
                Map.of(
                    "A",
                    BACK_TO_3,
                    "B",
                    new Pin(1, 2, Optional.of("Deployment chat"), Optional.empty()))));
  }

  @Test
  void pinNamesTheFirstOfManyWorkloads() {
    Stream.of("c", "b", "a").forEach(name -> failedWith(name, "A"));
    assertThat(decide())
        .isEqualTo(restore(Map.of("A", new Pin(3, 4, Optional.of("a, b, c"), Optional.empty()))));

    stored("A", "old", 3);
    Stream.of("e", "d").forEach(name -> failedWith(name, "A"));
    assertThat(decide())
        .isEqualTo(
            restore(
                Map.of("A", new Pin(3, 4, Optional.of("a, b, c and 2 more"), Optional.empty()))));
  }

  @Test
  void pinNamesAScopeThatIsNotTheNamespacesOwn() {
    failedWith("Deployment chat", "A");

    spec =
        Specs.orientSecret(
            "{scope: shared, keys: [{key: A}], restart: {onFailure: RestorePreviousVersion}}");
    assertThat(decide())
        .isEqualTo(
            restore(
                Map.of("A", new Pin(3, 4, Optional.of("Deployment chat"), Optional.of("shared")))));
  }

  @Test
  void valueThatTheSecretHasNoMoreIsLeftAlone() {
    failedWith("Deployment chat", "A");
    projected("A", "newer", 5, 3, "old");

    assertThat(decide()).isEqualTo(new Nothing());
  }

  @Test
  void failureWithAnUnchangedKeyIsNotItsFault() {
    failed.add(
        new FailedRollout(
            "Deployment chat",
            Set.of("app/b.txt", "other/A"),
            Map.of("app/A", fingerprint("A", "new")),
            false));

    assertThat(decide()).isEqualTo(new Nothing());
  }

  @Test
  void restoredKeyThatFailsAgainIsHaltedAndToldOf() {
    pins = new Pins(new TreeMap<>(Map.of("A", BACK_TO_3)));
    projected("A", "old", 3, 3, "old");
    failedWith("Deployment chat", "A");

    assertThat(assessment().candidates()).isEmpty();
    assertThat(whyNot("A")).isEqualTo("was put back to version 3 already, which fails too");
  }

  @Test
  void pinnedKeyDoesNotKeepAnotherFromBeingRestored() {
    pins = new Pins(new TreeMap<>(Map.of("A", BACK_TO_3)));
    projected("b.txt", "new", 2, 1, "old");
    stored("B", "old", 1);
    failedWith("Deployment chat", "A", "b.txt");

    assertThat(decide())
        .isEqualTo(
            restore(Map.of("B", new Pin(1, 2, Optional.of("Deployment chat"), Optional.empty()))));
  }

  @Test
  void valueWithoutAVersionCannotBeRestored() {
    projected("A", "new", new KeyVersions(OptionalLong.empty(), Optional.empty()));
    failedWith("Deployment chat", "A");

    assertThat(whyNot("A")).contains("environment or the configuration file");
  }

  @Test
  void firstVersionCannotBeRestored() {
    projected("A", "new", new KeyVersions(OptionalLong.of(1), Optional.empty()));
    failedWith("Deployment chat", "A");

    assertThat(whyNot("A")).contains("no earlier version");
  }

  @Test
  void goodVersionThatFailsCannotBeRestored() {
    projected("A", "old", 3, 3, "old");
    failedWith("Deployment chat", "A");

    assertThat(whyNot("A")).isEqualTo("is at version 3, the last that worked");
  }

  @Test
  void unreadableVersionCannotBeRestored() {
    failedWith("Deployment chat", "A");

    reads.put("A", new SecretRead.Unreadable(3, "it is damaged"));
    assertThat(whyNot("A")).isEqualTo("cannot go back to version 3: it is damaged");
    reads.put("A", new SecretRead.Absent());
    assertThat(whyNot("A")).isEqualTo("was deleted from the store");
  }

  private void marked(String key) {
    SecretRead.Found found = (SecretRead.Found) reads.get(key);
    reads.put(
        key,
        new SecretRead.Found(
            found.value(),
            found.version(),
            found.updatedAt(),
            new Compromise(Instant.EPOCH, "alice", "in a chat")));
  }

  @Test
  void compromisedVersionIsNeverGoneBackTo() {
    failedWith("Deployment chat", "A");
    marked("A");

    assertThat(whyNot("A"))
        .isEqualTo(
            "has no value to go back to: the one before, version 3, was marked compromised; write a"
                + " new value that works");
  }

  @Test
  void noKeyGoesBackWhileOneOfThemHasACompromisedValueOnly() {
    projected("b.txt", "new", 2, 1, "old");
    stored("B", "old", 1);
    failedWith("Deployment chat", "A", "b.txt");
    marked("B");

    FailureResponse response = decide();

    assertThat(response).isInstanceOf(CannotRestore.class);
    assertThat(((CannotRestore) response).why()).containsOnlyKeys("B");
  }

  /** The mark is of the value that the number has now, not of the one that worked. */
  @Test
  void markOfAnotherValueUnderTheSameNumberIsNotToldAsThatOfTheGoodOne() {
    failedWith("Deployment chat", "A");
    stored("A", "never seen", 3);
    marked("A");

    assertThat(whyNot("A")).contains("another value");
  }

  @Test
  void compromisedValueThatWasReadIsWiped() {
    failedWith("Deployment chat", "A");
    marked("A");
    SecretBytes value = ((SecretRead.Found) reads.get("A")).value();

    decide();

    assertThat(value).isEqualTo(SecretBytes.owning(new byte[3]));
  }

  /** The spec takes the key from elsewhere by now, where the same number is another value. */
  @Test
  void otherValueUnderTheSameNumberIsNotRestored() {
    failedWith("Deployment chat", "A");
    stored("A", "never seen", 3);

    assertThat(whyNot("A")).contains("another value");
  }

  @Test
  void partOfTheKeysIsNotRestored() {
    projected("b.txt", "new", new KeyVersions(OptionalLong.of(1), Optional.empty()));
    failedWith("Deployment chat", "A", "b.txt");

    FailureResponse response = decide();

    assertThat(response).isInstanceOf(CannotRestore.class);
    assertThat(((CannotRestore) response).why()).containsOnlyKeys("B");
  }

  @Test
  void valuesReadAreWiped() {
    failedWith("Deployment chat", "A");
    SecretBytes value = ((SecretRead.Found) reads.get("A")).value();

    decide();

    assertThat(value).isEqualTo(SecretBytes.owning(new byte[3]));
  }

  private void withFiles(String templates) {
    spec =
        Specs.orientSecret(
            "{keys: [{key: A}, {key: B, as: b.txt}], target: {template: %s}, restart: {onFailure: RestorePreviousVersion}}"
                .formatted(templates));
  }

  /** A file, or key, that changed at these seconds; null is what the record leaves out. */
  private void changedAt(String dataKey, Integer since, Integer windowStart) {
    ProjectedKey key = projected.get(dataKey);
    projected.put(
        dataKey,
        new ProjectedKey(
            key == null ? fingerprint(dataKey, "file") : key.fingerprint(),
            RestartRule.ALWAYS,
            Origin.CHANGED,
            since == null ? null : Instant.ofEpochSecond(since),
            windowStart == null ? null : Instant.ofEpochSecond(windowStart),
            key == null ? KeyVersions.NONE : key.versions(),
            KeyHistory.NONE));
  }

  @Test
  void keyThatChangedTheFileThatFailedIsPutBack() {
    withFiles("{.env: '{{A}} {{b.txt}}'}");
    projected("b.txt", "same", 2, 1, "before");
    changedAt("A", null, null);
    changedAt(".env", null, null);
    failedWith("Deployment chat", ".env");

    assertThat(assessment().candidates()).containsOnlyKeys("A");
    assertThat(decide()).isEqualTo(restore(Map.of("A", BACK_TO_3)));
  }

  @Test
  void keysOfAllChangesThatWereOneRolloutArePutBack() {
    withFiles("{.env: '{{A}} {{b.txt}}'}");
    projected("b.txt", "new", 2, 1, "before");
    stored("B", "before", 1);
    changedAt("A", 100, null);
    changedAt("b.txt", 103, null);
    changedAt(".env", 103, 100);
    failedWith("Deployment chat", ".env");
    assertThat(assessment().candidates()).containsOnlyKeys("A", "B");

    changedAt("A", 99, null);
    assertThat(assessment().candidates()).containsOnlyKeys("B");
  }

  @Test
  void keyThatIsNotInTheFileIsNotToBlame() {
    withFiles("{.env: '{{b.txt}}', other: '{{A}}'}");
    projected("b.txt", "new", 2, 1, "before");
    stored("B", "before", 1);
    changedAt("A", null, null);
    changedAt("b.txt", null, null);
    changedAt(".env", null, null);
    changedAt("other", null, null);
    failedWith("Deployment chat", ".env");

    assertThat(assessment().candidates()).containsOnlyKeys("B");
  }

  @Test
  void pinNamesOnlyTheWorkloadThatFailedWithAFileOfTheKey() {
    withFiles("{.env: '{{A}}', other: '{{b.txt}}'}");
    projected("b.txt", "new", 2, 1, "before");
    stored("B", "before", 1);
    Stream.of("A", "b.txt", ".env", "other").forEach(changed -> changedAt(changed, null, null));
    failedWith("Deployment chat", ".env");
    failedWith("Deployment shop", "other");

    assertThat(decide())
        .isEqualTo(
            restore(
                Map.of(
                    "A",
                    BACK_TO_3,
                    "B",
                    new Pin(1, 2, Optional.of("Deployment shop"), Optional.empty()))));
  }

  /** Its text was edited, which went well. */
  @Test
  void fileThatNoRolloutFailedWithKeepsNoKeyFromGoingBack() {
    withFiles("{.env: '{{b.txt}}'}");
    projected("b.txt", "same", 2, 1, "before");
    changedAt("b.txt", 10, null);
    changedAt(".env", 50, null);
    changedAt("A", 100, null);
    failedWith("Deployment chat", "A");

    assertThat(decide()).isEqualTo(restore(Map.of("A", BACK_TO_3)));
  }

  @Test
  void fileWhoseTextWasEditedIsNoFaultOfAKey() {
    withFiles("{.env: '{{A}}'}");
    changedAt("A", 100, null);
    changedAt(".env", null, null);
    failedWith("Deployment chat", ".env");

    assertThat(assessment().candidates()).isEmpty();
    assertThat(whyNot(".env"))
        .isEqualTo("changed with its text and with no key: correct it in spec.target.template");
  }
}
