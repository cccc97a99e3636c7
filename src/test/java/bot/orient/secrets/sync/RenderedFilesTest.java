package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.ProjectionScenario.fingerprint;
import static bot.orient.secrets.sync.ProjectionScenario.missing;
import static bot.orient.secrets.sync.ProjectionScenario.stored;
import static bot.orient.secrets.sync.ProjectionScenario.unreadable;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.ProjectedKey.Origin;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A rendered file is a key of the Secret like any other, made of the values that are projected. */
class RenderedFilesTest {

  private static final String TARGET = "{template: {.env: 'A={{A}} B={{B}}', only-a: '{{A}}'}}";

  private final ProjectionScenario scenario = new ProjectionScenario().target(TARGET);

  @Test
  void filesStandBesideTheirKeysWithFingerprintsOfTheirOwn() {
    scenario.keys(stored("A", "one"), stored("B", "two")).sync();

    assertThat(scenario.data())
        .isEqualTo(Map.of("A", "one", "B", "two", ".env", "A=one B=two", "only-a", "one"));
    assertThat(scenario.key(".env").fingerprint()).isEqualTo(fingerprint(".env", "A=one B=two"));
    assertThat(scenario.key("only-a").fingerprint())
        .as("tells nobody that it is the value of A")
        .isNotEqualTo(scenario.key("A").fingerprint());
    assertThat(scenario.plan()).isInstanceOf(ProjectionPlan.Nothing.class);
  }

  @Test
  void rotationChangesTheFilesThatUseTheKeyAndNoOther() {
    scenario.keys(stored("A", "one"), stored("B", "two")).sync();

    scenario.keys(stored("A", "one"), stored("B", "three")).sync();

    assertThat(scenario.data())
        .containsEntry(".env", "A=one B=three")
        .containsEntry("only-a", "one");
    assertThat(scenario.key(".env").origin()).isEqualTo(Origin.CHANGED);
    assertThat(scenario.key("only-a").origin()).isEqualTo(Origin.CREATED_WITH_SECRET);
  }

  @Test
  void editOfTheTextIsAChangeOfTheFileAlone() {
    scenario.keys(stored("A", "one"), stored("B", "two")).sync();

    scenario.target("{template: {.env: 'a={{A}}'}}").sync();

    assertThat(scenario.data()).isEqualTo(Map.of("A", "one", "B", "two", ".env", "a=one"));
    assertThat(scenario.key(".env").origin()).isEqualTo(Origin.CHANGED);
    assertThat(scenario.key("A").origin()).isEqualTo(Origin.CREATED_WITH_SECRET);
    assertThat(scenario.projectedKeys().removed()).containsOnlyKeys("only-a");
  }

  /** A comment is no change of what pods use. */
  @Test
  void editThatRendersTheSameChangesNothing() {
    scenario.keys(stored("A", "one"), stored("B", "two")).sync();

    scenario.target("{template: {.env: 'A={{A}} {{! new }}B={{B}}', only-a: '{{ A }}'}}");

    assertThat(scenario.plan()).isInstanceOf(ProjectionPlan.Nothing.class);
  }

  @Test
  void ruleIsTheStrictestOfTheKeysInTheFile() {
    scenario
        .target(
            "{template: {none: text, n: '{{N}}', ni: '{{N}}{{I}}', nia: '{{N}}{{#json}}{{I}}{{A}}{{/json}}'}}")
        .keys(
            ruled("N", RestartRule.NEVER),
            ruled("I", RestartRule.IF_ENVIRONMENT),
            ruled("A", RestartRule.ALWAYS))
        .sync();

    assertThat(scenario.key("none").restart()).isEqualTo(RestartRule.ALWAYS);
    assertThat(scenario.key("n").restart()).isEqualTo(RestartRule.NEVER);
    assertThat(scenario.key("ni").restart()).isEqualTo(RestartRule.IF_ENVIRONMENT);
    assertThat(scenario.key("nia").restart()).isEqualTo(RestartRule.ALWAYS);
  }

  @Test
  void templatesReferToKeysByTheirNameInTheSecret() {
    scenario
        .target("{template: {f: '{{token.txt}}'}}")
        .keys(
            new ResolvedKey(
                "TOKEN",
                "token.txt",
                RestartRule.ALWAYS,
                false,
                stored("TOKEN", "one").resolution()))
        .sync();

    assertThat(scenario.data()).containsEntry("f", "one");
  }

