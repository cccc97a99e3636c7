package bot.orient.secrets.chaos;

import static bot.orient.secrets.chaos.RecordedHistory.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Checks that find nothing prove nothing: each violation, alone in a history that is right, is told
 * by its name, and by no value.
 */
class InvariantsTest {

  private final RecordedHistory history = new RecordedHistory();

  private void assertOnly(String violation) {
    assertThat(history.violations()).containsExactly(violation);
  }

  @AfterEach
  void noObjectionRepeatsAValue() {
    assertThat(history.values.areIn(String.join("\n", history.violations()))).isFalse();
  }

  @Test
  void historyInWhichAllIsRightHasNoViolation() {
    assertThat(history.violations()).isEmpty();
  }

  @Nested
  class LostRestart {

    @Test
    void podThatRunsWithAnOldValue() {
      history.startedWith.set(1, Map.of("app/TOKEN", history.first, "app/OTHER", history.other));

      assertOnly(
          "pods of Deployment shop/chat did not start with what is there now: {app/TOKEN=wanted shop/TOKEN #4, found shop/TOKEN #1}");
    }

    @Test
    void podThatStartedWithoutTheValue() {
      history.startedWith.set(0, Map.of("app/OTHER", history.other));

      assertOnly(
          "pods of Deployment shop/chat did not start with what is there now: {app/TOKEN=wanted shop/TOKEN #4, found none}");
    }

    @Test
    void rolloutThatDoesNotEnd() {
      history.rolledOut = false;

      assertOnly("Deployment shop/chat is rolling out");
    }

    @Test
    void isNoneWherePodsRunWithAnOldValueOfAKeyThatNeedsNoRestart() {
      history.startedWith.set(0, Map.of("app/TOKEN", history.last, "app/OTHER", "an older one"));

      assertThat(history.violations()).isEmpty();
    }
  }

  @Nested
  class NeedlessRestart {

    @Test
    void isOneMoreThanThereWereChanges() {
      history.rollouts = 3;

      assertOnly("Deployment shop/chat was rolled out 3 times for 2 changes");
    }

    @Test
    void isNoneWhereSeveralChangesWereOneRollout() {
      history.rollouts = 1;

      assertThat(history.violations()).isEmpty();
    }
  }

  @Nested
  class ValueWhereNoneMayBe {

    @Test
    void inALog() {
      history.log.append("DEBUG TOKEN is ").append(history.first);

      assertOnly("the log has a value");
    }

    @Test
    void inALogInAnotherSpelling() {
      history.log.append("DEBUG TOKEN is ").append(encoded("id:" + history.last));

      assertOnly("the log has a value");
    }

    @Test
    void inAnEvent() {
      history.clusterTexts.put("Event app.2", "TOKEN was " + history.first);

      assertOnly("a value is in shop: Event app.2");
    }

    @Test
    void inAStatus() {
      history.clusterTexts.put("OrientSecret app", "status: {message: " + history.doubtful + "}");

      assertOnly("a value is in shop: OrientSecret app");
    }

    @Test
    void inARequestThatWritesNoSecret() {
      String patch = "PATCH /apis/apps/v1/namespaces/shop/deployments/chat HTTP/1.1";
      history.requestBodies.put(patch, encoded(history.last));

      assertOnly("a value was sent with " + patch);
    }

    @Test
    void inTheAddressOfARequest() {
      history.requestBodies.put(
          "GET /api/v1/namespaces/shop/secrets?labelSelector=" + history.last + " HTTP/1.1", "");

      assertOnly("a value is in the address or the headers of a GET");
    }

    @Test
    void inTheMetadataOfItsSecret() {
      history.secretAnnotations.put("before", history.first);

      assertThat(history.violations())
          .isNotEmpty()
          .containsOnly("Secret shop/app has a value in its metadata");
    }
  }

  @Nested
  class SecretTakenAway {

    @Test
    void emptied() {
      history.secretStates.add(1, Map.of());

      assertOnly("Secret shop/app: is empty");
    }

    @Test
    void deletedAndThereAgain() {
      history.secretDeleted = true;

      assertOnly("Secret shop/app was deleted");
    }

    @Test
    void withoutOneOfItsKeysForAMoment() {
      history.secretStates.add(1, Map.of("TOKEN", history.first));

      assertOnly("Secret shop/app: has lost OTHER");
    }

    @Test
    void withTheValueOfAnotherKeyForAMoment() {
      history.secretStates.add(1, Map.of("TOKEN", history.other, "OTHER", history.other));

      assertOnly("Secret shop/app: TOKEN has shop/OTHER #2, and may not");
    }
  }

  @Nested
  class AuditIncomplete {

    @Test
    void rowOfAnAcknowledgedWriteIsMissing() {
      history.auditRows.put("write shop/TOKEN", 1);

      assertOnly("write shop/TOKEN: 1 audit rows, 2 acknowledged, 3 tried");
    }

    @Test
    void allRowsOfAKeyAreMissing() {
      history.auditRows.remove("write shop/OTHER");

      assertOnly("write shop/OTHER: 0 audit rows, 1 acknowledged, 1 tried");
    }

    @Test
    void rowThatNobodyAskedFor() {
      history.auditRows.put("delete shop/OTHER", 1);

      assertOnly("delete shop/OTHER: 1 audit rows, never tried");
    }

    @Test
    void writeThatWasMadeTwice() {
      history.auditRows.put("write shop/OTHER", 2);

      assertOnly("write shop/OTHER: 2 audit rows, 1 acknowledged, 1 tried");
    }

    @Test
    void isNotWhereAWriteWithoutAnAnswerWasNotMade() {
      history.auditRows.put("write shop/TOKEN", 2);

      assertThat(history.violations()).isEmpty();
    }
  }

  @Nested
  class NotConverged {

    @Test
    void oldValue() {
      history.data = Map.of("TOKEN", history.doubtful, "OTHER", history.other);

      assertOnly("Secret shop/app: {TOKEN=wanted shop/TOKEN #4, found shop/TOKEN #3}");
    }

    @Test
    void noSecret() {
      history.data = Map.of();

      assertOnly(
          "Secret shop/app: {OTHER=wanted shop/OTHER #2, found none, TOKEN=wanted shop/TOKEN #4, found none}");
    }

    @Test
    void watchThatLags() {
      history.secretStates.remove(2);

      assertOnly("Secret shop/app: the watch has not seen it yet");
    }

    @Test
    void statusThatSaysLess() {
      history.conditions = Set.of("Ready");

      assertOnly("OrientSecret shop/app is not RestartsComplete");
    }

    @Test
    void statusThatTellsOfAValuePutBackWhereNoneWas() {
      history.conditions = Set.of("Ready", "RestartsComplete", "Pinned");

      assertOnly("OrientSecret shop/app is Pinned");
    }
  }

  @Test
  void failureThatNobodyThoughtOfIsFoundInALog() {
    history.log.append("ERROR ended by an unexpected failure");

    assertOnly("the log says: ended by an unexpected failure");
  }
}
