package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.ProjectionScenario.STORE;
import static bot.orient.secrets.sync.ProjectionScenario.ofEnvironment;
import static bot.orient.secrets.sync.ProjectionScenario.stored;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.crypto.Fingerprinter;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.SecretRead;
import bot.orient.secrets.sync.LostVersions.Loss;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Key A was projected at version 5 with the value "five". */
class RollbackCheckTest {

  private static final Set<String> NONE_HELD = Set.of();

  private final ProjectionScenario scenario = new ProjectionScenario();
  private StoreView store = STORE;

  @BeforeEach
  void project() {
    scenario.keys(stored("A", "five", 5)).sync();
  }

  private LostVersions check(SecretRead read, Set<String> held) {
    return check("{key: A}", read, held);
  }

  private LostVersions check(String key, SecretRead read, Set<String> held) {
    return new RollbackCheck("shop", List.of(scenario.live()), store)
        .find(Specs.orientSecret("{keys: [%s]}".formatted(key)).keys(), Map.of("A", read), held);
  }

  private LostVersions check(SecretRead read) {
    return check(read, NONE_HELD);
  }

  private static SecretRead found(String value, long version) {
    return new SecretRead.Found(
        SecretBytes.owning(value.getBytes(StandardCharsets.UTF_8)), version, Instant.EPOCH, null);
  }

  private static Map<String, Loss> lost(long present) {
    return Map.of("A", new Loss(5, present));
  }

  @Test
  void lowerVersionWithAnotherValueIsALoss() {
    assertThat(check(found("three", 3)).byKey()).isEqualTo(lost(3));
  }

  @Test
  void sameVersionWithAnotherValueIsALoss() {
    assertThat(check(found("another five", 5)).byKey()).isEqualTo(lost(5));
  }

  @Test
  void keyThatTheStoreNeverHadIsALoss() {
    assertThat(check(new SecretRead.Absent(0)).byKey()).isEqualTo(lost(0));
  }

  @Test
  void keyThatWasDeletedBeforeTheProjectedVersionIsALoss() {
    assertThat(check(new SecretRead.Absent(4)).byKey()).isEqualTo(lost(4));
  }

  @Test
  void laterVersionAndDeletedKeyAndSameValueAreNone() {
    assertThat(check(found("six", 6)).isEmpty()).isTrue();
    assertThat(check(new SecretRead.Absent(5)).isEmpty()).isTrue();
    assertThat(check(new SecretRead.Absent(7)).isEmpty()).isTrue();
    assertThat(check(found("five", 5)).isEmpty()).isTrue();
    assertThat(check(found("five", 2)).isEmpty()).isTrue();
  }

  @Test
  void valueThatCannotBeReadTellsNothingOfVersions() {
    assertThat(check(new SecretRead.Unreadable(3, "damaged")).isEmpty()).isTrue();
  }

  @Test
  void keyThatIsHeldAtALowerVersionIsNone() {
    assertThat(check(found("three", 3), Set.of("A")).isEmpty()).isTrue();
    assertThat(check(new SecretRead.NoSuchVersion(9, "not there"), Set.of("A")).isEmpty()).isTrue();
  }

  /** A version is never written twice, held or not. */
  @Test
  void keyThatIsHeldAtTheProjectedVersionWithAnotherValueIsALoss() {
    assertThat(check(found("another five", 5), Set.of("A")).byKey()).isEqualTo(lost(5));
  }

  @Test
  void valuesOfAnotherScopeOrStoreAreNotCompared() {
    store = new StoreView("shared", STORE.fingerprinter(), 0);
    assertThat(check(found("three", 3)).isEmpty()).isTrue();

    store = new StoreView("shop", new Fingerprinter("another".getBytes(StandardCharsets.UTF_8)), 0);
    assertThat(check(found("three", 3)).isEmpty()).isTrue();
  }

  @Test
  void whatWasProjectedBeforeThePresentEpochIsNotCompared() {
    store = new StoreView("shop", STORE.fingerprinter(), 1);

    assertThat(check(found("three", 3)).isEmpty()).isTrue();
  }

  /** The cluster's own record was lost; nobody accepted anything. */
  @Test
  void whatWasProjectedInALaterEpochIsCompared() {
    scenario.keys(stored("A", "five", 5));
    scenario.secret.editAnnotation(
        Markers.KEYS,
        scenario
            .live()
            .getMetadata()
            .getAnnotations()
            .get(Markers.KEYS)
            .replaceFirst("\"l\":\"(.{8})\"", "\"l\":\"$1.2\""));
    assertThat(scenario.key("A").versions().line().orElseThrow().epoch()).isEqualTo(2);

    assertThat(check(found("three", 3)).byKey()).isEqualTo(lost(3));
  }

  @Test
  void valueOfAnotherSourceHasNoVersionToCompare() {
    scenario.keys(ofEnvironment("A", "variable")).sync();

    assertThat(check(found("three", 3)).isEmpty()).isTrue();
  }

  @Test
  void secretThatIsNotThereHasNothingToCompare() {
    LostVersions lost =
        new RollbackCheck("shop", List.of(), STORE).find(Map.of("A", found("three", 3)));

    assertThat(lost.isEmpty()).isTrue();
    assertThat(lost.areAcknowledgedOn(annotated(""))).isFalse();
  }

  /** As those of ProviderDefaults are. */
  @Test
  void keyUnderItsOwnNameIsCompared() {
    LostVersions lost =
        new RollbackCheck("shop", List.of(scenario.live()), STORE)
            .find(Map.of("A", found("three", 3)));

    assertThat(lost.byKey()).isEqualTo(lost(3));
  }