  @Test
  void valueThatIsKeptIsTheOneInTheFile() {
    scenario.keys(stored("A", "one"), stored("B", "two")).sync();

    scenario.keys(stored("A", "new"), unreadable("B")).sync();
    assertThat(scenario.data()).containsEntry("B", "two").containsEntry(".env", "A=new B=two");

    scenario.keys(stored("A", "newer"), missing("B")).sync();
    assertThat(scenario.data()).containsEntry("B", "two").containsEntry(".env", "A=newer B=two");

    ResolvedKey withheld = stored("B", "older").with(new ResolvedKey.RolledBack(1, 2, "code"));
    scenario.keys(stored("A", "newest"), withheld).sync();
    assertThat(scenario.data()).containsEntry("B", "two").containsEntry(".env", "A=newest B=two");
  }

  @Test
  void fileStaysWhileAKeyThatItNeedsHasNeverHadAValue() {
    scenario.keys(stored("A", "one"), stored("B", "two")).sync();

    Composition.Composed composed =
        scenario
            .target("{template: {.env: '{{A}} {{C}}', only-a: '{{A}}'}}")
            .keys(stored("A", "three"), missing("C"))
            .composed();

    assertThat(composed.problems()).extracting(Composition.KeyProblem::key).containsExactly("C");
    assertThat(text(composed, ".env")).isEqualTo("A=one B=two");
    assertThat(text(composed, "only-a")).isEqualTo("three");
  }

  @Test
  void firstProjectionWaitsForTheKeysAsEver() {
    assertThat(scenario.keys(stored("A", "one"), missing("B")).compose())
        .isInstanceOf(Composition.Incomplete.class);
  }

  @Test
  void valueThatIsNoTextLeavesTheSecretAsItIs() {
    scenario.keys(stored("A", "one"), stored("B", "two")).sync();

    Composition composition =
        scenario.keys(stored("A", "new"), stored("B", new byte[] {(byte) 0xff})).compose();

    assertThat(composition)
        .isEqualTo(
            new Composition.TemplateFailed(
                List.of(
                    "spec.target.template[.env]: line 1: the value of B is not UTF-8 text; put it"
                        + " between {{#base64}} and {{/base64}}")));
  }

  @Test
  void filesCountAgainstTheSizeOfTheSecret() {
    String half = "x".repeat(SecretComposer.MAX_SECRET_BYTES / 2);
    scenario.target("{template: {f: '{{A}}'}}");

    assertThat(scenario.keys(stored("A", half)).compose()).isInstanceOf(Composition.Composed.class);
    assertThat(scenario.keys(stored("A", half + "x")).compose())
        .isEqualTo(new Composition.TooLarge(SecretComposer.MAX_SECRET_BYTES + 2));
    assertThat(scenario.target("{template: {f: '{{A}}{{A}}'}}").compose())
        .isInstanceOf(Composition.TemplateFailed.class);
  }

  @Test
  void fileHasNoVersionNotEvenThatOfAKeyWhichHadItsName() {
    scenario.target("{}").keys(stored("A", "one", 3), stored("f", "two", 7)).sync();
    assertThat(scenario.key("f").versions().projected()).hasValue(7);

    scenario.target("{template: {f: '{{A}}'}}").keys(stored("A", "one", 3)).sync();
    assertThat(scenario.key("f").versions().projected()).isEmpty();
    assertThat(scenario.key("A").versions().projected()).hasValue(3);

    scenario.keys(stored("A", "two", 4)).sync();
    assertThat(scenario.key("f").versions().good()).isEmpty();
  }

  @Test
  void filesOfAKeyThatWasPutBackAreAsUrgent() {
    Restoration pinned =
        Restoration.of(
            "app",
            new Pins(
                new java.util.TreeMap<>(
                    Map.of("B", new Pins.Pin(1, 2, Optional.empty(), Optional.empty())))));

    assertThat(
            pinned.urgent(
                Specs.orientSecret("keys: [{key: A}, {key: B}]").keys(), scenario.target()))
        .isEqualTo(new TreeSet<>(List.of("B", ".env")));
  }

  private static String text(Composition.Composed composed, String dataKey) {
    return new String(composed.secret().data().get(dataKey), StandardCharsets.UTF_8);
  }

  private static ResolvedKey ruled(String name, RestartRule rule) {
    return new ResolvedKey(name, name, rule, false, stored(name, name).resolution());
  }
}
