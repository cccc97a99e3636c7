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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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
    return new ProjectedKey(value, RestartRule.NEVER, origin, since, KeyVersions.NONE);
  }

  /** Created in second 1, last applied in second 3, touched by nobody else. */
  private static Live live(Map<String, String> data) {
    return new Live(data, data.keySet(), second(1), second(3));
  }

  @Test
  void writeCompactSortedJsonAndReadItBack() {
    ProjectedKeys keys =
        new ProjectedKeys(
            Map.of(
                "B",
                    new ProjectedKey(
                        "f2", RestartRule.IF_ENVIRONMENT, Origin.CHANGED, null, KeyVersions.NONE),
                "A",
                    new ProjectedKey(
                        "f1",
                        RestartRule.ALWAYS,
                        Origin.CREATED_WITH_SECRET,
                        second(0),
                        KeyVersions.NONE),
                "C",
                    new ProjectedKey(
                        "f3", RestartRule.NEVER, Origin.ADDED_LATER, null, KeyVersions.NONE)));
    assertThat(keys.toAnnotation())
        .isEqualTo(
            "{\"A\":{\"f\":\"f1\",\"r\":\"Always\",\"o\":\"c\",\"t\":\"2026-11-23T18:00:00Z\"},"
                + "\"B\":{\"f\":\"f2\",\"r\":\"IfEnvironment\",\"o\":\"x\"},"
                + "\"C\":{\"f\":\"f3\",\"r\":\"Never\",\"o\":\"a\"}}");
    assertThat(ProjectedKeys.parse(keys.toAnnotation())).isEqualTo(keys);
  }

  @Test
  void writeVersionsAfterTheRestAndReadThemBack() {
    ProjectedKeys keys =
        new ProjectedKeys(
            Map.of(
                "A",
                key("f4", Origin.CHANGED, second(0))
                    .withVersions(
                        new KeyVersions(
                            OptionalLong.of(4), Optional.of(new KeyVersions.Good(3, "f3"))))));
    assertThat(keys.toAnnotation())
        .isEqualTo(
            "{\"A\":{\"f\":\"f4\",\"r\":\"Never\",\"o\":\"x\",\"t\":\"2026-11-23T18:00:00Z\","
                + "\"v\":4,\"g\":3,\"h\":\"f3\"}}");
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
        "{\"A\":{\"f\":\"x\",\"r\":\"Always\",\"o\":\"c\",\"v\":0}}",
        "{\"A\":{\"f\":\"x\",\"r\":\"Always\",\"o\":\"c\",\"v\":\"1\"}}",
        "{\"A\":{\"f\":\"x\",\"r\":\"Always\",\"o\":\"c\",\"v\":2,\"g\":1}}",
        "{\"A\":{\"f\":\"x\",\"r\":\"Always\",\"o\":\"c\",\"t\":\"yesterday\"}}"
      })
  void areEmptyWhenTheAnnotationIsMissingOrMalformed(String annotation) {
    assertThat(ProjectedKeys.parse(annotation)).isEqualTo(NONE);
  }

  @Test
  void keepOriginAndTimeOfAnUnchangedValueButTakeTheNewRule() {
    ProjectedKeys before = secret("app").changed("A", "v1", 5).build().keys();
    assertThat(successor(before, "v1", live(Map.of("A", "v1"))))
        .isEqualTo(key("v1", Origin.CHANGED, second(5)));
  }

  @Test
  void countAHealedHandEditAsUnchanged() {
    ProjectedKeys before = secret("app").with("A", "v1").build().keys();
    assertThat(successor(before, "v1", live(Map.of("A", "edited"))))
        .isEqualTo(key("v1", Origin.CREATED_WITH_SECRET, second(10)));
    assertThat(successor(before, "v1", live(Map.of())))
        .isEqualTo(key("v1", Origin.CREATED_WITH_SECRET, second(10)));
  }

  @Test
  void keepOriginAndTimeUnderANewFingerprintKey() {
    ProjectedKeys before = secret("app").changed("A", "old-print", 5).build().keys();
    assertThat(successor(before, "new-print", live(Map.of("A", "new-print"))))
        .isEqualTo(key("new-print", Origin.CHANGED, second(5)));
  }

  @Test
  void takeTheLastApplyAsTimeUnderANewFingerprintKey() {
    ProjectedKeys before = NONE.successor(Map.of("A", "old-print"), Map.of(), new NoSecret());
    ProjectedKeys next =
        before
            .successor(Map.of("A", "new-print"), Map.of(), live(Map.of("A", "new-print")))
            .stamped(before, second(9));
    assertThat(next.byDataKey().get("A"))
        .isEqualTo(
            new ProjectedKey(
                "new-print",
                RestartRule.ALWAYS,
                Origin.CREATED_WITH_SECRET,
                second(3),
                KeyVersions.NONE));
  }

  /** Its pods started before the hand edit. */
  @Test
  void markAsChangedAHandEditThatTheStoreFollowed() {
    ProjectedKeys before = secret("app").with("A", "v1").build().keys();
    Live edited = new Live(Map.of("A", "v2"), Set.of(), second(1), second(3));
    assertThat(successor(before, "v2", edited)).isEqualTo(key("v2", Origin.CHANGED, null));
  }

  @Test
  void takeAValueThatWasThereAllAlongAsCreatedWithTheSecret() {
    assertThat(successor(NONE, "v1", live(Map.of("A", "v1"))))
        .isEqualTo(key("v1", Origin.CREATED_WITH_SECRET, second(1)));
  }

  @Test
  void markAnotherValueAsChanged() {
    ProjectedKeys before = secret("app").with("A", "v1").build().keys();
    ProjectedKey changed = key("v2", Origin.CHANGED, null);
    assertThat(successor(before, "v2", live(Map.of("A", "v1")))).isEqualTo(changed);
    assertThat(successor(before, "v2", live(Map.of()))).isEqualTo(changed);
    assertThat(successor(NONE, "v2", live(Map.of("A", "v1")))).isEqualTo(changed);
  }

  @Test
  void markANewKeyByWhetherTheSecretExists() {
    assertThat(successor(NONE, "v1", new NoSecret()))
        .isEqualTo(key("v1", Origin.CREATED_WITH_SECRET, null));
    assertThat(successor(NONE, "v1", live(Map.of("B", "w"))))
        .isEqualTo(key("v1", Origin.ADDED_LATER, null));
  }

  @Test
  void forgetAKeyThatIsNoLongerWanted() {
    ProjectedKeys before = secret("app").with("A", "v1").with("B", "w1").build().keys();
    ProjectedKeys next =
        before.successor(Map.of("A", "v1"), Map.of(), live(Map.of("A", "v1", "B", "w1")));
    assertThat(next.byDataKey()).containsOnlyKeys("A");
    assertThat(next.byDataKey().get("A").restart()).isEqualTo(RestartRule.ALWAYS);
  }

  @Test
  void keepTheTimeOfUnchangedValuesWhenAnotherWriteMovesTheLastApply() {
    ProjectedKeys before = NONE.successor(Map.of("A", "v1", "B", "w1"), Map.of(), new NoSecret());
    LiveData live = live(Map.of("A", "v1", "B", "w1"));
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
