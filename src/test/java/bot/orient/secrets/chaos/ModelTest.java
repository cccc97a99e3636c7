package bot.orient.secrets.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.testing.TestNamespace;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model that objects to nothing would find nothing. */
class ModelTest {

  private static final TestNamespace SHOP = new TestNamespace("shop");
  private static final StoreKey TOKEN = new StoreKey("shop", "TOKEN");
  private static final StoreKey OTHER = new StoreKey("shop", "OTHER");
  private static final StoreKey FOREIGN = new StoreKey("bots", "TOKEN");

  private final Values values = new Values();
  private final Model model = new Model();
  private final SecretPlan app =
      SecretPlan.named(SHOP, "app", "shop")
          .with("TOKEN", RestartRule.ALWAYS)
          .with("OTHER", RestartRule.IF_ENVIRONMENT);
  private final DeploymentPlan chat = DeploymentPlan.named(SHOP, "chat").variable("app", "TOKEN");
  private final DeploymentPlan files = DeploymentPlan.named(SHOP, "files").allFiles("app");
  private String token;
  private String other;
  private int number;

  @BeforeEach
  void specify() {
    model.plan(app);
    model.plan(chat);
    model.plan(files);
    token = write(TOKEN);
    other = write(OTHER);
    model.converge();
  }

  private String attempt(StoreKey key) {
    number++;
    String value = values.next(key, number);
    model.attempt(key, value);
    return value;
  }

  private String write(StoreKey key) {
    String value = attempt(key);
    model.acknowledge(key, value);
    return value;
  }

  private Optional<String> objection(Map<String, String> data) {
    return model.objection("shop/app", data, values);
  }

  @Test
  void whatIsSpecifiedIsRight() {
    assertThat(objection(Map.of("TOKEN", token, "OTHER", other))).isEmpty();
    assertThat(model.wanted(app)).isEqualTo(Map.of("TOKEN", token, "OTHER", other));
  }

  @Test
  void emptySecretAndLostKeyAreWrong() {
    assertThat(objection(Map.of())).contains("is empty");
    assertThat(objection(Map.of("OTHER", other))).contains("has lost TOKEN");
  }

  @Test
  void valueOfAnotherKeyScopeOrOriginIsWrongAndIsNotTold() {
    String foreign = write(FOREIGN);

    assertThat(objection(Map.of("TOKEN", other, "OTHER", other)))
        .contains("TOKEN has shop/OTHER #2, and may not");
    assertThat(objection(Map.of("TOKEN", foreign, "OTHER", other)).orElseThrow())
        .contains("bots/TOKEN #3")
        .doesNotContain(foreign);
    assertThat(objection(Map.of("TOKEN", "made up", "OTHER", other)).orElseThrow())
        .contains("a value that nobody wrote");
    assertThat(model.objection("shop/spy", Map.of("TOKEN", token), values))
        .contains("there must be no such Secret");
  }

  @Test
  void earlierValueIsRightUntilTheNextConvergenceOnly() {
    String next = write(TOKEN);

    assertThat(objection(Map.of("TOKEN", token, "OTHER", other))).isEmpty();
    assertThat(objection(Map.of("TOKEN", next, "OTHER", other))).isEmpty();
    model.converge();
    assertThat(objection(Map.of("TOKEN", token, "OTHER", other)))
        .contains("TOKEN has shop/TOKEN #1, and may not");
  }

  @Test
  void valueInDoubtIsRightAndNotWanted() {
    String doubtful = attempt(TOKEN);
    String written = write(TOKEN);

    assertThat(objection(Map.of("TOKEN", doubtful, "OTHER", other))).isEmpty();
    assertThat(model.wanted(app)).containsEntry("TOKEN", written);
  }

  @Test
  void badValueIsRightOnItsWayAndTheOneBeforeIsWantedUntilAnotherIsReleased() {
    String bad = values.nextBad(TOKEN, 100);
    model.attemptBad(TOKEN, bad);

    assertThat(objection(Map.of("TOKEN", bad, "OTHER", other))).isEmpty();
    assertThat(model.wanted(app)).containsEntry("TOKEN", token);
    assertThat(model.isPinned(app)).isTrue();
    assertThat(model.changes(chat)).as("there and back").isEqualTo(2);
    model.converge();
    assertThat(objection(Map.of("TOKEN", bad, "OTHER", other)))
        .contains("TOKEN has shop/TOKEN #100, which is bad, and may not");

    String good = write(TOKEN);
    model.release(TOKEN);
    assertThat(model.isPinned(app)).isFalse();
    assertThat(model.wanted(app)).containsEntry("TOKEN", good);
  }

  @Test
  void restartIsDueWhereTheKeyIsUsedAsItsRuleSays() {
    write(OTHER);

    assertThat(model.changes(chat)).isZero();
    assertThat(model.changes(files)).as("a file whose rule is IfEnvironment").isZero();
    assertThat(model.wantedByPods(files)).containsOnlyKeys("app/TOKEN");
    write(TOKEN);
    assertThat(model.changes(chat)).isOne();
    assertThat(model.changes(files)).isOne();
  }

  @Test
  void keyThatIsAddedAndTakenAwayIsRightInBetween() {
    StoreKey extra = new StoreKey("shop", "EXTRA");
    String value = write(extra);
    model.plan(app.with("EXTRA", RestartRule.ALWAYS));

    assertThat(objection(Map.of("TOKEN", token, "OTHER", other))).isEmpty();
    assertThat(objection(Map.of("TOKEN", token, "OTHER", other, "EXTRA", value))).isEmpty();
    assertThat(model.changes(files)).isOne();
    model.plan(app);
    model.converge();
    assertThat(objection(Map.of("TOKEN", token, "OTHER", other, "EXTRA", value)).orElseThrow())
        .startsWith("EXTRA has shop/EXTRA");
  }

  @Test
  void anyValueIsFoundByItsMark() {
    assertThat(values.areIn("a line with " + token)).isTrue();
    assertThat(values.areIn("a line with " + TOKEN)).isFalse();
  }
}
