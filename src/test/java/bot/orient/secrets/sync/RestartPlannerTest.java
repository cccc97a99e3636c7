package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.Scene.baseline;
import static bot.orient.secrets.sync.Scene.scene;
import static bot.orient.secrets.sync.SecretDraft.second;
import static bot.orient.secrets.sync.SecretDraft.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.KeyHistory.StintId;
import bot.orient.secrets.sync.RestartDecision.Adopt;
import bot.orient.secrets.sync.RestartDecision.AskPodAge;
import bot.orient.secrets.sync.RestartDecision.AwaitRollout;
import bot.orient.secrets.sync.RestartDecision.OptedOut;
import bot.orient.secrets.sync.RestartDecision.Restart;
import bot.orient.secrets.sync.RestartDecision.UpToDate;
import bot.orient.secrets.sync.RestartDecision.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RestartPlannerTest {

  private static Restart restartIn(Scene scene) {
    return assertThat(scene.decide()).asInstanceOf(type(Restart.class)).actual();
  }

  @Nested
  class FirstSight {

    @Test
    void ofAWorkloadWithoutProjectedSecretsDoesNothing() {
      assertThat(scene().variable("foreign", "A").decide()).isEqualTo(new UpToDate());
    }

    @Test
    void asksEvenWhenPodsCannotStartWithoutTheKey() {
      assertThat(requiredKeyOf(secret("app").with("A", "v1")).decide()).isEqualTo(new AskPodAge());
    }

    /** A Secret made by hand was replaced by ours: nothing but the start of the pods tells. */
    @Test
    void restartsPodsThatHadStartedBeforeTheirSecretCame() {
      Scene scene = requiredKeyOf(secret("app").createdAt(20).with("A", "v1"));
      assertThat(restartIn(scene.oldestPodAt(15)).changed()).containsExactly("app/A");
      assertThat(restartIn(scene.oldestPodAt(15, 19)).changed()).containsExactly("app/A");
    }

    @Test
    void restartsPodsThatHadStartedBeforeARequiredKeyWasAdded() {
      Scene scene = requiredKeyOf(secret("app").added("A", "v1", 20));
      assertThat(restartIn(scene.oldestPodAt(15)).changed()).containsExactly("app/A");
    }

    @Test
    void adoptsARequiredKeyThatPodsWaitedFor() {
      Adopt adopted = new Adopt(baseline("app/A", "v1"));
      Scene withSecret = requiredKeyOf(secret("app").createdAt(20).with("A", "v1"));
      assertThat(withSecret.oldestPodWaitingSince(15).decide()).isEqualTo(adopted);
      assertThat(withSecret.oldestPodAt(15, 20).decide()).isEqualTo(adopted);
      Scene addedLater = requiredKeyOf(secret("app").added("A", "v1", 20));
      assertThat(addedLater.oldestPodWaitingSince(15).decide()).isEqualTo(adopted);
      assertThat(addedLater.oldestPodAt(15, 20).decide()).isEqualTo(adopted);
    }

    @Test
    void adoptsAllRequiredVariablesThatPodsWaitedFor() {
      Scene scene = scene().allVariables("app").given(secret("app").createdAt(20).with("A", "v1"));
      assertThat(scene.oldestPodAt(15, 21).decide()).isEqualTo(new Adopt(baseline("app/A", "v1")));
    }

    @Test
    void adoptsAnAwaitedKeyFromYoungerPodsThoughTheirNodesClockRunsBehind() {
      Scene scene = requiredKeyOf(secret("app").createdAt(20).with("A", "v1"));
      assertThat(scene.oldestPodAt(21, 5).decide()).isEqualTo(new Adopt(baseline("app/A", "v1")));
    }

    /** A node whose clock runs ahead must not hide that its pod is older than the value. */
    @Test
    void heedsNoStartOfContainersWhenTheValueChanged() {
      Scene scene = requiredKeyOf(secret("app").changed("A", "v2", 20));
      assertThat(scene.oldestPodAt(15, 99).decide()).isInstanceOf(Restart.class);
      assertThat(scene.oldestPodWaitingSince(15).decide()).isInstanceOf(Restart.class);
    }

    private Scene requiredKeyOf(SecretDraft secret) {
      return scene().variable("app", "A").given(secret);
    }

    @Test
    void asksWhenAKeyWasAddedToASecretThatPodsTakeWhole() {
      Scene scene = scene().allVariables("app").given(secret("app").added("A", "v1", 20));
      assertThat(scene.decide()).isEqualTo(new AskPodAge());
    }

    @Test
    void asksWhenThePodsMayHaveStartedWithoutAnOptionalKey() {
      Scene scene = scene().optionalVariable("app", "A").given(secret("app").with("A", "v1"));
      assertThat(scene.decide()).isEqualTo(new AskPodAge());
    }

    @Test
    void asksWhenOneOfSeveralUsesOfAKeyIsOptional() {
      Scene scene =
          scene()
              .variable("app", "A")
              .optionalVariable("app", "A")
              .given(secret("app").with("A", "v1"));
      assertThat(scene.decide()).isEqualTo(new AskPodAge());
    }

    @Test
    void asksWhenTheValueChangedBefore() {
      Scene scene = scene().variable("app", "A").given(secret("app").changed("A", "v2", 20));
      assertThat(scene.decide()).isEqualTo(new AskPodAge());
    }

    @Test
    void adoptsWhenAllPodsAreYoungerThanTheChange() {
      Scene scene = scene().variable("app", "A").given(secret("app").changed("A", "v2", 20));
      assertThat(scene.oldestPodAt(21).decide()).isEqualTo(new Adopt(baseline("app/A", "v2")));
    }

    @Test
    void restartsPodsOfTheSameSecondAsTheChange() {
      Scene scene = scene().variable("app", "A").given(secret("app").changed("A", "v2", 20));
      assertThat(restartIn(scene.oldestPodAt(20)).changed()).containsExactly("app/A");
    }

    @Test
    void restartsPodsOlderThanTheChange() {
      Scene scene = scene().variable("app", "A").given(secret("app").changed("A", "v2", 20));
      Baseline next = baseline("app/A", "v2");
      assertThat(restartIn(scene.oldestPodAt(15)).baseline()).isEqualTo(next);
    }

    @Test
    void adoptsWhenThereAreNoPods() {
      Scene scene = scene().variable("app", "A").given(secret("app").changed("A", "v2", 20));
      assertThat(scene.noPods().decide()).isEqualTo(new Adopt(baseline("app/A", "v2")));
    }

    @Test
    void waitsForTheControllerToSeeTheTemplate() {
      Scene scene = scene().variable("app", "A").given(secret("app").changed("A", "v2", 20));
      assertThat(scene.notObserved("not yet").decide()).isEqualTo(new Wait("not yet"));
    }
  }

  /** Somebody put the template of before back while the restart was under way. */
  @Nested
  class UndoneRestart {

    private Scene undone() {
      return scene()
          .variable("app", "A")
          .variable("app", "B")
          .recorded("app/A", "v2", "app/B", "w1")
          .given(secret("app").changed("A", "v2", 20).with("B", "w1"))
          .restarting("next", "app/A")
          .templateHash("before");
    }

    @Test
    void isNoneWhileItsTemplateIsThere() {
      assertThat(undone().templateHash("next").decide()).isEqualTo(new UpToDate());
    }

    @Test
    void isDoneAgainForPodsThatItHadNotReached() {
      assertThat(undone().decide()).isEqualTo(new AskPodAge());
      Restart again = restartIn(undone().oldestPodAt(15));
      assertThat(again.changed()).containsExactly("app/A");
      assertThat(again.restartHash()).isNotIn("before", "next");
      assertThat(again.meanwhile())
          .as("no trace of it may be lost while it waits")
          .isEqualTo(baseline("app/A", "v2", "app/B", "w1"));
    }

    @Test
    void isThroughWhereAllPodsHaveTheValuesAllTheSame() {
      assertThat(undone().oldestPodAt(21).decide())
          .isEqualTo(new Adopt(baseline("app/A", "v2", "app/B", "w1")));
    }

    /** By the kubelet's clock no change may be judged. */
    @Test
    void ofAKeyThatCameWithItsSecretHeedsNoStartOfContainers() {
      Scene scene = undone().given(secret("app").createdAt(20).with("A", "v2").with("B", "w1"));
      assertThat(restartIn(scene.oldestPodAt(15, 99)).changed()).containsExactly("app/A");
    }

    @Test
    void thatWasToTakeAKeyAwayIsDoneAgain() {
      Scene scene =
          scene()
              .allVariables("app")
              .recorded("app/A", "v1")
              .given(secret("app").with("A", "v1").removed("B", "w1", 5, 20))
              .restarting("next", "app/B")
              .templateHash("before");
      assertThat(restartIn(scene.oldestPodAt(15)).changed()).containsExactly("app/B");
      assertThat(scene.oldestPodAt(21).decide()).isEqualTo(new Adopt(baseline("app/A", "v1")));
    }

    @Test
    void doesNotWaitForASecretThatItsTemplateDoesNotUse() {
      Scene scene =
          scene()
              .variable("db", "B")
              .recorded("db/B", "w1")
              .given(secret("db").with("B", "w1"))
              .restarting("next", "app/A")
              .templateHash("before");
      assertThat(scene.decide()).isEqualTo(new Adopt(baseline("db/B", "w1")));
    }

    /** Somebody deletes the Secret to have it made again; until then nobody can tell. */
    @Test
    void isNotTakenForThroughWhileItsSecretIsAway() {
      Scene scene =
          scene()
              .variable("app", "A")
              .recorded("app/A", "v2")
              .restarting("next", "app/A")
              .templateHash("before");
      assertThat(scene.oldestPodAt(15).decide()).isInstanceOf(Wait.class);
    }

    /** Secret app, for which the undone restart was, is not there, and B of another changed. */
    private Scene away(Scene usingA) {
      return usingA
          .variable("db", "B")
          .recorded("app/A", "v2", "db/B", "w1")
          .given(secret("db").changed("B", "w2", 20))
          .restarting("next", "app/A")
          .templateHash("before");
    }

    /** It can do without that Secret, which may be gone for good. */
    @Test
    void doesNotKeepItFromOtherRestartsWhileAnOptionalSecretIsAway() {
      Scene scene = away(scene().optionalVariable("app", "A"));
      Restart restart = restartIn(scene.oldestPodAt(15));
      assertThat(restart.changed()).containsExactly("db/B");
      assertThat(restart.baseline())
          .as("its new pods start without A")
          .isEqualTo(baseline("db/B", "w2"));
      assertThat(scene.oldestPodAt(21).decide()).as("all have B").isInstanceOf(Wait.class);
      assertThat(scene.given(secret("db").with("B", "w1")).decide()).isInstanceOf(Wait.class);
    }

    @Test
    void keepsItFromOtherRestartsWhileASecretIsAwayThatPodsCannotStartWithout() {
      Scene scene = away(scene().variable("app", "A"));
      assertThat(scene.oldestPodAt(15).decide()).isInstanceOf(Wait.class);
    }

    @Test
    void doesNotHideAFurtherChange() {
      Scene scene = undone().given(secret("app").changed("A", "v3", 40).with("B", "w1"));
      assertThat(restartIn(scene.oldestPodAt(35)).baseline())
          .isEqualTo(baseline("app/A", "v3", "app/B", "w1"));
    }
  }

  @Nested
  class Rotation {

    private Scene rotated() {
      return scene()
          .variable("app", "A")
          .recorded("app/A", "v1")
          .given(secret("app").changed("A", "v2", 20).with("B", "w1"));
    }

    @Test
    void ofAKnownKeyHeedsNoStartOfContainers() {
      Scene scene =
          scene()
              .variable("app", "A")
              .recorded("app/A", "v1")
              .given(secret("app").createdAt(20).with("A", "v2"));
      assertThat(scene.oldestPodAt(15, 99).decide()).isInstanceOf(Restart.class);
    }

    @Test
    void asksForTheAgeOfThePods() {
      assertThat(rotated().decide()).isEqualTo(new AskPodAge());
    }

    @Test
    void restartsOlderPods() {
      Restart restart = restartIn(rotated().oldestPodAt(15));
      assertThat(restart.baseline()).isEqualTo(baseline("app/A", "v2"));
      assertThat(restart.changed()).containsExactly("app/A");
    }

    @Test
    void decidesTheSameWhenACrashMakesItDecideAgain() {
      assertThat(rotated().oldestPodAt(15).decide()).isEqualTo(rotated().oldestPodAt(15).decide());
    }

    @Test
    void isDoneOnceTheRestartIsWritten() {
      Restart restart = restartIn(rotated().oldestPodAt(15));
      Scene after = rotated().recorded(restart.baseline()).templateHash(restart.restartHash());
      assertThat(after.decide()).isEqualTo(new UpToDate());
    }

    /** Were it undone, the pods of before would stay, and nobody would know what they lack. */
    @Test
    void isNotAdoptedBeforeARolloutHasStoppedThePodsThatLackIt() {
      assertThat(rotated().oldestPodAt(21).outgoingPodAt(15).decide())
          .asInstanceOf(type(AwaitRollout.class))
          .satisfies(await -> assertThat(await.meanwhile()).isEqualTo(baseline("app/A", "v1")))
          .satisfies(await -> assertThat(await.why()).contains("app/A"));
      assertThat(rotated().oldestPodAt(21).outgoingPodAt(21).decide())
          .isEqualTo(new Adopt(baseline("app/A", "v2")));
    }

    @Test
    void thatRestartsWaitingPodsLeavesOpenWhatOnlyOutgoingPodsLack() {
      Scene scene =
          scene()
              .allVariables("app")
              .recorded("app/A", "v1", "app/B", "w1", "app/C", "x1")
              .given(
                  secret("app")
                      .changed("A", "v2", 10)
                      .changed("B", "w2", 20)
                      .changed("C", "x2", 5));
      Restart restart = restartIn(scene.oldestPodAt(15).outgoingPodAt(7));
      assertThat(restart.changed()).containsExactly("app/B");
      assertThat(restart.meanwhile())
          .isEqualTo(baseline("app/A", "v1", "app/B", "w1", "app/C", "x2"));
    }

    @Test
    void adoptsWhenEveryPodStartedAfterIt() {
      assertThat(rotated().oldestPodAt(21).decide()).isEqualTo(new Adopt(baseline("app/A", "v2")));
    }

    @Test
    void ofAnotherKeyChangesNothing() {
      Scene scene =
          scene()
              .variable("app", "B")
              .recorded("app/B", "w1")
              .given(secret("app").changed("A", "v2", 20).with("B", "w1"));
      assertThat(scene.decide()).isEqualTo(new UpToDate());
    }

    @Test
    void ofAKnownKeyAsksEvenWhenItsSecretLooksNew() {
      Scene scene =
          scene().variable("app", "A").recorded("app/A", "v1").given(secret("app").with("A", "v2"));
      assertThat(scene.decide()).isEqualTo(new AskPodAge());
    }

    @Test
    void namesOnlyTheKeysThatThePodsLack() {
      Scene scene =
          scene()
              .allVariables("app")
              .recorded("app/A", "v1", "app/B", "w1", "app/C", "x1")
              .given(
                  secret("app")
                      .changed("A", "v2", 20)
                      .changed("B", "w2", 30)
                      .changed("C", "x1", 40));
      Restart restart = restartIn(scene.oldestPodAt(25));
      assertThat(restart.changed()).containsExactly("app/B");
      assertThat(restart.baseline())
          .isEqualTo(baseline("app/A", "v2", "app/B", "w2", "app/C", "x1"));
    }

    @Test
    void ofTwoSecretsIsOneRestart() {
      Scene scene =
          scene()
              .variable("app", "A")
              .variable("db", "A")
              .recorded("app/A", "v1", "db/A", "w1")
              .given(secret("app").changed("A", "v2", 20))
              .given(secret("db").changed("A", "w2", 21));
      assertThat(restartIn(scene.oldestPodAt(15)).changed()).containsExactly("app/A", "db/A");
    }
  }

  @Nested
  class Hash {

    @Test
    void changesWhenAValueReturnsThatTheTemplateAlreadyNames() {
      Baseline a = baseline("app/A", "v1");
      Scene back =
          scene()
              .variable("app", "A")
              .recorded("app/A", "v2")
              .templateHash(a.hash())
              .given(secret("app").changed("A", "v1", 30));
      Restart restart = restartIn(back.oldestPodAt(25));
      assertThat(restart.baseline()).isEqualTo(a);
      assertThat(restart.restartHash()).hasSize(22).isNotEqualTo(a.hash());
      assertThat(restartIn(back).restartHash()).isEqualTo(restart.restartHash());
    }

    /** The ReplicaSet of that template may still run pods that started with another value. */
    @Test
    void neverReturnsToThatOfAnEarlierTemplate() {
      Scene toB =
          scene()
              .variable("app", "A")
              .recorded("app/A", "a")
              .templateHash(baseline("app/A", "a").hash())
              .given(secret("app").changed("A", "b", 20));
      Restart first = restartIn(toB.oldestPodAt(15));
      Scene backToA =
          scene()
              .variable("app", "A")
              .recorded(first.baseline())
              .templateHash(first.restartHash())
              .given(secret("app").changed("A", "a", 30));
      assertThat(restartIn(backToA.oldestPodAt(25)).restartHash())
          .isNotEqualTo(baseline("app/A", "a").hash())
          .isNotEqualTo(first.restartHash());
    }

    /** The pods of the first template that took this hash may be as old as the value. */
    @Test
    void isNewWhenAnUndoTookItBackTogetherWithTheBaseline() {
      Scene undone =
          scene()
              .variable("app", "A")
              .recorded("app/A", "v1")
              .given(secret("app").changed("A", "v2", 20))
              .oldestPodAt(15);
      Restart first = restartIn(undone.generation(7));
      assertThat(restartIn(undone.generation(9)).restartHash()).isNotEqualTo(first.restartHash());
    }

    @Test
    void ofAnUndoneRolloutIsLeftAlone() {
      Scene undone =
          scene()
              .variable("app", "A")
              .recorded("app/A", "v2")
              .templateHash(baseline("app/A", "v1").hash())
              .given(secret("app").changed("A", "v2", 20));
      assertThat(undone.decide()).isEqualTo(new UpToDate());
    }
  }

  @Test
  void ofAKeyThatIsUsedOfAnotherSecretOnlyIsNoneOfItsBusiness() {
    Scene scene =
        scene()
            .variable("foreign", "A")
            .variable("app", "B")
            .recorded("app/B", "w1")
            .given(secret("app").changed("A", "v2", 20).with("B", "w1"));
    assertThat(scene.decide()).isEqualTo(new UpToDate());
  }

  @Nested
  class Rules {

    @Test
    void neverRestartsForAKeyWhoseRuleIsNever() {
      Scene scene =
          scene()
              .variable("app", "A")
              .given(secret("app").changed("A", "v2", 20).rule("A", RestartRule.NEVER));
      assertThat(scene.decide()).isEqualTo(new UpToDate());
    }

    @Test
    void ignoreFilesWhenOnlyTheEnvironmentMatters() {
      Scene scene =
          scene()
              .files("app")
              .given(secret("app").changed("A", "v2", 20).rule("A", RestartRule.IF_ENVIRONMENT));
      assertThat(scene.decide()).isEqualTo(new UpToDate());
    }

    @Test
    void heedFilesWhenAnyUseOfTheKeyIsAVariable() {
      Scene scene =
          scene()
              .files("app")
              .variable("app", "A")
              .recorded("app/A", "v1")
              .given(
                  secret("app")
                      .changed("A", "v2", 20)
                      .rule("A", RestartRule.IF_ENVIRONMENT)
                      .changed("B", "w2", 20)
                      .rule("B", RestartRule.IF_ENVIRONMENT));
      assertThat(restartIn(scene.oldestPodAt(15)).changed()).containsExactly("app/A");
    }

    @Test
    void heedFilesWhenTheRuleIsAlways() {
      Scene scene = scene().files("app").given(secret("app").changed("A", "v2", 20));
      assertThat(restartIn(scene.oldestPodAt(15)).changed()).containsExactly("app/A");
    }

    @Test
    void editedFromNeverToAlwaysAdoptYoungerPodsAndRestartOlderOnes() {
      Scene scene =
          scene().variable("app", "A").recorded().given(secret("app").changed("A", "v2", 20));
      assertThat(scene.oldestPodAt(21).decide()).isInstanceOf(Adopt.class);
      assertThat(scene.oldestPodAt(19).decide()).isInstanceOf(Restart.class);
    }

    @Test
    void editedToNeverDropTheRecord() {
      Scene scene =
          scene()
              .variable("app", "A")
              .recorded("app/A", "v1")
              .given(secret("app").with("A", "v1").rule("A", RestartRule.NEVER));
      assertThat(scene.decide()).isEqualTo(new Adopt(baseline()));
    }
  }

  @Nested
  class TemplateEdit {

    @Test
    void thatAddsAKeyIsAdoptedFromItsYoungPods() {
      Scene scene =
          scene()
              .variable("app", "A")
              .variable("app", "B")
              .recorded("app/A", "v1")
              .given(secret("app").with("A", "v1").changed("B", "w2", 20));
      assertThat(scene.oldestPodAt(50).decide())
          .isEqualTo(new Adopt(baseline("app/A", "v1", "app/B", "w2")));
    }

    @Test
    void thatDropsAKeyDropsItsRecord() {
      Scene scene =
          scene()
              .variable("app", "A")
              .recorded("app/A", "v1", "app/B", "w1", "gone/C", "x")
              .given(secret("app").with("A", "v1").with("B", "w1"));
      assertThat(scene.decide()).isEqualTo(new Adopt(baseline("app/A", "v1")));
    }
  }

  @Nested
  class Removal {

    @Test
    void ofASecretByHandChangesNothing() {
      Scene deleted = scene().allVariables("app").recorded("app/A", "v1");
      assertThat(deleted.decide()).isEqualTo(new UpToDate());
    }

    @Test
    void ofASecretThatIsHealedChangesNothing() {
      Scene healed =
          scene()
              .allVariables("app")
              .recorded("app/A", "v1")
              .given(secret("app").createdAt(90).with("A", "v1"));
      assertThat(healed.decide()).isEqualTo(new UpToDate());
    }

    @Test
    void ofASecretThatComesBackWithAnotherValueRestarts() {
      Scene healed =
          scene()
              .variable("app", "A")
              .recorded("app/A", "v1")
              .given(secret("app").createdAt(90).with("A", "v2"));
      assertThat(restartIn(healed.oldestPodAt(15)).changed()).containsExactly("app/A");
    }

    @Test
    void ofAKeyThatPodsCannotStartWithoutLeavesThemAlone() {
      Scene scene =
          scene()
              .variable("app", "A")
              .variable("app", "B")
              .recorded("app/A", "v1", "app/B", "w1")
              .given(secret("app").appliedAt(30).with("A", "v1"));
      assertThat(scene.decide()).isEqualTo(new UpToDate());
    }

    @Test
    void ofAKeyThatPodsCanDoWithoutRestartsOlderPods() {
      Scene scene =
          scene()
              .allVariables("app")
              .recorded("app/A", "v1", "app/B", "w1")
              .given(secret("app").appliedAt(30).with("A", "v1"));
      assertThat(scene.decide()).isEqualTo(new AskPodAge());
      assertThat(scene.oldestPodAt(31).decide()).isEqualTo(new Adopt(baseline("app/A", "v1")));
      Restart restart = restartIn(scene.oldestPodAt(30));
      assertThat(restart.changed()).containsExactly("app/B");
      assertThat(restart.baseline()).isEqualTo(baseline("app/A", "v1"));
    }

    @Test
    void ofTheOnlyKeyOfASecretRestartsPodsThatHadIt() {
      Scene scene =
          scene()
              .optionalVariable("app", "A")
              .recorded("app/A", "v1")
              .given(secret("app").appliedAt(30));
      assertThat(restartIn(scene.oldestPodAt(20)).changed()).containsExactly("app/A");
    }
  }

  @Nested
  class OptOut {

    @Test
    void leavesEvenAStaleRecordAlone() {
      Scene scene =
          scene()
              .variable("app", "A")
              .recorded("app/A", "v1")
              .given(secret("app").changed("A", "v2", 20))
              .oldestPodAt(15);
      assertThat(scene.optedOut().decide()).isEqualTo(new OptedOut());
    }

    @Test
    void thatIsTakenBackBringsTheRestartThatWasHeldBack() {
      Scene scene =
          scene()
              .variable("app", "A")
              .recorded("app/A", "v1")
              .given(secret("app").changed("A", "v2", 20))
              .oldestPodAt(15);
      assertThat(scene.decide()).isInstanceOf(Restart.class);
    }
  }

  @Nested
  class ValueThatReturns {

    /** Held back for whatever reason while the value was another one from second 20 to 30. */
    private Scene returned() {
      return scene()
          .variable("app", "A")
          .recorded("app/A", "v1")
          .given(secret("app").changed("A", "v1", 30).after("A", "v1", 10, "v2", 20));
    }

    private PodAge.Pod pod(int createdAt, int startedAt) {
      return new PodAge.Pod(second(createdAt), List.of(second(startedAt)), List.of());
    }

    private Baseline settled() {
      return new Baseline(
          new TreeMap<>(
              Map.of("app/A", new Baseline.Entry("v1", Optional.of(new StintId(second(30), 2))))));
    }

    @Test
    void restartsPodsThatCameMeanwhile() {
      assertThat(returned().decide()).isEqualTo(new AskPodAge());
      for (int createdAt : List.of(20, 25, 30)) {
        Restart restart = restartIn(returned().pods(pod(12, 12), pod(createdAt, 40)));
        assertThat(restart.changed()).containsExactly("app/A");
        assertThat(restart.baseline()).isEqualTo(settled());
      }
    }

    @Test
    void restartsPodsOfWhichAContainerStartedAgainMeanwhile() {
      assertThat(restartIn(returned().pods(pod(12, 25))).changed()).containsExactly("app/A");
    }

    @Test
    void leavesPodsAloneThatWereThereBeforeOrCameAfter() {
      PodAge.Pod crashedMeanwhile =
          new PodAge.Pod(second(12), List.of(second(35)), List.of(second(25)));
      assertThat(returned().pods(pod(12, 19), pod(31, 31), crashedMeanwhile).decide())
          .isEqualTo(new Adopt(settled()));
    }

    @Test
    void isLookedAtOnce() {
      assertThat(returned().recorded(settled()).decide()).isEqualTo(new UpToDate());
    }

    @Test
    void isLookedAtAgainWhenItLeavesAndReturnsAgain() {
      Scene again =
          returned()
              .recorded(settled())
              .given(
                  secret("app")
                      .changed("A", "v1", 50)
                      .after("A", "v1", 10, "v2", 20, "v1", 30, "v3", 40));
      assertThat(again.pods(pod(25, 25)).decide()).isInstanceOf(Adopt.class);
      assertThat(restartIn(again.pods(pod(45, 45))).changed()).containsExactly("app/A");
    }

    @Test
    void afterItsKeyWasTakenOutRestartsPodsThatStartedWithoutIt() {
      SecretDraft back = secret("app").added("A", "v1", 30).after("A", "v1", 10, "-", 20);
      Scene whole = scene().allVariables("app").recorded("app/A", "v1").given(back);
      assertThat(restartIn(whole.pods(pod(25, 25))).changed()).containsExactly("app/A");
      Scene required = scene().variable("app", "A").recorded("app/A", "v1").given(back);
      assertThat(required.decide()).as("no pod can start without it").isEqualTo(new UpToDate());
    }
  }

  @Nested
  class NewFingerprintKey {

    /** Created in second 10, and the pod of the workload waited for it. */
    private ProjectedKey renamed(ProjectedKey before, String fingerprint) {
      ProjectedKeys.Live live =
          new ProjectedKeys.Live(Map.of("A", fingerprint), Set.of("A"), second(10), second(10));
      return new ProjectedKeys(Map.of("A", before))
          .successor(
              Map.of("A", fingerprint), Map.of(), live, new SettleWindow(Duration.ZERO, second(50)))
          .byDataKey()
          .get("A");
    }

    private Scene recording(String fingerprint, ProjectedKey key) {
      return scene()
          .variable("app", "A")
          .recorded("app/A", fingerprint)
          .given(secret("app").appliedAt(50).key("A", key));
    }

    private ProjectedKey key(String fingerprint) {
      return secret("app").with("A", fingerprint).build().keys().byDataKey().get("A");
    }

    @Test
    void ofAValueOnRecordRestartsNoPodAndAsksForNone() {
      Scene scene = recording("old-print", renamed(key("old-print"), "new-print"));
      assertThat(scene.decide()).isEqualTo(new Adopt(baseline("app/A", "new-print")));
      assertThat(scene.oldestPodAt(5, 11).decide())
          .isEqualTo(new Adopt(baseline("app/A", "new-print")));
    }

    @Test
    void keepsARestartThatIsPending() {
      ProjectedKey changed =
          secret("app").changed("A", "old-print", 20).build().keys().byDataKey().get("A");
      Scene scene = recording("old-print-of-v1", renamed(changed, "new-print"));
      assertThat(restartIn(scene.oldestPodAt(15)).changed()).containsExactly("app/A");
      assertThat(scene.oldestPodAt(21).decide())
          .isEqualTo(new Adopt(baseline("app/A", "new-print")));
    }

    @Test
    void keepsWhichStintOfTheValueIsOnRecord() {
      Scene scene =
          scene()
              .variable("app", "A")
              .recorded("app/A", "old-print")
              .given(
                  secret("app")
                      .key(
                          "A",
                          renamed(
                              secret("app")
                                  .changed("A", "old-print", 30)
                                  .after("A", "old-print", 10, "other", 20)
                                  .build()
                                  .keys()
                                  .byDataKey()
                                  .get("A"),
                              "new-print")));
      assertThat(scene.oldestPodAt(15).decide()).isInstanceOf(Adopt.class);
      assertThat(restartIn(scene.oldestPodAt(25)).changed()).containsExactly("app/A");
    }
  }

  /** Somebody removed the annotation of the Secret while a restart was pending. */
  @Test
  void ofAKeyOfWhichTheSecretForgotTheTimeKeepsThePendingRestart() {
    ProjectedKeys rebuilt =
        ProjectedKeys.parse(null)
            .successor(
                Map.of("A", "v2"),
                Map.of(),
                new ProjectedKeys.Live(Map.of("A", "v2"), Set.of("A"), second(10), second(20)),
                new SettleWindow(Duration.ZERO, second(50)));
    SecretDraft secret = secret("app").appliedAt(50).key("A", rebuilt.byDataKey().get("A"));
    Scene pending = scene().variable("app", "A").recorded("app/A", "v1").given(secret);
    assertThat(restartIn(pending.oldestPodAt(15)).changed()).containsExactly("app/A");
    assertThat(pending.oldestPodAt(21).decide()).isInstanceOf(Adopt.class);
    Scene neverLookedAt = scene().variable("app", "A").given(secret);
    assertThat(restartIn(neverLookedAt.oldestPodAt(15, 99)).changed()).containsExactly("app/A");
    Scene current = scene().variable("app", "A").recorded("app/A", "v2").given(secret);
    assertThat(current.oldestPodAt(15).decide()).isEqualTo(new UpToDate());
  }

  @Test
  void ofAKeyThatWasTakenOutCountsTheTimeWhenItWas() {
    Scene scene =
        scene()
            .allVariables("app")
            .recorded("app/A", "v1")
            .given(secret("app").appliedAt(50).with("B", "w").removed("A", "v1", 10, 20));
    assertThat(restartIn(scene.oldestPodAt(15)).changed()).contains("app/A");
    assertThat(scene.oldestPodAt(30).decide()).isEqualTo(new Adopt(baseline("app/B", "w")));
  }
}
