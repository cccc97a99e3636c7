package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.ProjectionScenario.missing;
import static bot.orient.secrets.sync.ProjectionScenario.missingOptional;
import static bot.orient.secrets.sync.ProjectionScenario.stored;
import static bot.orient.secrets.sync.ProjectionScenario.unreadable;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.Composition.KeyProblem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretComposerTest {

  private final ProjectionScenario scenario = new ProjectionScenario();

  @Test
  void secretHasEveryValueUnderItsNameInTheSecret() {
    ResolvedKey renamed =
        new ResolvedKey("B", "b.txt", RestartRule.NEVER, false, stored("B", "two").resolution());

    Composition.Composed composed = scenario.keys(stored("A", "one"), renamed).composed();

    assertThat(composed.problems()).isEmpty();
    assertThat(composed.secret().data()).containsOnlyKeys("A", "b.txt");
    assertThat(composed.secret().data().get("b.txt"))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("two");
    assertThat(composed.keys().byDataKey().get("b.txt").restart()).isEqualTo(RestartRule.NEVER);
  }

  @Test
  void binaryAndEmptyValuesAreKeptAsTheyAre() {
    byte[] binary = {0, -1, 13, 10, (byte) 0xC3};

    DesiredSecret secret = scenario.keys(stored("A", binary), stored("B", "")).composed().secret();

    assertThat(secret.data().get("A")).isEqualTo(binary);
    assertThat(secret.data().get("B")).isEmpty();
  }

  @Test
  void secretSaysWhoseItIs() {
    DesiredSecret secret =
        scenario
            .keys(stored("A", "one"))
            .target("{labels: {team: shop}, annotations: {note: text}}")
            .composed()
            .secret();

    assertThat(secret.labels())
        .isEqualTo(
            Map.of(
                "team",
                "shop",
                Markers.PROJECTED_FOR,
                "OrientSecret",
                Markers.CATEGORY,
                "ai-providers",
                "app.kubernetes.io/managed-by",
                "orient-secrets-operator"));
    assertThat(secret.annotations())
        .isEqualTo(
            Map.of(
                "note",
                "text",
                Markers.OWNER,
                "OrientSecret/app",
                Markers.PROJECTION,
                "uid-app/app"));
    assertThat(secret.controller()).contains(ProjectionScenario.OWNER);
  }

  @Test
  void usersMayNameAnotherManager() {
    DesiredSecret secret =
        scenario
            .keys(stored("A", "one"))
            .target("{labels: {app.kubernetes.io/managed-by: argocd}}")
            .composed()
            .secret();

    assertThat(secret.labels()).containsEntry("app.kubernetes.io/managed-by", "argocd");
  }

  @Test
  void retainedAndMergedSecretsHaveNoOwnerReference() {
    scenario.keys(stored("A", "one"));

    assertThat(scenario.target("{deletionPolicy: Retain}").composed().secret().controller())
        .isEmpty();
    DesiredSecret merged = scenario.target("{creationPolicy: Merge}").composed().secret();
    assertThat(merged.controller()).isEmpty();
    assertThat(merged.annotations()).containsEntry(Markers.MERGED, "true");
    assertThat(merged.labels()).doesNotContainKey("app.kubernetes.io/managed-by");
  }

  @Test
  void firstProjectionWaitsForEveryRequiredKey() {
    Composition composition = scenario.keys(stored("A", "one"), missing("B")).compose();

    assertThat(composition)
        .isEqualTo(
            new Composition.Incomplete(
                List.of(new KeyProblem("B", KeyProblem.Kind.MISSING, "is nowhere"))));
  }

  @Test
  void newKeyWithoutAValueHoldsUpNoOtherAndTakesNothingOut() {
    scenario.keys(stored("A", "one"), stored("B", "two")).sync();

    Composition.Composed composed = scenario.keys(stored("A", "three"), missing("C")).composed();

    assertThat(composed.secret().data().get("A")).asString().isEqualTo("three");
    assertThat(composed.secret().data().get("B")).asString().isEqualTo("two");
    assertThat(composed.secret().data()).containsOnlyKeys("A", "B");
    assertThat(composed.problems()).extracting(KeyProblem::key).containsExactly("C");
  }

  @Test
  void keyThatIsKeptWhileAnotherHasNoValueKeepsItsRestartRule() {
    ResolvedKey kept =
        new ResolvedKey("B", "B", RestartRule.NEVER, false, stored("B", "two").resolution());
    scenario.keys(stored("A", "one"), kept).sync();

    Composition.Composed composed = scenario.keys(stored("A", "one"), missing("C")).composed();

    assertThat(composed.keys().byDataKey().get("B").restart()).isEqualTo(RestartRule.NEVER);
  }

  @Test
  void optionalKeyIsNotWaitedFor() {
    Composition.Composed composed =
        scenario.keys(stored("A", "one"), missingOptional("B")).composed();

    assertThat(composed.problems()).isEmpty();
    assertThat(composed.secret().data()).containsOnlyKeys("A");
  }

  @Test
  void requiredKeyThatIsGoneKeepsItsLastValueAndIsAProblem() {
    scenario.keys(stored("A", "one"), stored("B", "two")).sync();

    Composition.Composed composed = scenario.keys(stored("A", "one"), missing("B")).composed();

    assertThat(composed.secret().data()).containsOnlyKeys("A", "B");
    assertThat(composed.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.key()).isEqualTo("B");
              assertThat(problem.kind() == KeyProblem.Kind.UNREADABLE).isFalse();
              assertThat(problem.message()).contains("the value projected last is kept");
            });
  }

  @Test
  void optionalKeyThatIsGoneIsTakenOut() {
    scenario.keys(stored("A", "one"), stored("B", "two")).sync();

    Composition.Composed composed =
        scenario.keys(stored("A", "one"), missingOptional("B")).composed();

    assertThat(composed.secret().data()).containsOnlyKeys("A");
  }

  @Test
  void unreadableValueKeepsTheLastOneEvenOfAnOptionalKey() {
    scenario.keys(stored("A", "one")).sync();
    ResolvedKey damaged = ProjectionScenario.key("A", true, unreadable("A").resolution());

    Composition.Composed composed = scenario.keys(damaged).composed();

    assertThat(composed.secret().data().get("A")).asString(StandardCharsets.UTF_8).isEqualTo("one");
    assertThat(composed.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind() == KeyProblem.Kind.UNREADABLE).isTrue();
              assertThat(problem.message())
                  .contains("version 2 cannot be read: it is damaged", "is kept");
            });
  }

  @Test
  void optionalKeyThatCannotBeReadHoldsUpNoFirstProjectionAndIsAProblem() {
    Composition.Composed composed =
        scenario.keys(stored("A", "one"), unreadableOptional("B")).composed();

    assertThat(composed.secret().data()).containsOnlyKeys("A");
    assertThat(composed.problems()).extracting(KeyProblem::key).containsExactly("B");
  }

  /** The earlier target is all that has its last value, and stays until this one is written. */
  @Test
  void optionalKeyThatCannotBeReadIsWaitedForIfTheTargetHasAnotherName() {
    scenario.moved();

    assertThat(scenario.keys(stored("A", "one"), unreadableOptional("B")).compose())
        .isInstanceOfSatisfying(
            Composition.Incomplete.class,
            incomplete ->
                assertThat(incomplete.problems()).extracting(KeyProblem::key).containsExactly("B"));
    assertThat(scenario.keys(stored("A", "one"), missingOptional("B")).composed().problems())
        .isEmpty();
  }

  /** It may be the one that has another name in the Secret now. */
  @Test
  void optionalKeyThatCannotBeReadTakesNothingOut() {
    scenario.keys(stored("A", "one"), stored("B", "two")).sync();

    Composition.Composed composed =
        scenario.keys(stored("A", "one"), unreadableOptional("C")).composed();

    assertThat(composed.secret().data()).containsOnlyKeys("A", "B");
  }

  /** Then nothing but the fields that an apply of ours has set tells what was projected. */
  @Test
  void valueThatCannotBeReadIsKeptThoughSomebodyRemovedTheAnnotation() {
    scenario.keys(stored("A", "one"), stored("B", "two")).sync();
    scenario.secret.removeAnnotation(Markers.KEYS);

    Composition.Composed optional =
        scenario.keys(stored("A", "one"), unreadableOptional("B")).composed();
    assertThat(optional.secret().data()).containsOnlyKeys("A", "B");
    assertThat(scenario.keys(missing("A"), stored("B", "two")).composed().secret().data())
        .containsOnlyKeys("A", "B");
  }

  private static ResolvedKey unreadableOptional(String key) {
    return ProjectionScenario.key(key, true, unreadable(key).resolution());
  }

  @Test
  void keyHeldAtAVersionThatIsNotThereKeepsTheLastValueEvenIfOptional() {
    scenario.keys(stored("A", "one")).sync();
    ResolvedKey held =
        ProjectionScenario.key(
            "A", true, new ResolvedKey.NoSuchVersion(9, "there is no version 9"));

    Composition.Composed composed = scenario.keys(held).composed();

    assertThat(composed.secret().data().get("A")).asString(StandardCharsets.UTF_8).isEqualTo("one");
    assertThat(composed.problems())
        .containsExactly(
            new KeyProblem(
                "A",
                KeyProblem.Kind.NO_SUCH_VERSION,
                "there is no version 9; the value projected last is kept"));
  }

  @Test
  void keyHeldAtAVersionThatIsNotThereIsWaitedFor() {
    ResolvedKey held =
        ProjectionScenario.key("A", false, new ResolvedKey.NoSuchVersion(9, "there is none"));
    assertThat(scenario.keys(held).compose())
        .isEqualTo(
            new Composition.Incomplete(
                List.of(new KeyProblem("A", KeyProblem.Kind.NO_SUCH_VERSION, "there is none"))));
  }

  @Test
  void unreadableValueNeverProjectedIsWaitedFor() {
    assertThat(scenario.keys(unreadable("A")).compose()).isInstanceOf(Composition.Incomplete.class);
  }

  @Test
  void valueOfSomebodyElseIsNotTakenForTheLastOne() {
    scenario.secret.editData("A", ProjectionScenario.base64("foreign"));

    assertThat(scenario.target("{creationPolicy: Merge}").keys(missing("A")).compose())
        .isInstanceOf(Composition.Incomplete.class);
  }

  @Test
  void mergedKeyThatSomebodyElseSetOtherwiseIsNotTakenOver() {
    scenario.secret.editData("A", ProjectionScenario.base64("theirs"));
    scenario.secret.editData("B", ProjectionScenario.base64("two"));
    scenario.secret.editData("THEIRS", ProjectionScenario.base64("theirs"));
    scenario.keys(stored("A", "one"), stored("B", "two"), stored("C", "three"));

    assertThat(keysOfOthers("{creationPolicy: Merge}")).containsExactly("A");
    assertThat(keysOfOthers("{}")).as("of a Secret of our own they are strays").isEmpty();
  }

  @Test
  void mergedKeyThatSomebodyEditedIsStillOurs() {
    scenario.secret.editData("THEIRS", ProjectionScenario.base64("theirs"));
    scenario.target("{creationPolicy: Merge}").keys(stored("A", "one")).sync();
    scenario.secret.editData("A", ProjectionScenario.base64("by hand"));

    assertThat(keysOfOthers("{creationPolicy: Merge}")).isEmpty();
  }

  private List<String> keysOfOthers(String target) {
    return scenario.target(target).composed().secret().keysOfOthersIn(scenario.live());
  }

  @Test
  void moreThanOneMebibyteIsTooLarge() {
    byte[] most = new byte[SecretComposer.MAX_SECRET_BYTES];

    assertThat(scenario.keys(stored("A", most)).compose()).isInstanceOf(Composition.Composed.class);
    assertThat(scenario.keys(stored("A", most), stored("B", "x")).compose())
        .isEqualTo(new Composition.TooLarge(SecretComposer.MAX_SECRET_BYTES + 1));
  }
}