  @Test
  void nameOfNowCountsBeforeOneOfBefore() {
    ResolvedKey a = stored("A", "five", 5);
    scenario
        .keys(
            new ResolvedKey("A", "0", a.restart(), a.optional(), a.resolution()),
            stored("A", "six", 6))
        .sync();

    assertThat(check(found("five", 5)).byKey()).isEqualTo(Map.of("A", new Loss(6, 5)));
    assertThat(check("{key: A, as: '0'}", found("five", 5), NONE_HELD).isEmpty()).isTrue();
  }

  /** What the composer reads of a Secret counts, whatever else of it somebody damaged. */
  @Test
  void damagedRestartRulesDoNotHideALoss() {
    scenario.secret.editAnnotation(Markers.RESTART_RULES, "{");

    assertThat(check(found("three", 3)).byKey()).isEqualTo(lost(3));
  }

  @Test
  void keyThatTheSpecCallsOtherwiseNowIsALossToo() {
    String renamed = "{key: A, as: B}";

    LostVersions lost = check(renamed, found("three", 3), NONE_HELD);

    assertThat(lost.byKey()).isEqualTo(lost(3));
    assertThat(check(renamed, found("five", 3), NONE_HELD).isEmpty()).isTrue();
    assertThat(check(renamed, found("six", 6), NONE_HELD).isEmpty()).isTrue();
    ResolvedKey a = stored("A", "three", 3);
    scenario
        .keys(
            lost.withhold(
                List.of(new ResolvedKey("A", "B", a.restart(), a.optional(), a.resolution()))))
        .sync();
    assertThat(scenario.data()).isEqualTo(Map.of("A", "five"));
  }

  @Test
  void onlyTheCodeOfThisLossAcceptsIt() {
    LostVersions lost = check(found("three", 3));

    assertThat(lost.code()).hasSize(8);
    assertThat(lost.areAcknowledgedOn(annotated(lost.code()))).isTrue();
    assertThat(lost.areAcknowledgedOn(annotated("true"))).isFalse();
    assertThat(lost.areAcknowledgedOn(annotated(check(found("four", 3)).code()))).isFalse();
    assertThat(lost.areAcknowledgedOn(annotated(check(found("three", 4)).code()))).isFalse();
    assertThat(lost.code()).isEqualTo(check(found("three", 3)).code());
  }

  private static OrientSecret annotated(String code) {
    OrientSecret resource = new OrientSecret();
    resource.setMetadata(
        new ObjectMetaBuilder().addToAnnotations(Markers.ACKNOWLEDGE_RESTORE, code).build());
    return resource;
  }

  @Test
  void whatWasLostKeepsItsProjectedValueAndIsTold() {
    LostVersions lost = check(found("three", 3));

    Composition.Composed composed =
        scenario
            .keys(lost.withhold(List.of(stored("A", "three", 3), stored("B", "b", 1))))
            .composed();

    assertThat(composed.secret().data().get("A"))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("five");
    assertThat(composed.secret().data()).containsKey("B");
    SyncOutcome.Incomplete outcome =
        new SyncOutcome.Incomplete(List.of(), composed.problems(), true, true);
    assertThat(outcome.reason()).isEqualTo("StoreRolledBack");
    assertThat(outcome.message())
        .isEqualTo(
            "A went back in the store from version 5 to 3; the value projected last is kept. The database was put"
                + " back to an older state, failed over to a standby that lagged, or was changed outside the"
                + " operator. Write the values that are projected again, or accept what the store has: kubectl"
                + " --namespace=shop annotate orientsecret app secrets.orient.bot/acknowledge-restore="
                + lost.code()
                + " --overwrite");
  }

  /** Optional or not: the key was there, and pods may use it. */
  @Test
  void optionalKeyThatWasLostIsKeptToo() {
    LostVersions lost = check(new SecretRead.Absent(0));

    Composition.Composed composed =
        scenario.keys(lost.withhold(List.of(ProjectionScenario.missingOptional("A")))).composed();

    assertThat(composed.secret().data()).containsKey("A");
    assertThat(composed.problems().get(0).message())
        .startsWith("is not in the store any more, which had version 5");
  }

  @Test
  void lossIsNoReasonToWriteTheSecret() {
    LostVersions lost = check(found("three", 3));

    assertThat(scenario.keys(lost.withhold(List.of(stored("A", "three", 3)))).sync())
        .isInstanceOf(ProjectionPlan.Nothing.class);
  }

  @Test
  void onceAcceptedItIsNoLossAnyMore() {
    scenario.keys(stored("A", "three", 3)).sync();

    assertThat(check(found("three", 3)).isEmpty()).isTrue();
    assertThat(check(found("two", 2)).byKey()).isEqualTo(Map.of("A", new Loss(3, 2)));
  }

  /** The value that is kept was never that version. */
  @Test
  void undeletedKeyIsNoLossOnceItsAbsenceWasAccepted() {
    assertThat(check(new SecretRead.Absent(3)).byKey()).isEqualTo(lost(3));
    scenario
        .keys(ProjectionScenario.key("A", false, new ResolvedKey.Missing("was deleted", 3)))
        .sync();

    assertThat(check(found("three", 3)).isEmpty()).isTrue();
  }

  /** Its code may still stand on the resource. */
  @Test
  void sameLossAfterItWasAcceptedOnceIsToBeAcceptedAgain() {
    String code = check(found("three", 3)).code();
    scenario.keys(stored("A", "five", 5), stored("B", "b", 1)).sync();
    assertThat(check(found("three", 3)).code()).isEqualTo(code);

    scenario.keys(stored("A", "three", 3)).sync();
    scenario.keys(stored("A", "five", 5)).sync();

    assertThat(check(found("three", 3)).byKey()).isEqualTo(lost(3));
    assertThat(check(found("three", 3)).code()).isNotEqualTo(code);
  }
}
