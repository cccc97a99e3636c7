package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.ProjectionScenario.fingerprint;
import static bot.orient.secrets.sync.ProjectionScenario.missing;
import static bot.orient.secrets.sync.ProjectionScenario.ofEnvironment;
import static bot.orient.secrets.sync.ProjectionScenario.stored;
import static bot.orient.secrets.sync.ProjectionScenario.unreadable;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.KeyVersions.Good;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a projected Secret remembers of the versions of its keys. */
class KeyVersionsTest {

  private final ProjectionScenario scenario = new ProjectionScenario();

  private KeyVersions versionsOfA() {
    return scenario.projectedKeys().byDataKey().get("A").versions();
  }

  private ProjectionPlan sync(ResolvedKey... keys) {
    return scenario.keys(keys).sync();
  }

  private static KeyVersions versions(long projected) {
    return new KeyVersions(OptionalLong.of(projected), Optional.empty(), line("A"));
  }

  private static KeyVersions versions(long projected, long good, String goodValue) {
    return new KeyVersions(
        OptionalLong.of(projected),
        Optional.of(new Good(good, fingerprint("A", goodValue))),
        line("A"));
  }

  private static Optional<VersionLine> line(String key) {
    return Optional.of(ProjectionScenario.STORE.line(key));
  }

  @Test
  void firstVersionHasNoEarlierOne() {
    sync(stored("A", "one", 1));

    assertThat(versionsOfA()).isEqualTo(versions(1));
  }

  @Test
  void versionThatAllRanWithIsGoodWhenTheNextOneComes() {
    sync(stored("A", "one", 1));
    sync(stored("A", "two", 2));
    assertThat(versionsOfA()).isEqualTo(versions(2, 1, "one"));

    sync(stored("A", "three", 5));
    assertThat(versionsOfA()).isEqualTo(versions(5, 2, "two"));
  }

  @Test
  void versionThatComesBeforeTheLastOneIsProvenLeavesTheGoodOne() {
    sync(stored("A", "one", 1));
    sync(stored("A", "two", 2));
    scenario.proven(false);

    sync(stored("A", "three", 3));
    assertThat(versionsOfA()).isEqualTo(versions(3, 1, "one"));

    sync(stored("A", "four", 4));
    assertThat(versionsOfA()).isEqualTo(versions(4, 1, "one"));
  }

  @Test
  void backAtTheGoodVersionItStaysTheGoodOne() {
    sync(stored("A", "one", 1));
    sync(stored("A", "two", 2));
    scenario.proven(false);
    sync(stored("A", "one", 1));
    assertThat(versionsOfA()).isEqualTo(versions(1, 1, "one"));

    scenario.proven(true);
    sync(stored("A", "three", 3));
    assertThat(versionsOfA()).isEqualTo(versions(3, 1, "one"));
  }

  @Test
  void valueOfTheEnvironmentIsNoVersionToGoBackTo() {
    sync(stored("A", "one", 1));
    sync(ofEnvironment("A", "two"));
    assertThat(versionsOfA().projected()).isEmpty();

    sync(stored("A", "three", 2));
    assertThat(versionsOfA()).isEqualTo(versions(2));
  }

  @Test
  void valueThatIsKeptKeepsItsVersions() {
    sync(stored("A", "one", 1));
    sync(stored("A", "two", 2));

    sync(unreadable("A"));
    assertThat(versionsOfA()).isEqualTo(versions(2, 1, "one"));
    sync(missing("A"), stored("B", "b"));
    assertThat(versionsOfA()).isEqualTo(versions(2, 1, "one"));
  }

  /** Somebody mended a damaged version by writing the value again. */
  @Test
  void sameValueAsANewVersionIsRecorded() {
    sync(stored("A", "one", 1));

    assertThat(sync(stored("A", "one", 2))).isInstanceOf(ProjectionPlan.Apply.class);
    assertThat(versionsOfA()).isEqualTo(versions(2));
  }

  @Test
  void nothingIsWrittenWhenNothingChanges() {
    sync(stored("A", "one", 1));
    sync(stored("A", "two", 2));

    assertThat(sync(stored("A", "two", 2))).isInstanceOf(ProjectionPlan.Nothing.class);
    scenario.proven(false);
    assertThat(sync(stored("A", "two", 2))).isInstanceOf(ProjectionPlan.Nothing.class);
  }

