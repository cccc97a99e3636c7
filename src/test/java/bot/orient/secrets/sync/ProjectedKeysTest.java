package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.SecretDraft.second;
import static bot.orient.secrets.sync.SecretDraft.secret;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.ProjectedKey.Origin;
import bot.orient.secrets.sync.ProjectedKeys.Live;
import bot.orient.secrets.sync.ProjectedKeys.LiveData;
import bot.orient.secrets.sync.ProjectedKeys.NoSecret;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectedKeysTest {

  private static final ProjectedKeys NONE = new ProjectedKeys(Map.of());

  private static ProjectedKey successor(ProjectedKeys before, String value, LiveData live) {
    return before
        .successor(Map.of("A", value), Map.of("A", RestartRule.NEVER), live)
        .byDataKey()
        .get("A");
  }

  private static ProjectedKey key(String value, Origin origin, Instant since) {
    return new ProjectedKey(value, RestartRule.NEVER, origin, since);
  }

  @Test
  void writeCompactSortedJsonAndReadItBack() {
    ProjectedKeys keys =
        new ProjectedKeys(
            Map.of(
                "B", new ProjectedKey("f2", RestartRule.IF_ENVIRONMENT, Origin.CHANGED, null),
                "A",
                    new ProjectedKey(
                        "f1", RestartRule.ALWAYS, Origin.CREATED_WITH_SECRET, second(0)),
                "C", new ProjectedKey("f3", RestartRule.NEVER, Origin.ADDED_LATER, null)));
    assertThat(keys.toAnnotation())
        .isEqualTo(
            "{\"A\":{\"f\":\"f1\",\"r\":\"Always\",\"o\":\"c\",\"t\":\"2026-11-23T18:00:00Z\"},"
                + "\"B\":{\"f\":\"f2\",\"r\":\"IfEnvironment\",\"o\":\"x\"},"
                + "\"C\":{\"f\":\"f3\",\"r\":\"Never\",\"o\":\"a\"}}");
    assertThat(ProjectedKeys.parse(keys.toAnnotation())).isEqualTo(keys);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "{",
        "{} {}",
        "{\"A\":1}",
        "{\"A\":{\"f\":\"x\",\"r\":\"Always\"}}",
        "{\"A\":{\"f\":\"x\",\"r\":\"Sometimes\",\"o\":\"c\"}}",
        "{\"A\":{\"f\":\"\",\"r\":\"Always\",\"o\":\"c\"}}",
        "{\"A\":{\"f\":\"x\",\"r\":\"Always\",\"o\":\"c\",\"t\":\"yesterday\"}}"
      })
  void areEmptyWhenTheAnnotationIsMissingOrMalformed(String annotation) {
    assertThat(ProjectedKeys.parse(annotation)).isEqualTo(NONE);
  }

  @Test
  void keepOriginAndTimeOfAnUnchangedValueButTakeTheNewRule() {
    ProjectedKeys before = secret("app").changed("A", "v1", 5).build().keys();
    assertThat(successor(before, "v1", new Live(Map.of("A", "v1"), second(1))))
        .isEqualTo(key("v1", Origin.CHANGED, second(5)));
  }

  @Test
  void countAHealedHandEditAsUnchanged() {
    ProjectedKeys before = secret("app").with("A", "v1").build().keys();
    assertThat(successor(before, "v1", new Live(Map.of("A", "edited"), second(1))))
        .isEqualTo(key("v1", Origin.CREATED_WITH_SECRET, second(10)));
    assertThat(successor(before, "v1", new Live(Map.of(), second(1))))
        .isEqualTo(key("v1", Origin.CREATED_WITH_SECRET, second(10)));
  }

  @Test
  void takeAValueThatWasThereAllAlongAsCreatedWithTheSecret() {
    assertThat(successor(NONE, "v1", new Live(Map.of("A", "v1"), second(1))))
        .isEqualTo(key("v1", Origin.CREATED_WITH_SECRET, second(1)));
  }

  @Test
  void markAnotherValueAsChanged() {
    ProjectedKeys before = secret("app").with("A", "v1").build().keys();
    ProjectedKey changed = key("v2", Origin.CHANGED, null);
    assertThat(successor(before, "v2", new Live(Map.of("A", "v1"), second(1)))).isEqualTo(changed);
    assertThat(successor(before, "v2", new Live(Map.of(), second(1)))).isEqualTo(changed);
    assertThat(successor(NONE, "v2", new Live(Map.of("A", "v1"), second(1)))).isEqualTo(changed);
  }

  @Test
  void markANewKeyByWhetherTheSecretExists() {
    assertThat(successor(NONE, "v1", new NoSecret()))
        .isEqualTo(key("v1", Origin.CREATED_WITH_SECRET, null));
    assertThat(successor(NONE, "v1", new Live(Map.of("B", "w"), second(1))))
        .isEqualTo(key("v1", Origin.ADDED_LATER, null));
  }

  @Test
  void forgetAKeyThatIsNoLongerWanted() {
    ProjectedKeys before = secret("app").with("A", "v1").with("B", "w1").build().keys();
    ProjectedKeys next =
        before.successor(
            Map.of("A", "v1"), Map.of(), new Live(Map.of("A", "v1", "B", "w1"), second(1)));
    assertThat(next.byDataKey()).containsOnlyKeys("A");
    assertThat(next.byDataKey().get("A").restart()).isEqualTo(RestartRule.ALWAYS);
  }

  @Test
  void keepTheTimeOfUnchangedValuesWhenAnotherWriteMovesTheLastApply() {
    ProjectedKeys before = NONE.successor(Map.of("A", "v1", "B", "w1"), Map.of(), new NoSecret());
    Live live = new Live(Map.of("A", "v1", "B", "w1"), second(1));
    ProjectedKeys next =
        before
            .successor(Map.of("A", "v1", "B", "w2", "C", "x1"), Map.of(), live)
            .stamped(before, second(2));
    assertThat(next.byDataKey().get("A").since()).isEqualTo(second(2));
    assertThat(next.byDataKey().get("B").since()).isNull();
    assertThat(next.byDataKey().get("C").since()).isNull();
    assertThat(next.stamped(next, second(9)).byDataKey().get("A").since()).isEqualTo(second(2));
  }

  @Test
  void changeWithTheLastApplyUnlessTheirOwnTimeIsKnown() {
    ProjectedSecret secret = secret("app").createdAt(1).appliedAt(30).with("A", "v1").build();
    assertThat(secret.changedAt(key("v", Origin.CHANGED, null))).isEqualTo(second(30));
    assertThat(secret.changedAt(key("v", Origin.CHANGED, second(7)))).isEqualTo(second(7));
  }
}
