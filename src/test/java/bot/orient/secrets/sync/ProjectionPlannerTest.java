package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.ProjectionScenario.base64;
import static bot.orient.secrets.sync.ProjectionScenario.fingerprint;
import static bot.orient.secrets.sync.ProjectionScenario.missing;
import static bot.orient.secrets.sync.ProjectionScenario.missingOptional;
import static bot.orient.secrets.sync.ProjectionScenario.stored;
import static bot.orient.secrets.sync.ProjectionScenario.unreadable;
import static bot.orient.secrets.testing.RestartSpecBuilder.restart;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.RestartPolicy;
import bot.orient.secrets.api.RestartRule;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectionPlannerTest {

  private final ProjectionScenario scenario = new ProjectionScenario();

  @Test
  void absentSecretIsCreatedWithAllKeys() {
    ProjectionPlan plan = scenario.keys(stored("A", "one"), stored("B", "two")).sync();

    assertThat(change(plan))
        .isEqualTo(new ProjectionChange(true, List.of("A", "B"), List.of(), List.of()));
    assertThat(scenario.data()).isEqualTo(Map.of("A", "one", "B", "two"));
  }

  @Test
  void secretThatIsRightIsLeftAlone() {
    scenario.keys(stored("A", "one")).sync();

    assertThat(scenario.plan()).isInstanceOf(ProjectionPlan.Nothing.class);
  }

  @Test
  void changeIsToldByKey() {
    scenario.keys(stored("A", "one"), stored("B", "two"), stored("C", "three")).sync();

    ProjectionPlan plan =
        scenario.keys(stored("A", "one"), stored("B", "other"), stored("D", "four")).sync();

    assertThat(change(plan))
        .isEqualTo(new ProjectionChange(false, List.of("D"), List.of("B"), List.of("C")));
    assertThat(change(plan).describe()).isEqualTo("added D; changed B; removed C");
    assertThat(((ProjectionPlan.Apply) plan).strayKeys())
        .as("the apply takes C out by itself")
        .isEmpty();
    assertThat(scenario.data()).isEqualTo(Map.of("A", "one", "B", "other", "D", "four"));
  }

  @Test
  void handEditsAreHealed() {
    scenario.keys(stored("A", "one"), stored("B", "two")).sync();
    scenario.secret.editData("A", base64("edited"));
    scenario.secret.removeData("B");
    scenario.secret.editData("STRAY", base64("stray"));

    assertThat(((ProjectionPlan.Apply) scenario.sync()).strayKeys()).containsExactly("STRAY");

    assertThat(scenario.data()).isEqualTo(Map.of("A", "one", "B", "two"));
    assertThat(scenario.plan()).isInstanceOf(ProjectionPlan.Nothing.class);
  }

  @Test
  void restartRulesComeAndGoWithTheSpec() {
    scenario.keys(stored("A", "one")).sync();
    assertThat(rules()).isNull();
    ProjectedKeys before = scenario.projectedKeys();

    scenario.restarts(restart().policy(RestartPolicy.NEVER).settle("1m")).sync();
    assertThat(rules()).isEqualTo("{\"automatic\":false,\"settle\":\"PT1M\"}");
    assertThat(scenario.plan()).isInstanceOf(ProjectionPlan.Nothing.class);
    assertThat(scenario.projectedKeys().byDataKey().get("A").restart())
        .as("the rule of the key stays")
        .isEqualTo(RestartRule.ALWAYS);
    assertThat(ProjectedSecret.of(scenario.live()).orElseThrow().changedAt(scenario.key("A")))
        .as("only the rules changed")
        .isEqualTo(scenario.secret.createdAt());

    ProjectionPlan plan = scenario.restarts(restart()).sync();
    assertThat(((ProjectionPlan.Apply) plan).strayAnnotations())
        .as("the apply takes them off by itself")
        .isEmpty();
    assertThat(change(plan).describe()).isEqualTo("only labels or annotations differ");
    assertThat(rules()).isNull();
    assertThat(scenario.plan()).isInstanceOf(ProjectionPlan.Nothing.class);
    assertThat(scenario.projectedKeys().toAnnotation())
        .isEqualTo(stampedAtCreation(before).toAnnotation());
  }

  private ProjectedKeys stampedAtCreation(ProjectedKeys keys) {
    return keys.stamped(keys, scenario.secret.createdAt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"automatic\":false}", "damaged"})
  void restartRulesOfSomebodyElseAreTakenOff(String edited) {
    scenario.keys(stored("A", "one")).sync();
    scenario.secret.editAnnotation(Markers.RESTART_RULES, edited);

    scenario.sync();

    assertThat(rules()).isNull();
    assertThat(scenario.plan()).isInstanceOf(ProjectionPlan.Nothing.class);
  }

  @Test
  void editedRestartRulesAreHealed() {
    scenario.keys(stored("A", "one")).restarts(restart().canary()).sync();
    scenario.secret.editAnnotation(Markers.RESTART_RULES, "damaged");
    assertThat(ProjectedSecret.of(scenario.live())).isEmpty();

    scenario.sync();

    assertThat(rules()).isEqualTo("{\"canary\":true}");
    assertThat(ProjectedSecret.of(scenario.live()).orElseThrow().rules().canary()).isTrue();
  }

  @Test
  void restartRulesSomebodyElseSetTooGoWithTheSpecAllTheSame() {
    scenario.keys(stored("A", "one")).restarts(restart().canary()).sync();
    scenario.secret.editAnnotation(Markers.RESTART_RULES, "damaged");

    scenario.restarts(restart()).sync();

    assertThat(rules()).isNull();
  }

  @Test
  void aMergedSecretGetsRestartRulesTooAndLosesThemWithItsKeys() {
    scenario.secret.editData("OTHER", base64("theirs"));
    scenario
        .keys(stored("A", "one"))
        .target("{creationPolicy: Merge}")
        .restarts(restart().canary())
        .sync();
    assertThat(rules()).isEqualTo("{\"canary\":true}");

    scenario.secret.withdraw();

    assertThat(rules()).isNull();
    assertThat(scenario.data()).isEqualTo(Map.of("OTHER", "theirs"));
  }

  @Test
  void valuesThatChangeWhileTheySettleKeepTheFirstTime() {
    scenario.keys(stored("A", "one")).restarts(restart().settle("3s")).sync();
    List<String> starts = new ArrayList<>();
    for (String value : List.of("two", "three", "four", "five", "six")) {
      scenario.keys(stored("A", value)).sync();
      assertThat(scenario.plan()).isInstanceOf(ProjectionPlan.Nothing.class);
      starts.add(
          ProjectedSecret.of(scenario.live())
              .orElseThrow()
              .startOfWindow(scenario.key("A"))
              .toString()
              .substring(17, 19));
    }
    assertThat(starts).containsExactly("02", "02", "02", "05", "05");
  }

  private String rules() {
    return scenario.live().getMetadata().getAnnotations().get(Markers.RESTART_RULES);
  }

  @Test
  void keyThatSomebodyElseSetTooGoesWithTheSpecAllTheSame() {
    scenario.keys(stored("A", "one"), stored("B", "two")).sync();
    scenario.secret.editData("B", base64("rotated"));
    scenario.keys(stored("A", "one"), stored("B", "rotated")).sync();

    scenario.keys(stored("A", "one")).sync();

    assertThat(scenario.data()).isEqualTo(Map.of("A", "one"));
  }

  @Test
  void labelsOfOthersStayAndThoseNoLongerAskedForGo() {
    scenario.keys(stored("A", "one")).target("{labels: {team: shop}}").sync();
    scenario.secret.editLabel("argocd.argoproj.io/instance", "shop");
    assertThat(scenario.plan()).isInstanceOf(ProjectionPlan.Nothing.class);

    scenario.target("{}").sync();

    assertThat(scenario.live().getMetadata().getLabels())
        .doesNotContainKey("team")
        .containsKey("argocd.argoproj.io/instance");
  }

  @Test
  void ownerReferenceThatSomebodyTookOffIsSetAgain() {
    scenario.keys(stored("A", "one")).sync();
    scenario.secret.removeOwnerReferences();

    scenario.sync();

    assertThat(scenario.live().getMetadata().getOwnerReferences())
        .extracting(OwnerReference::getUid)
        .containsExactly("uid-app");
    assertThat(scenario.plan()).isInstanceOf(ProjectionPlan.Nothing.class);
  }

  @Test
  void secretThatIsToOutliveItsResourceLosesItsOwnerReference() {
    scenario.keys(stored("A", "one")).sync();

    scenario.target("{deletionPolicy: Retain}").sync();

    assertThat(scenario.live().getMetadata().getOwnerReferences()).isEmpty();
    assertThat(scenario.plan()).isInstanceOf(ProjectionPlan.Nothing.class);
  }

  /** Kubernetes refuses to have the type taken away. */
  @Test
  void withdrawalNamesTheTypeThatOnlyWeSet() {
    scenario.keys(stored("A", "one")).target("{type: example.test/other}").sync();
    Secret live = scenario.live();
    assertThat(ProjectionPlanner.withdrawal(live).getType()).isNull();

    live.getMetadata().getManagedFields().stream()
        .filter(entry -> Markers.FIELD_MANAGER.equals(entry.getManager()))
        .forEach(entry -> entry.getFieldsV1().setAdditionalProperty("f:type", Map.of()));
    assertThat(ProjectionPlanner.withdrawal(live).getType()).isEqualTo("example.test/other");
  }

  @Test
  void lostAnnotationOfTheKeysIsWrittenAgain() {
    scenario.keys(stored("A", "one")).sync();
    scenario.secret.removeAnnotation(Markers.KEYS);

    scenario.sync();

    assertThat(scenario.projectedKeys().byDataKey()).containsOnlyKeys("A");
    assertThat(scenario.plan()).isInstanceOf(ProjectionPlan.Nothing.class);
  }

  @Test
  void typeCannotBeChangedInPlace() {
    scenario.keys(stored("A", "one")).sync();

    ProjectionPlan plan = scenario.target("{type: example.test/other}").sync();

    assertThat(plan)
        .isInstanceOfSatisfying(
            ProjectionPlan.Recreate.class,
            recreate ->
                assertThat(recreate.why())
                    .isEqualTo("its type changes from Opaque to example.test/other"));
    assertThat(scenario.live().getType()).isEqualTo("example.test/other");
    assertThat(scenario.plan()).isInstanceOf(ProjectionPlan.Nothing.class);
  }

  @Test
  void immutableSecretIsRecreatedForANewValueOnly() {
    scenario.keys(stored("A", "one")).target("{immutable: true}").sync();
    assertThat(scenario.plan()).isInstanceOf(ProjectionPlan.Nothing.class);

    assertThat(scenario.target("{immutable: true, labels: {a: b}}").sync())
        .isInstanceOf(ProjectionPlan.Apply.class);
    assertThat(scenario.keys(stored("A", "two")).sync())
        .isInstanceOf(ProjectionPlan.Recreate.class);
    assertThat(scenario.data()).isEqualTo(Map.of("A", "two"));
  }

  @Test
  void mutableAgainMeansRecreated() {
    scenario.keys(stored("A", "one")).target("{immutable: true}").sync();

    assertThat(scenario.target("{}").sync()).isInstanceOf(ProjectionPlan.Recreate.class);
    assertThat(scenario.live().getImmutable()).isNotEqualTo(true);
  }

  @Test
  void mergeTouchesOnlyItsOwnKeys() {
    scenario.secret.editData("THEIRS", base64("theirs"));
    scenario.secret.editData("A", base64("before"));
    scenario.target("{creationPolicy: Merge}");

    scenario.keys(stored("A", "one"), stored("B", "two")).sync();
    assertThat(scenario.data()).isEqualTo(Map.of("A", "one", "B", "two", "THEIRS", "theirs"));

    scenario.keys(stored("A", "one")).sync();
    assertThat(scenario.data()).isEqualTo(Map.of("A", "one", "THEIRS", "theirs"));
    assertThat(scenario.plan()).isInstanceOf(ProjectionPlan.Nothing.class);
  }

  @Test
  void secretOfSomebodyElseIsNeverRecreated() {
    scenario.secret.editData("THEIRS", base64("theirs"));
    scenario.target("{creationPolicy: Merge}").keys(stored("A", "one")).sync();
    scenario.secret.makeImmutable();

    assertThat(scenario.plan()).isInstanceOf(ProjectionPlan.Nothing.class);
    assertThat(scenario.keys(stored("A", "two")).plan()).isInstanceOf(ProjectionPlan.Apply.class);
  }

  @Test
  void unchangedValueKeepsTheTimeItCameWith() {
    scenario.keys(stored("A", "one")).sync();
    ProjectedSecret before = ProjectedSecret.of(scenario.live()).orElseThrow();

    scenario.keys(stored("A", "one"), stored("B", "two")).sync();

    ProjectedSecret after = ProjectedSecret.of(scenario.live()).orElseThrow();
    assertThat(after.appliedAt()).isAfter(before.appliedAt());
    assertThat(after.changedAt(after.keys().byDataKey().get("A"))).isEqualTo(before.appliedAt());
    assertThat(after.changedAt(after.keys().byDataKey().get("B"))).isEqualTo(after.appliedAt());
  }

  /** To take it for a Secret without keys would restart all that use it. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{}}", "{ }", "{\"A\":{}}"})
  void secretWhoseKeysSomebodyDamagedIsNoneUntilItIsMended(String damaged) {
    scenario.keys(stored("A", "one")).sync();
    ProjectedSecret before = ProjectedSecret.of(scenario.live()).orElseThrow();

    scenario.secret.editAnnotation(Markers.KEYS, damaged);
    assertThat(ProjectedSecret.of(scenario.live())).isEmpty();
    scenario.secret.removeAnnotation(Markers.KEYS);
    assertThat(ProjectedSecret.of(scenario.live())).isEmpty();

    scenario.sync();
    assertThat(ProjectedSecret.of(scenario.live()).orElseThrow().keys().byDataKey().keySet())
        .isEqualTo(before.keys().byDataKey().keySet());
  }

  @Test
  void noPlanPrintsAValue() {
    scenario.keys(stored("A", "planted-value")).target("{immutable: true}");
    ProjectionPlan create = scenario.sync();
    ProjectionPlan recreate = scenario.keys(stored("A", "planted-other")).plan();

    assertThat(List.of(create, recreate, scenario.compose()))
        .allSatisfy(
            told ->
                assertThat(told.toString())
                    .doesNotContain("planted")
                    .doesNotContain(base64("planted-value"))
                    .doesNotContain(base64("planted-other")));
  }

  /** Any history of specs, values, hand edits and losses; after each sync all must be right. */
  @ParameterizedTest
  @MethodSource("seeds")
  void whateverHappenedOneSyncMakesItRight(long seed) {
    History history =
        new History(seed, "{}", "{immutable: true}", "{labels: {a: b}}", "{type: x/y}");
    for (int step = 0; step < 40; step++) {
      history.step();
      Map<String, String> wanted = history.sync();

      assertThat(history.scenario.data()).as("step %d", step).isEqualTo(wanted);
      history.assertAnnotationTells(wanted);
      assertThat(history.scenario.plan())
          .as("step %d: second look", step)
          .isInstanceOf(ProjectionPlan.Nothing.class);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverHappenedMergingLeavesTheRestAlone(long seed) {
    History history =
        new History(
            seed, "{creationPolicy: Merge}", "{creationPolicy: Merge, annotations: {note: b}}");
    history.scenario.secret.editData("THEIRS", base64("theirs"));
    for (int step = 0; step < 40; step++) {
      history.mergeStep();
      Map<String, String> wanted = history.sync();

      assertThat(history.scenario.data()).as("step %d", step).containsAllEntriesOf(wanted);
      assertThat(history.scenario.data()).containsEntry("THEIRS", "theirs");
      history.assertAnnotationTells(wanted);
      assertThat(history.scenario.plan())
          .as("step %d: second look", step)
          .isInstanceOf(ProjectionPlan.Nothing.class);
    }
  }

  static IntStream seeds() {
    return IntStream.range(0, 100);
  }

  private static ProjectionChange change(ProjectionPlan plan) {
    return ((ProjectionPlan.Apply) plan).change();
  }

  /** Random specs and mishaps, the same for the same seed. */
  private static final class History {

    private static final List<String> KEYS = List.of("A", "B", "C", "D");
    private static final List<String> VALUES = List.of("", "one", "two", "three");

    final ProjectionScenario scenario = new ProjectionScenario();
    private final Random random;
    private final String[] targets;
    private List<ResolvedKey> keys = List.of(stored("A", "one"));

    History(long seed, String... targets) {
      this.random = new Random(seed);
      this.targets = targets;
      scenario.target(targets[0]);
    }

    void step() {
      switch (random.nextInt(7)) {
        case 0 -> scenario.target(pick(List.of(targets)));
        case 1 -> scenario.secret.editData(pick(KEYS), base64(pick(VALUES)));
        case 2 -> scenario.secret.removeData(pick(KEYS));
        case 3 -> scenario.secret.removeAnnotation(Markers.KEYS);
        case 4 -> scenario.secret.delete();
        default -> keys = randomKeys();
      }
    }

    /** What may happen to a Secret that stays its maker's. */
    void mergeStep() {
      switch (random.nextInt(5)) {
        case 0 -> scenario.target(pick(List.of(targets)));
        case 1 -> scenario.secret.editData(pick(KEYS), base64(pick(VALUES)));
        case 2 -> scenario.secret.removeData(pick(KEYS));
        default -> keys = randomKeys();
      }
    }

    /** Answers the data that must be there now. */
    Map<String, String> sync() {
      scenario.keys(keys);
      if (!(scenario.compose() instanceof Composition.Composed)) {
        keys = keys.stream().map(key -> stored(key.key(), pick(VALUES))).toList();
        scenario.keys(keys);
      }
      Map<String, String> wanted = new TreeMap<>();
      scenario
          .composed()
          .secret()
          .data()
          .forEach((key, value) -> wanted.put(key, new String(value)));
      for (ResolvedKey key : keys) {
        if (key.resolution() instanceof ResolvedKey.Value value) {
          assertThat(wanted).containsEntry(key.key(), new String(value.bytes()));
        }
      }
      scenario.sync();
      return wanted;
    }

    void assertAnnotationTells(Map<String, String> wanted) {
      Map<String, String> told = new TreeMap<>();
      scenario.projectedKeys().byDataKey().forEach((key, row) -> told.put(key, row.fingerprint()));
      Map<String, String> fingerprints = new TreeMap<>();
      wanted.forEach((key, value) -> fingerprints.put(key, fingerprint(key, value)));
      assertThat(told).isEqualTo(fingerprints);
    }

    private List<ResolvedKey> randomKeys() {
      List<ResolvedKey> some = new ArrayList<>();
      for (String key : KEYS) {
        switch (random.nextInt(7)) {
          case 0 -> some.add(missing(key));
          case 1 -> some.add(missingOptional(key));
          case 2 -> some.add(unreadable(key));
          case 3 -> {}
          default -> some.add(stored(key, pick(VALUES)));
        }
      }
      return some.isEmpty() ? List.of(stored("A", "one")) : some;
    }

    private <T> T pick(List<T> choices) {
      return choices.get(random.nextInt(choices.size()));
    }
  }
}
