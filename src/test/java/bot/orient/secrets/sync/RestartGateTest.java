package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.SecretDraft.second;
import static bot.orient.secrets.sync.SecretDraft.secret;
import static bot.orient.secrets.sync.UserDraft.user;
import static bot.orient.secrets.testing.RestartSpecBuilder.restart;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.RestartPolicy;
import bot.orient.secrets.sync.RestartRules.Request;
import bot.orient.secrets.sync.RestartVerdict.ByHand;
import bot.orient.secrets.sync.RestartVerdict.Held;
import bot.orient.secrets.sync.RestartVerdict.MayBegin;
import bot.orient.secrets.sync.RestartVerdict.Skipped;
import bot.orient.secrets.testing.RestartSpecBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RestartGateTest {

  private static final Duration DEFAULT_SETTLE = Duration.ofSeconds(5);

  /** The value of app/A became v2 at second 20, and the workload "web" started with v1. */
  private static final UserDraft WEB = user("web").with("app", "A", "v1");

  private static RestartRules rules(RestartSpecBuilder spec) {
    return RestartRules.of(spec.build());
  }

  private static SecretDraft app(RestartRules rules) {
    return secret("app").changed("A", "v2", 20).rules(rules);
  }

  private static Question question(RestartRules rules) {
    return new Question(WEB).of(app(rules), WEB);
  }

  private static Question among(RestartRules rules, UserDraft... others) {
    return new Question(WEB).of(app(rules), others);
  }

  /** A workload that asks to restart, with what it uses and who else uses it. */
  private static final class Question {

    private final UserDraft asking;
    private final Map<String, ProjectedSecret> secrets = new TreeMap<>();
    private final Map<String, List<WorkloadView>> users = new TreeMap<>();
    private int now = 100;

    Question(UserDraft asking) {
      this.asking = asking;
    }

    Question of(SecretDraft draft, UserDraft... secretUsers) {
      ProjectedSecret secret = draft.build();
      secrets.put(secret.name(), secret);
      users.put(secret.name(), Arrays.stream(secretUsers).map(UserDraft::build).toList());
      return this;
    }

    Question at(int second) {
      now = second;
      return this;
    }

    RestartVerdict judge(String... changed) {
      return new RestartGate(asking.build(), secrets, users, DEFAULT_SETTLE, second(now))
          .judge(
              new RestartDecision.Restart(
                  Baseline.empty(), "next", List.of(changed), Baseline.empty()));
    }
  }

  private static Held held(String why, Integer until) {
    return new Held(why, Optional.ofNullable(until).map(SecretDraft::second));
  }

  @Nested
  class Settling {

    @Test
    void clockThatIsFarBehindMakesNoWindowLongerThanTwice() {
      RestartRules minute = rules(restart().settle("1m"));

      assertThat(question(minute).at(-40).judge("app/A"))
          .as("the value changes in a minute by this clock")
          .isEqualTo(held("waits until 2026-11-23T18:01:20Z for further changes", 80));
      assertThat(question(minute).at(-41).judge("app/A")).isEqualTo(new MayBegin(second(80)));
      assertThat(question(rules(restart().settle("0s"))).at(19).judge("app/A"))
          .isEqualTo(new MayBegin(second(20)));
    }

    @Test
    void waitsForTheOperatorsWindowUnlessTheSecretHasItsOwn() {
      assertThat(question(RestartRules.NONE).at(24).judge("app/A"))
          .isEqualTo(held("waits until 2026-11-23T18:00:25Z for further changes", 25));
      assertThat(question(RestartRules.NONE).at(25).judge("app/A"))
          .isEqualTo(new MayBegin(second(25)));
      assertThat(question(rules(restart().settle("1m"))).at(79).judge("app/A"))
          .isEqualTo(held("waits until 2026-11-23T18:01:20Z for further changes", 80));
      assertThat(question(rules(restart().settle("0s"))).at(20).judge("app/A"))
          .isEqualTo(new MayBegin(second(20)));
    }

    @Test
    void theFirstWindowToEndBeginsTheRestartThatBringsAllChanges() {
      UserDraft both = user("web").with("app", "A", "v1").with("db", "B", "w1");
      Question question =
          new Question(both)
              .of(app(rules(restart().settle("30s"))), both)
              .of(secret("db").changed("B", "w2", 25).rules(rules(restart().settle("10s"))), both);
      assertThat(question.at(34).judge("app/A", "db/B"))
          .isEqualTo(held("waits until 2026-11-23T18:00:35Z for further changes", 35));
      assertThat(question.at(35).judge("app/A", "db/B")).isEqualTo(new MayBegin(second(35)));
    }

    @Test
    void aRemovedKeyCountsFromItsRemovalWhateverIsWrittenLater() {
      SecretDraft without = secret("app").with("B", "w1").removed("A", "v1", 10, 50).appliedAt(60);
      assertThat(new Question(WEB).of(without, WEB).at(54).judge("app/A"))
          .isEqualTo(held("waits until 2026-11-23T18:00:55Z for further changes", 55));
    }

    @Test
    void aRemovedKeyThatIsForgottenCountsFromTheLastApply() {
      SecretDraft without = secret("app").with("B", "w1").appliedAt(50);
      assertThat(new Question(WEB).of(without, WEB).at(54).judge("app/A"))
          .isEqualTo(held("waits until 2026-11-23T18:00:55Z for further changes", 55));
    }
  }

  /** At second 20 A changed, and .env with it; other.env is made of B. */
  @Nested
  class Files {

    private final UserDraft file = user("api").with("app", ".env", "new").with("app", "B", "w1");

    private SecretDraft app(RestartRules rules) {
      return secret("app")
          .changed("A", "v2", 20)
          .changed(".env", "new", 20)
          .changed("B", "w2", 20)
          .changed("other.env", "newer", 20)
          .with("C", "x1")
          .rules(
              rules.withFiles(
                  Map.of(
                      ".env", FileTemplate.of("{{A}} {{C}}"),
                      "other.env", FileTemplate.of("{{B}} {{C}}"))));
    }

    private RestartVerdict judge(String dataKey, RestartRules rules, UserDraft... others) {
      UserDraft web = user("web").with("app", dataKey, "old");
      return new Question(web).of(app(rules), others).judge("app/" + dataKey);
    }

    @Test
    void keyIsHaltedByTheFileThatFailedWithIt() {
      UserDraft failed = file.failed("app/.env");

      assertThat(judge("A", RestartRules.NONE, failed))
          .isInstanceOfSatisfying(
              Held.class,
              held ->
                  assertThat(held.why())
                      .startsWith("halted: Deployment api failed with the same value of app/.env"));
      assertThat(judge("B", RestartRules.NONE, failed)).isInstanceOf(MayBegin.class);
      assertThat(judge("other.env", RestartRules.NONE, failed)).isInstanceOf(MayBegin.class);
    }

    @Test
    void fileIsHaltedByTheKeyThatChangedIt() {
      UserDraft failed = user("api").with("app", "A", "v2").failed("app/A");

      assertThat(judge(".env", RestartRules.NONE, failed)).isInstanceOf(Held.class);
      assertThat(judge("other.env", RestartRules.NONE, failed)).isInstanceOf(MayBegin.class);
    }

    @Test
    void whatFailedItselfIsNamedRatherThanWhatChangedWithIt() {
      UserDraft failed = file.with("app", "A", "v2").failed("app/A", "app/.env");

      for (String dataKey : List.of("A", ".env")) {
        assertThat(judge(dataKey, RestartRules.NONE, failed))
            .isInstanceOfSatisfying(
                Held.class,
                held -> assertThat(held.why()).contains("the same value of app/" + dataKey + ";"));
      }
    }

    /** While a key is pinned its files may change for other reasons, which can wait. */
    @Test
    void fileIsUrgentOnlyIfItChangedWithTheKeyThatWasPutBack() {
      RestartRules pinned = RestartRules.NONE.withUrgent(List.of("A", ".env", "C", "other.env"));
      UserDraft web = user("web").with("app", ".env", "old").with("app", "other.env", "old");
      Question question = new Question(web).of(app(pinned)).at(21);

      assertThat(question.judge("app/.env")).isEqualTo(new MayBegin(second(20)));
      assertThat(question.judge("app/other.env"))
          .isEqualTo(held("waits until 2026-11-23T18:00:25Z for further changes", 25));
    }

    @Test
    void keyThatDidNotChangeJoinsNothing() {
      UserDraft failed = user("api").with("app", "C", "x1").failed("app/C");

      assertThat(judge(".env", RestartRules.NONE, failed)).isInstanceOf(MayBegin.class);
    }

    @Test
    void fileIsACanaryForItsKey() {
      RestartRules canary = rules(restart().canary());

      assertThat(judge("A", canary, user("api").with("app", ".env", "old")))
          .isEqualTo(held("waits for the canary, Deployment api", null));
      assertThat(judge("A", canary, file.restarting("app/.env")))
          .isEqualTo(held("waits for the canary, Deployment api", null));
      assertThat(judge("A", canary, file.restarted("app/.env"))).isInstanceOf(MayBegin.class);
      assertThat(judge("B", canary, user("api").with("app", ".env", "old")))
          .isInstanceOf(MayBegin.class);
    }
  }

  @Nested
  class Halting {

    private final UserDraft failed = user("api").with("app", "A", "v2").failed("app/A");

    @Test
    void aWorkloadThatFailedStillHaltsWhileItRestartsForOtherKeys() {
      UserDraft retried =
          user("api").with("app", "A", "v2").with("db", "B", "w2").retried("db/B", "app/A");
      assertThat(among(RestartRules.NONE, retried).judge("app/A"))
          .isInstanceOfSatisfying(Held.class, held -> assertThat(held.why()).startsWith("halted"));
    }

    @Test
    void aChangeThatFailedElsewhereIsNotCarriedOn() {
      assertThat(among(RestartRules.NONE, failed).judge("app/A"))
          .isEqualTo(
              held(
                  "halted: Deployment api failed with the same value of app/A; write a good one,"
                      + " or annotate the resource with secrets.orient.bot/restart-now",
                  null));
    }

    @Test
    void aFailureThatIsNotOnRecordYetHaltsToo() {
      UserDraft failing = user("api").with("app", "A", "v2").failing("app/A");
      assertThat(among(RestartRules.NONE, failing).judge("app/A"))
          .isInstanceOfSatisfying(Held.class, held -> assertThat(held.why()).startsWith("halted"));
      UserDraft undone = user("api").with("app", "A", "v2").failing("app/A").undone();
      assertThat(among(RestartRules.NONE, undone).judge("app/A"))
          .as("its controller tells of another template")
          .isInstanceOf(MayBegin.class);
    }

    @Test
    void aWorkloadThatHadBeenFailingBeforeHaltsNothing() {
      UserDraft failing = user("api").with("app", "A", "v2").failedAsBefore("app/A");
      assertThat(among(RestartRules.NONE, failing).judge("app/A")).isInstanceOf(MayBegin.class);
      assertThat(FailedRollout.of(failing.build())).as("nothing to put back").isEmpty();
      assertThat(FailedRollout.of(failed.build())).isPresent();
    }

    @Test
    void anotherValueOfTheKeyIsAnotherChange() {
      UserDraft failedBefore = user("api").with("app", "A", "v1").failed("app/A");
      assertThat(among(RestartRules.NONE, failedBefore).judge("app/A"))
          .isInstanceOf(MayBegin.class);
    }

    @Test
    void aRemovalThatFailedElsewhereIsNotCarriedOn() {
      SecretDraft without = secret("app").with("B", "w1").removed("A", "v1", 10, 20);
      UserDraft withIt = user("api").with("app", "A", "v1").failed("app/A");
      UserDraft withoutIt = user("api").without("app", "A").failed("app/A");

      assertThat(new Question(WEB).of(without, withoutIt).judge("app/A"))
          .isInstanceOfSatisfying(Held.class, held -> assertThat(held.why()).startsWith("halted"));
      assertThat(new Question(WEB).of(without, withIt).judge("app/A")).isInstanceOf(MayBegin.class);
    }

    @Test
    void aFailureForAnotherKeyHaltsNothing() {
      UserDraft other = user("api").with("app", "A", "v2").with("app", "B", "w2").failed("app/B");
      assertThat(among(RestartRules.NONE, other).judge("app/A")).isInstanceOf(MayBegin.class);
    }

    @Test
    void aFreeKeyDoesNotBringAHaltedOneAlong() {
      UserDraft both = user("web").with("app", "A", "v1").with("db", "B", "w1");
      Question question =
          new Question(both)
              .of(app(RestartRules.NONE), failed)
              .of(secret("db").changed("B", "w2", 20), both);
      assertThat(question.judge("app/A", "db/B")).isInstanceOf(Held.class);
      assertThat(question.judge("db/B")).isInstanceOf(MayBegin.class);
    }

    @Test
    void pausingTheFailedWorkloadDoesNotEndTheHalt() {
      UserDraft paused =
          user("api").with("app", "A", "v2").failed("app/A").hindered("spec.paused is true");
      assertThat(among(RestartRules.NONE, paused).judge("app/A")).isInstanceOf(Held.class);
    }

    @Test
    void optingTheFailedWorkloadOutEndsIt() {
      assertThat(
              among(
                      RestartRules.NONE,
                      user("api").with("app", "A", "v2").failed("app/A").optedOut())
                  .judge("app/A"))
          .isInstanceOf(MayBegin.class);
    }
  }

  @Nested
  class UndoneRestarts {

    private final UserDraft undone = user("web").with("app", "A", "v2").failed("app/A").undone();

    private Question of(UserDraft user, RestartRules rules) {
      return new Question(user).of(app(rules), user);
    }

    @Test
    void thatHadFailedAreNotDoneAgainByThemselves() {
      assertThat(of(undone, RestartRules.NONE).judge("app/A"))
          .isInstanceOfSatisfying(
              ByHand.class, byHand -> assertThat(byHand.why()).contains("app/A failed"));
    }

    @Test
    void thatHadFailedAreDoneAgainForAnotherValueOrOnRequest() {
      UserDraft before = user("web").with("app", "A", "v1").failed("app/A").undone();
      assertThat(of(before, RestartRules.NONE).judge("app/A")).isInstanceOf(MayBegin.class);
      RestartRules requested =
          RestartRules.NONE.withRequests(
              Optional.of(new Request("t", second(20))), Optional.empty());
      assertThat(of(undone, requested).judge("app/A")).isInstanceOf(MayBegin.class);
    }

    @Test
    void thatHadNotFailedAreDoneAgain() {
      UserDraft halfWay = user("web").with("app", "A", "v2").restarting("app/A").undone();
      assertThat(of(halfWay, RestartRules.NONE).judge("app/A")).isInstanceOf(MayBegin.class);
    }

    /** Whoever undid it would not thank for the value elsewhere. */
    @Test
    void keepTheirPlaceInTheOrder() {
      UserDraft first = user("api").with("app", "A", "v2").restarting("app/A");
      RestartRules canary = rules(restart().canary());
      assertThat(among(canary, first).judge("app/A")).isInstanceOf(Held.class);
      assertThat(among(canary, first.undone()).judge("app/A")).isInstanceOf(Held.class);
    }
  }

  @Nested
  class Windows {

    /** It is 18:01 on a Monday; the window is open for an hour from 22:00 UTC. */
    private final RestartRules nightly = rules(restart().window("0 22 * * *", null, "1h"));

    @Test
    void waitForTheNextOne() {
      assertThat(question(nightly).judge("app/A"))
          .isEqualTo(
              new Held(
                  "the next restart window opens at 2026-11-23T22:00:00Z",
                  Optional.of(Instant.parse("2026-11-23T22:00:00Z"))));
    }

    @Test
    void beginInsideOfOne() {
      assertThat(question(nightly).at(4 * 3600).judge("app/A")).isInstanceOf(MayBegin.class);
    }

    @Test
    void ofOneSecretHoldBackAnotherFreeOne() {
      UserDraft both = user("web").with("app", "A", "v1").with("db", "B", "w1");
      assertThat(
              new Question(both)
                  .of(app(nightly), both)
                  .of(secret("db").changed("B", "w2", 20), both)
                  .judge("app/A", "db/B"))
          .isInstanceOf(Held.class);
    }
  }

  @Nested
  class Waves {

    private static final Held BEHIND = held("waits for the wave of Deployment back", null);

    private final RestartRules waves = rules(restart().wave("tier", "back").wave("tier", "middle"));

    private UserDraft back() {
      return user("back").labelled("tier", "back");
    }

    private UserDraft front() {
      return user("front").labelled("tier", "front");
    }

    private SecretDraft dbWithTheContraryOrder() {
      return secret("db").changed("B", "w2", 20).rules(rules(restart().wave("tier", "front")));
    }

    @Test
    void waitForTheWaveBefore() {
      assertThat(among(waves, back().with("app", "A", "v1")).judge("app/A"))
          .isEqualTo(held("waits for the wave of Deployment back", null));
    }

    @Test
    void waitForEveryWaveBeforeEachOfThem() {
      UserDraft middle = user("web").with("app", "A", "v1").labelled("tier", "middle");

      assertThat(new Question(middle).of(app(waves), back().with("app", "A", "v1")).judge("app/A"))
          .isEqualTo(held("waits for the wave of Deployment back", null));
    }

    @Test
    void waitUntilTheWaveBeforeIsHealthy() {
      assertThat(among(waves, back().with("app", "A", "v2").restarting("app/A")).judge("app/A"))
          .isInstanceOf(Held.class);
      assertThat(among(waves, back().with("app", "A", "v2").failed("app/A")).judge("app/A"))
          .isInstanceOf(Held.class);
      assertThat(among(waves, back().with("app", "A", "v2").restarted("app/A")).judge("app/A"))
          .isInstanceOf(MayBegin.class);
    }

    @Test
    void doNotWaitForOnesOwnWaveOrALaterOne() {
      UserDraft middle = user("web").with("app", "A", "v1").labelled("tier", "middle");
      Question question =
          new Question(middle)
              .of(
                  app(waves),
                  user("same").labelled("tier", "middle").with("app", "A", "v1"),
                  user("rest").with("app", "A", "v1"));
      assertThat(question.judge("app/A")).isInstanceOf(MayBegin.class);
    }

    @Test
    void doNotWaitForThoseThatWillNotRestart() {
      assertThat(
              among(
                      waves,
                      back().with("app", "A", "v1").optedOut(),
                      user("paused").labelled("tier", "back").with("app", "A", "v1").hindered("x"),
                      user("other").labelled("tier", "back").with("app", "B", "w1"))
                  .judge("app/A"))
          .isInstanceOf(MayBegin.class);
    }

    /** Of the Secret that is first by name; each would wait for the other. */
    @Test
    void thatContradictLetExactlyOneBeginThoughEachUsesAnotherKey() {
      UserDraft back = back().with("app", "A", "v1").with("db", "B", "w1");
      UserDraft front = front().with("app", "C", "x1").with("db", "B", "w1");
      SecretDraft app = secret("app").changed("A", "v2", 20).changed("C", "x2", 20).rules(waves);
      SecretDraft db = dbWithTheContraryOrder();

      assertThat(new Question(back).of(app, back, front).of(db, back, front).judge("app/A", "db/B"))
          .isInstanceOf(MayBegin.class);
      assertThat(
              new Question(front).of(app, back, front).of(db, back, front).judge("app/C", "db/B"))
          .isEqualTo(held("waits for the wave of Deployment back", null));
    }

    /** With a key that somebody has released it begins at once, and excuses nobody from waiting. */
    @Test
    void doNotHoldWithAKeyThatNeedNotWaitSoAnotherSecretsOrderStands() {
      UserDraft back = back().with("app", "A", "v1").with("db", "B", "w1");
      UserDraft front = front().with("app", "C", "x1").with("db", "B", "w1");
      SecretDraft db = dbWithTheContraryOrder();
      Optional<Request> request = Optional.of(new Request("t", second(30)));

      for (RestartRules released :
          List.of(
              waves.withRequests(request, Optional.empty()),
              waves.withRequests(Optional.empty(), request))) {
        SecretDraft app =
            secret("app").changed("C", "x2", 20).changed("A", "v2", 40).rules(released);

        assertThat(
                new Question(back).of(app, back, front).of(db, back, front).judge("app/A", "db/B"))
            .isEqualTo(held("waits for the wave of Deployment front", null));
        assertThat(
                new Question(front).of(app, back, front).of(db, back, front).judge("app/C", "db/B"))
            .isInstanceOf(MayBegin.class);
      }
    }

    /** Both would wait for ever; the Secret that is first by name has its way. */
    @Test
    void thatContradictThoseOfAnotherSecretLetExactlyOneBegin() {
      UserDraft back = back().with("app", "A", "v1").with("db", "B", "w1");
      UserDraft front = front().with("app", "A", "v1").with("db", "B", "w1");
      SecretDraft db = dbWithTheContraryOrder();

      assertThat(
              new Question(back)
                  .of(app(waves), back, front)
                  .of(db, back, front)
                  .judge("app/A", "db/B"))
          .isInstanceOf(MayBegin.class);
      assertThat(
              new Question(front)
                  .of(app(waves), back, front)
                  .of(db, back, front)
                  .judge("app/A", "db/B"))
          .isEqualTo(held("waits for the wave of Deployment back", null));
    }

    @Test
    void holdWhateverAnotherSecretHasNoOrderFor() {
      UserDraft back = back().with("db", "B", "w1");

      assertThat(judgeBehind(back)).as("which does not use the other Secret").isEqualTo(BEHIND);
      back.with("app", "A", "v2");
      assertThat(judgeBehind(back, back)).as("which has its value").isEqualTo(BEHIND);
      UserDraft lacksBoth = back().with("db", "B", "w1").with("app", "A", "v1");
      assertThat(judgeBehind(lacksBoth, lacksBoth)).as("of the same wave").isEqualTo(BEHIND);
    }

    /** Both Secrets changed; the second one by name has the waves. */
    private RestartVerdict judgeBehind(UserDraft back, UserDraft... otherUsersOfApp) {
      UserDraft both = user("web").with("app", "A", "v1").with("db", "B", "w1");
      return new Question(both)
          .of(app(RestartRules.NONE), otherUsersOfApp)
          .of(secret("db").changed("B", "w2", 20).rules(waves), both, back)
          .judge("app/A", "db/B");
    }

    @Test
    void thatContradictTheCanaryOfAnotherSecretLetExactlyOneBegin() {
      for (String canaried : List.of("aaa", "zzz")) {
        UserDraft first = back().with("app", "A", "v1").with(canaried, "B", "w1");
        UserDraft second = user("api").with("app", "A", "v1").with(canaried, "B", "w1");
        SecretDraft other =
            secret(canaried).changed("B", "w2", 20).rules(rules(restart().canary()));
        String[] changed = Stream.of("app/A", canaried + "/B").sorted().toArray(String[]::new);

        assertThat(
                Stream.of(first, second)
                    .map(
                        asking ->
                            new Question(asking)
                                .of(app(waves), first, second)
                                .of(other, first, second)
                                .judge(changed))
                    .filter(MayBegin.class::isInstance))
            .as(canaried)
            .hasSize(1);
      }
    }

    @Test
    void doNotWaitForARolloutOfAnotherSecret() {
      assertThat(among(waves, back().with("app", "A", "v2").restarting("db/B")).judge("app/A"))
          .isInstanceOf(MayBegin.class);
    }
  }

  @Nested
  class Canary {

    private final RestartRules canary = rules(restart().canary());

    @Test
    void isTheFirstByName() {
      assertThat(among(canary, user("api").with("app", "A", "v1")).judge("app/A"))
          .isEqualTo(held("waits for the canary, Deployment api", null));
      assertThat(among(canary, user("worker").with("app", "A", "v1")).judge("app/A"))
          .isInstanceOf(MayBegin.class);
    }

    @Test
    void isOneOfTwoThatDifferOnlyInTheirKind() {
      UserDraft statefulSet = user("web").ofKind("StatefulSet").with("app", "A", "v1");

      assertThat(among(canary, statefulSet).judge("app/A")).isInstanceOf(MayBegin.class);
      assertThat(new Question(statefulSet).of(app(canary), WEB).judge("app/A"))
          .isEqualTo(held("waits for the canary, Deployment web", null));
    }

    @Test
    void isOfTheFirstWave() {
      RestartRules both = rules(restart().canary().wave("tier", "back"));
      assertThat(
              new Question(user("a").with("app", "A", "v1"))
                  .of(app(both), user("z").labelled("tier", "back").with("app", "A", "v1"))
                  .judge("app/A"))
          .isInstanceOf(Held.class);
      assertThat(
              new Question(user("z").labelled("tier", "back").with("app", "A", "v1"))
                  .of(app(both), user("a").with("app", "A", "v1"))
                  .judge("app/A"))
          .isInstanceOf(MayBegin.class);
    }

    @Test
    void hasPodsIfAnyWorkloadHas() {
      assertThat(among(canary, user("api").with("app", "A", "v1").withoutPods()).judge("app/A"))
          .isInstanceOf(MayBegin.class);
    }

    @Test
    void isWaitedForUntilItIsThrough() {
      assertThat(among(canary, user("x").with("app", "A", "v2").restarting("app/A")).judge("app/A"))
          .isEqualTo(held("waits for the canary, Deployment x", null));
      assertThat(among(canary, user("x").with("app", "A", "v2").restarted("app/A")).judge("app/A"))
          .isInstanceOf(MayBegin.class);
    }

    @Test
    void letsAllOthersGoWhenItIsThroughWhateverTheirOrder() {
      UserDraft first = user("api").with("app", "A", "v1");
      UserDraft through = user("x").with("app", "A", "v2").restarted("app/A");

      assertThat(among(canary, first, through).judge("app/A")).isInstanceOf(MayBegin.class);
      assertThat(among(canary, first, through.withoutPods()).judge("app/A"))
          .as("scaled to zero since")
          .isEqualTo(held("waits for the canary, Deployment api", null));
    }

    /** Its value was away, and some of its pods may have started meanwhile. */
    @Test
    void isNotTheOneThatAsks() {
      UserDraft first = user("api").with("app", "A", "v1");
      UserDraft again = user("web").with("app", "A", "v2");

      assertThat(
              new Question(again.restarted("app/A")).of(app(canary), first, again).judge("app/A"))
          .isEqualTo(held("waits for the canary, Deployment api", null));
      assertThat(new Question(again.restarting("app/A")).of(app(canary), again).judge("app/A"))
          .isInstanceOf(MayBegin.class);
    }

    @Test
    void ofAnotherValueProvesNothing() {
      assertThat(
              among(
                      canary,
                      user("api").with("app", "A", "v1"),
                      user("x").with("app", "A", "v1").restarted("app/A"))
                  .judge("app/A"))
          .isInstanceOf(Held.class);
    }

    /** It may be new, and have had no load yet. */
    @Test
    void isNoneThatOnlyStartedWithTheValue() {
      UserDraft started = user("new").with("app", "A", "v2");
      for (UserDraft none : List.of(started, started.restarted("db/B"))) {
        assertThat(among(canary, user("api").with("app", "A", "v1"), none).judge("app/A"))
            .isEqualTo(held("waits for the canary, Deployment api", null));
      }
    }
  }

  @Nested
  class Persons {

    private RestartRules asked(RestartRules rules, int second) {
      return rules.withRequests(Optional.of(new Request("t", second(second))), Optional.empty());
    }

    private RestartRules skipping(int second) {
      return RestartRules.NONE.withRequests(
          Optional.empty(), Optional.of(new Request("t", second(second))));
    }

    @Test
    void beginWhatOnlyTheyBegin() {
      RestartRules never = rules(restart().policy(RestartPolicy.NEVER));
      assertThat(question(never).judge("app/A"))
          .isEqualTo(
              new ByHand(
                  "runs with older values of app/A, and spec.restart.policy is Never; restart it"
                      + " when it suits, or annotate the resource with secrets.orient.bot/restart-now"));
      assertThat(question(asked(never, 20)).judge("app/A")).isEqualTo(new MayBegin(second(20)));
    }

    @Test
    void beginItPastEveryHold() {
      RestartRules strict =
          rules(
              restart()
                  .settle("1h")
                  .canary()
                  .wave("tier", "back")
                  .window("0 22 * * *", null, "1h"));
      Question question =
          among(
              asked(strict, 30),
              user("api").with("app", "A", "v2").failed("app/A"),
              user("back").labelled("tier", "back").with("app", "A", "v1"));
      assertThat(question.judge("app/A")).isEqualTo(new MayBegin(second(20)));
    }

    @Test
    void areNotTakenToMeanALaterChange() {
      assertThat(question(asked(rules(restart().settle("1h")), 19)).judge("app/A"))
          .isInstanceOf(Held.class);
      assertThat(question(skipping(19)).judge("app/A")).isInstanceOf(MayBegin.class);
    }

    @Test
    void dropWhatIsPending() {
      assertThat(question(skipping(20)).judge("app/A")).isEqualTo(new Skipped());
    }

    @Test
    void dropWhatWasTakenOutBeforeTheyAsked() {
      SecretDraft without =
          secret("app").removed("A", "v1", 10, 50).appliedAt(60).rules(skipping(55));
      assertThat(new Question(WEB).of(without, WEB).judge("app/A")).isEqualTo(new Skipped());
    }

    @Test
    void doNotDropWhatChangedAfterwards() {
      UserDraft two = user("web").with("app", "A", "v1").with("app", "B", "w1");
      SecretDraft changedTwice = app(skipping(20)).changed("B", "w2", 21);
      assertThat(new Question(two).of(changedTwice, two).judge("app/A", "app/B"))
          .isEqualTo(new MayBegin(second(26)));
    }

    @Test
    void takeObstaclesAwayBeforeAnythingBegins() {
      UserDraft paused = user("web").with("app", "A", "v1").hindered("spec.paused is true");
      assertThat(new Question(paused).of(app(asked(RestartRules.NONE, 20)), paused).judge("app/A"))
          .isEqualTo(new ByHand("spec.paused is true"));
    }
  }

  @Nested
  class Restoring {

    @Test
    void waitsForNothing() {
      RestartRules strict =
          rules(restart().settle("1h").canary().window("0 22 * * *", null, "1h"))
              .withUrgent(List.of("A"));
      assertThat(among(strict, user("api").with("app", "A", "v1")).at(21).judge("app/A"))
          .isEqualTo(new MayBegin(second(20)));
    }

    @Test
    void isOnlyForTheKeysPutBack() {
      RestartRules other = rules(restart().settle("1h")).withUrgent(List.of("B"));
      assertThat(question(other).judge("app/A")).isInstanceOf(Held.class);
    }
  }
}