  /** An operator that knew no versions wrote the annotation. */
  @Test
  void versionThatIsNotRecordedYetIsWrittenWithTheNextChangeOnly() {
    sync(stored("A", "one", 1), stored("B", "b", 1));
    recordOnly(versions -> KeyVersions.NONE);

    assertThat(sync(stored("A", "one", 1), stored("B", "b", 1)))
        .isInstanceOf(ProjectionPlan.Nothing.class);

    sync(stored("A", "one", 1), stored("B", "c", 2));
    assertThat(versionsOfA()).isEqualTo(versions(1));
    assertThat(scenario.projectedKeys().byDataKey().get("B").versions())
        .isEqualTo(new KeyVersions(OptionalLong.of(2), Optional.empty(), line("B")));
  }

  /** An operator that knew no lines wrote the annotation. */
  @Test
  void lineThatIsNotRecordedYetIsWrittenWithTheNextChangeOnly() {
    sync(stored("A", "one", 1), stored("B", "b", 1));
    recordOnly(versions -> new KeyVersions(versions.projected(), versions.good()));

    assertThat(sync(stored("A", "one", 1), stored("B", "b", 1)))
        .isInstanceOf(ProjectionPlan.Nothing.class);

    sync(stored("A", "one", 1), stored("B", "c", 2));
    assertThat(versionsOfA()).isEqualTo(versions(1));
  }

  private void recordOnly(UnaryOperator<KeyVersions> part) {
    Map<String, ProjectedKey> keys = new TreeMap<>(scenario.projectedKeys().byDataKey());
    keys.replaceAll((dataKey, key) -> key.withVersions(part.apply(key.versions())));
    scenario.secret.editAnnotation(Markers.KEYS, new ProjectedKeys(keys).toAnnotation());
  }

  /** ProviderDefaults have no values to put back, but a store that goes back concerns them too. */
  @Test
  void secretWithoutMemoryOfGoodVersionsRemembersTheProjectedOne() {
    scenario.proven(false);
    sync(stored("A", "one", 1));
    sync(stored("A", "two", 2));

    assertThat(versionsOfA()).isEqualTo(versions(2));
  }

  /** A person accepted that the store has no such key any more. */
  @Test
  void keptValueIsOfNoHigherVersionThanTheStoreCountsTo() {
    sync(stored("A", "one", 5));

    KeyVersions three = new KeyVersions(OptionalLong.of(3), Optional.empty());
    sync(missingAfter("A", 3));
    assertThat(versionsOfA()).isEqualTo(three);
    sync(missingAfter("A", 4));
    assertThat(versionsOfA()).isEqualTo(three);
    sync(missingAfter("A", 0));
    assertThat(versionsOfA()).isEqualTo(KeyVersions.NONE);
  }

  /** The store counts to the projected version: it is the deleted one, and none was lost. */
  @Test
  void keptValueOfADeletedKeyKeepsItsVersion() {
    sync(stored("A", "one", 5));

    sync(missingAfter("A", 5), stored("B", "b"));

    assertThat(versionsOfA()).isEqualTo(versions(5));
  }

  /** From then on it is to be told again if the store loses it. */
  @Test
  void keptValueThatIsWrittenAgainHasItsVersion() {
    sync(stored("A", "one", 5));
    sync(missingAfter("A", 3));

    sync(stored("A", "one", 4));

    assertThat(versionsOfA()).isEqualTo(versions(4));
  }

  private static ResolvedKey missingAfter(String key, long newestVersion) {
    return ProjectionScenario.key(
        key, false, new ResolvedKey.Missing("was deleted", newestVersion));
  }

  /** Somebody edits the Secret while its store has gone back: that is still to be told. */
  @Test
  void handEditOfAKeptValueLeavesItsVersion() {
    sync(stored("A", "one", 5));
    scenario.secret.editData("A", ProjectionScenario.base64("by hand"));

    sync(ProjectionScenario.key("A", false, new ResolvedKey.RolledBack(3, 5, "code")));

    assertThat(versionsOfA().projected()).hasValue(5);
    assertThat(versionsOfA().line()).isEqualTo(line("A"));
  }
}
