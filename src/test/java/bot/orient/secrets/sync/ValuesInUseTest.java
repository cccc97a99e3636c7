package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.SecretDraft.secret;
import static bot.orient.secrets.sync.UserDraft.user;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.RestartRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Secret app has A at v2 and B at w2; both are about to change. */
class ValuesInUseTest {

  private static SecretDraft app() {
    return secret("app").createdAt(-100).with("A", "v2").changed("B", "w2", -90);
  }

  private static List<String> proven(SecretDraft secret, UserDraft... users) {
    ValuesInUse values =
        new ValuesInUse(secret.build(), () -> Stream.of(users).map(UserDraft::build).toList());
    return Stream.of("A", "B").filter(values::include).toList();
  }

  private static List<String> proven(UserDraft... users) {
    return proven(app(), users);
  }

  private static UserDraft runsBoth(String name) {
    return user(name).with("app", "A", "v2").with("app", "B", "w2");
  }

  /** It runs A, and B still has the value of before. */
  private static UserDraft lacksB(String name) {
    return user(name).with("app", "A", "v2").with("app", "B", "w1");
  }

  @Test
  void areProvenWhereAllUsersRunWithThem() {
    assertThat(proven(runsBoth("chat"), runsBoth("api").restarted("app/B")))
        .containsExactly("A", "B");
  }

  /** Nobody can fail with them either. */
  @Test
  void areProvenWhereNobodyUsesThem() {
    assertThat(proven()).containsExactly("A", "B");
    assertThat(proven(user("chat").with("app", "A", "v2").failed("app/A"))).containsExactly("B");
  }

  @Test
  void areNotProvenWhileAUserWaitsForThem() {
    assertThat(proven(runsBoth("chat"), lacksB("api"))).containsExactly("A");
  }

  @Test
  void areNotProvenWhileTheRestartThatBroughtThemIsNotThrough() {
    assertThat(proven(runsBoth("chat").restarting("app/B").rollingOut())).containsExactly("A");
    assertThat(proven(runsBoth("chat").failed("app/B"))).containsExactly("A");
    assertThat(proven(runsBoth("chat").failing("app/B"))).containsExactly("A");
    assertThat(proven(runsBoth("chat").retried("app/B", "app/A").rollingOut())).isEmpty();
  }

  @Test
  void areNotProvenByAWorkloadThatIsInTroubleOfItsOwn() {
    assertThat(proven(runsBoth("chat").rollingOut())).isEmpty();
    assertThat(proven(runsBoth("chat").shortOfPods())).isEmpty();
    assertThat(proven(runsBoth("chat").failedAsBefore("app/B"))).isEmpty();
    assertThat(proven(runsBoth("chat").failedAmidAnother("app/B"))).isEmpty();
  }

  @Test
  void areProvenByOthersThanAWorkloadThatIsInTroubleOfItsOwn() {
    assertThat(proven(runsBoth("api"), runsBoth("chat").rollingOut())).containsExactly("A", "B");
    assertThat(proven(runsBoth("api"), runsBoth("chat").failedAsBefore("app/B")))
        .containsExactly("A", "B");
    assertThat(proven(runsBoth("api"), runsBoth("chat").failed("app/B").optedOut()))
        .containsExactly("A", "B");
  }

  /** Whatever the workload is in now. */
  @Test
  void areProvenByTheRestartThatCameToAGoodEndWithThem() {
    assertThat(proven(runsBoth("chat").restarted("app/B").rollingOut())).containsExactly("A", "B");
    assertThat(proven(runsBoth("chat").restarted("db/X").rollingOut())).containsExactly("A", "B");
    assertThat(proven(runsBoth("chat").restarted("app/B").withoutPods())).containsExactly("A", "B");
    assertThat(
            proven(app().changed("B", "w2", 30), runsBoth("chat").restarted("app/A").rollingOut()))
        .as("pods got B after it")
        .containsExactly("A");
  }

  /** Pods that were made anew have it, and nobody knows whether they fail because of it. */
  @Test
  void areNotProvenByPodsThatGotThemWhileARestartForOthersIsNotThrough() {
    UserDraft chat = runsBoth("chat").restarting("app/A").rollingOut();
    assertThat(proven(app().changed("B", "w2", 40), chat)).isEmpty();
    assertThat(proven(app().changed("B", "w2", 40), runsBoth("chat").failed("app/A"))).isEmpty();
  }

  @Test
  void areNotProvenByWhoWasToDoWithoutThem() {
    assertThat(proven(runsBoth("chat").skipped("app/B"))).containsExactly("A");
    assertThat(proven(lacksB("chat").hindered("is paused"))).containsExactly("A");
    assertThat(proven(runsBoth("chat").optedOut())).isEmpty();
    assertThat(proven(runsBoth("chat").withoutPods())).isEmpty();
  }

  /** Or one that is paused for ever would keep a value of long ago the one to go back to. */
  @Test
  void areProvenByOthersThanWhoWasToDoWithoutThem() {
    for (UserDraft without :
        List.of(
            runsBoth("api").skipped("app/B"),
            lacksB("api").hindered("is paused"),
            lacksB("api").optedOut(),
            runsBoth("api").withoutPods())) {
      assertThat(proven(runsBoth("chat"), without)).containsExactly("A", "B");
    }
  }

  @Test
  void areNotProvenWhileAFileThatIsMadeOfThemIsWaitedForOrFails() {
    SecretDraft withFile =
        app()
            .changed(".env", "new", 20)
            .rules(RestartRules.NONE.withFiles(Map.of(".env", FileTemplate.of("{{B}}"))));
    assertThat(proven(withFile, user("chat").with("app", ".env", "old"))).containsExactly("A");
    assertThat(proven(withFile, user("chat").with("app", ".env", "new").failed("app/.env")))
        .containsExactly("A");
    assertThat(proven(withFile, user("chat").with("app", ".env", "new"))).containsExactly("A", "B");
  }

  /** Pods get it by themselves. */
  @Test
  void areProvenWithoutARestartWhereNoneIsWanted() {
    assertThat(proven(app().rule("B", RestartRule.NEVER), lacksB("chat")))
        .containsExactly("A", "B");
  }

  @Test
  void areNotProvenByUsersThatAnUndoneRestartWasToBringThem() {
    assertThat(proven(runsBoth("chat").restarting("app/B").undone())).containsExactly("A");
  }

  /** It is left to people then. */
  @Test
  void areNotProvenByOthersThanWhoFailedWithThemAndWasUndone() {
    UserDraft undone = runsBoth("chat").failed("app/B").undone().hindered("was undone");
    assertThat(proven(runsBoth("api"), undone)).containsExactly("A");
    UserDraft failedBefore = lacksB("chat").failed("app/B").hindered("is paused");
    assertThat(proven(runsBoth("api"), failedBefore))
        .as("with another value")
        .containsExactly("A", "B");
  }
}
