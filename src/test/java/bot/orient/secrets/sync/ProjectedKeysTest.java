package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.SecretDraft.second;
import static bot.orient.secrets.sync.SecretDraft.secret;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.ProjectedKey.Origin;
import bot.orient.secrets.sync.ProjectedKeys.Live;
import bot.orient.secrets.sync.ProjectedKeys.LiveData;
import bot.orient.secrets.sync.ProjectedKeys.NoSecret;
import java.time.Duration;
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

  private static final SettleWindow AT_ONCE = new SettleWindow(Duration.ZERO, second(4));

  private static ProjectedKey successor(ProjectedKeys before, String value, LiveData live) {
    return before
        .successor(Map.of("A", value), Map.of("A", RestartRule.NEVER), live, AT_ONCE)
        .byDataKey()
        .get("A");
  }

  private static ProjectedKey key(String value, Origin origin, Instant since) {
    return new ProjectedKey(value, RestartRule.NEVER, origin, since);
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

  @Test
  void readAllOfTheMostKeysThatASecretMayHave() {
    SecretDraft most = secret("app");
    for (int i = 0; i < 256; i++) {
      most.changed("KEY_%03d".formatted(i), "fingerprint-of-22-chars", i);
    }
    ProjectedKeys keys = most.build().keys();

    assertThat(ProjectedKeys.parse(keys.toAnnotation())).isEqualTo(keys);
    assertThat(keys.areIn(keys.toAnnotation())).isTrue();
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
        "{\"A\":{\"f\":\"-\",\"r\":\"Always\",\"o\":\"c\"}}",
        "{\"A\":{\"f\":\"?2\",\"r\":\"Always\",\"o\":\"c\"}}",
        "{\"A\":{\"f\":\"?x\",\"r\":\"Always\",\"o\":\"c\"}}",
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
        .isEqualTo(key("new-print", Origin.CHANGED, second(5)).withFormerFingerprint("old-print"));
  }

  @Test
  void takeTheLastApplyAsTimeUnderANewFingerprintKey() {
    ProjectedKeys before =
        NONE.successor(Map.of("A", "old-print"), Map.of(), new NoSecret(), AT_ONCE);
    ProjectedKeys next =
        before
            .successor(Map.of("A", "new-print"), Map.of(), live(Map.of("A", "new-print")), AT_ONCE)
            .stamped(before, second(9));
    assertThat(next.byDataKey().get("A"))
        .isEqualTo(
            new ProjectedKey("new-print", RestartRule.ALWAYS, Origin.CREATED_WITH_SECRET, second(3))
                .withFormerFingerprint("old-print"));
  }

  @Test
  void tellTheFingerprintBeforeUntilTheValueChanges() {
    ProjectedKeys before = secret("app").with("A", "old-print").build().keys();
    Live live = live(Map.of("A", "new-print"));
    ProjectedKeys renamed = before.successor(Map.of("A", "new-print"), Map.of(), live, AT_ONCE);
    assertThat(renamed.toAnnotation()).contains(",\"e\":\"old-print\"}");
    assertThat(ProjectedKeys.parse(renamed.toAnnotation())).isEqualTo(renamed);

    assertThat(successor(renamed, "new-print", live).formerFingerprint()).isEqualTo("old-print");
    assertThat(successor(renamed, "v2", live).formerFingerprint()).isNull();
    assertThat(
            successor(renamed, "newest-print", live(Map.of("A", "newest-print")))
                .formerFingerprint())
        .isEqualTo("new-print");
  }

  /** Its pods started before the hand edit. */
  @Test
  void markAsChangedAHandEditThatTheStoreFollowed() {
    ProjectedKeys before = secret("app").with("A", "v1").build().keys();
    Live edited = new Live(Map.of("A", "v2"), Set.of(), second(1), second(3));
    assertThat(successor(before, "v2", edited)).isEqualTo(changedFromV1("v2"));
  }

  private static ProjectedKey changedFromV1(String value) {
    return key(value, Origin.CHANGED, null)
        .withHistory(KeyHistory.NONE.followedBy("v1", second(10)));
  }

  @Test
  void takeAValueThatWasThereAllAlongAsCreatedWithTheSecret() {
    Live neverOurs = new Live(Map.of("A", "v1"), Set.of(), second(1), second(3));
    assertThat(successor(NONE, "v1", neverOurs))
        .isEqualTo(key("v1", Origin.CREATED_WITH_SECRET, second(1)));
  }

  /** Somebody removed the annotation, and with it the time when the value came. */
  @Test
  void takeTheLastApplyAsTimeOfAValueOfOursOfWhichNothingIsKnown() {
    assertThat(successor(NONE, "v1", live(Map.of("A", "v1"))))
        .isEqualTo(key("v1", Origin.CHANGED, second(3)));
  }

  /** Then no pod can have had another one, and those that waited for the Secret are right. */
  @Test
  void takeAValueOfOursAsCreatedWithTheSecretIfNoLaterApplyChangedIt() {
    Live appliedOnce = new Live(Map.of("A", "v1"), Set.of("A"), second(1), second(1));
    assertThat(successor(NONE, "v1", appliedOnce))
        .isEqualTo(key("v1", Origin.CREATED_WITH_SECRET, second(1)));
  }

  @Test
  void markAnotherValueAsChanged() {
    ProjectedKeys before = secret("app").with("A", "v1").build().keys();
    assertThat(successor(before, "v2", live(Map.of("A", "v1")))).isEqualTo(changedFromV1("v2"));
    assertThat(successor(before, "v2", live(Map.of()))).isEqualTo(changedFromV1("v2"));
    assertThat(successor(NONE, "v2", live(Map.of("A", "v1"))))
        .isEqualTo(key("v2", Origin.CHANGED, null));
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
        before.successor(Map.of("A", "v1"), Map.of(), live(Map.of("A", "v1", "B", "w1")), AT_ONCE);
    assertThat(next.byDataKey()).containsOnlyKeys("A");
    assertThat(next.byDataKey().get("A").restart()).isEqualTo(RestartRule.ALWAYS);
  }

  @Test
  void keepTheTimeOfUnchangedValuesWhenAnotherWriteMovesTheLastApply() {
    ProjectedKeys before =
        NONE.successor(Map.of("A", "v1", "B", "w1"), Map.of(), new NoSecret(), AT_ONCE);
    LiveData live = live(Map.of("A", "v1", "B", "w1"));
    ProjectedKeys next =
        before
            .successor(Map.of("A", "v1", "B", "w2", "C", "x1"), Map.of(), live, AT_ONCE)
            .stamped(before, second(2));
    assertThat(next.byDataKey().get("A").since()).isEqualTo(second(2));
    assertThat(next.byDataKey().get("B").since()).isNull();
    assertThat(next.byDataKey().get("C").since()).isNull();
    assertThat(next.stamped(next, second(9)).byDataKey().get("A").since()).isEqualTo(second(2));
  }

  @Test
  void keepTheTimeAKeyWasTakenOutWhenAnotherWriteMovesTheLastApply() {
    ProjectedKeys before =
        NONE.successor(Map.of("A", "v1", "B", "w1"), Map.of(), new NoSecret(), AT_ONCE);
    ProjectedKeys without =
        before
            .successor(Map.of("A", "v1"), Map.of(), live(Map.of("A", "v1", "B", "w1")), AT_ONCE)
            .stamped(before, second(3));
    assertThat(without.removed().get("B").lastSince()).as("is that of this apply").isEmpty();

    ProjectedKeys next =
        without
            .successor(Map.of("A", "v2"), Map.of(), live(Map.of("A", "v1")), AT_ONCE)
            .stamped(without, second(5));

    assertThat(next.removed().get("B").lastSince()).contains(second(5));
    assertThat(next.stamped(next, second(9)).removed()).isEqualTo(next.removed());
    assertThat(ProjectedKeys.parse(next.toAnnotation())).isEqualTo(next);
  }

  @Test
  void replaceAValueThatIsAnotherOneOrGone() {
    ProjectedKeys before = secret("app").with("A", "v1").with("B", "w1").build().keys();

    assertThat(before.replaceValuesOf(before)).isFalse();
    assertThat(secret("app").with("A", "v1").build().keys().replaceValuesOf(before)).isTrue();
    assertThat(secret("app").with("A", "v1").with("B", "w2").build().keys().replaceValuesOf(before))
        .isTrue();
    assertThat(before.replaceValuesOf(secret("app").with("A", "v1").build().keys()))
        .as("a further value")
        .isFalse();
  }

  @Test
  void changeWithTheLastApplyUnlessTheirOwnTimeIsKnown() {
    ProjectedSecret secret = secret("app").createdAt(1).appliedAt(30).with("A", "v1").build();
    assertThat(secret.changedAt(key("v", Origin.CHANGED, null))).isEqualTo(second(30));
    assertThat(secret.changedAt(key("v", Origin.CHANGED, second(7)))).isEqualTo(second(7));
  }

  /** Written in second {@code appliedAt}; the value changes in second {@code now}. */
  private static ProjectedKey changed(ProjectedKey before, int appliedAt, int now) {
    Live live = new Live(Map.of("A", "v1"), Set.of("A"), second(1), second(appliedAt));
    return new ProjectedKeys(Map.of("A", before))
        .successor(
            Map.of("A", "v2"), Map.of(), live, new SettleWindow(Duration.ofSeconds(5), second(now)))
        .byDataKey()
        .get("A");
  }

  @Test
  void aBurstKeepsTheTimeOfItsFirstChange() {
    ProjectedKey first = key("v1", Origin.CHANGED, null);

    ProjectedKey second = changed(first, 10, 14);
    assertThat(second.windowStart()).isEqualTo(second(10));
    assertThat(second.since()).isNull();

    ProjectedKey third =
        changed(
            new ProjectedKey(
                "v1",
                RestartRule.ALWAYS,
                Origin.CHANGED,
                null,
                second(10),
                KeyVersions.NONE,
                KeyHistory.NONE),
            14,
            14);
    assertThat(third.windowStart()).isEqualTo(second(10));
  }

  @Test
  void aChangeAfterTheWindowBeginsAnother() {
    assertThat(changed(key("v1", Origin.CHANGED, null), 10, 15).windowStart()).isNull();
    assertThat(changed(key("v1", Origin.CHANGED, second(8)), 10, 13).windowStart()).isNull();
    ProjectedKey burst =
        new ProjectedKey(
            "v1",
            RestartRule.ALWAYS,
            Origin.CHANGED,
            second(12),
            second(8),
            KeyVersions.NONE,
            KeyHistory.NONE);
    assertThat(changed(burst, 12, 13).windowStart()).isNull();
  }

  @Test
  void aKeyThatIsNewInTheSecretOpensAWindowAndOneThatCameWithItDoesNot() {
    assertThat(changed(key("v1", Origin.ADDED_LATER, null), 10, 12).windowStart())
        .isEqualTo(second(10));
    assertThat(changed(key("v1", Origin.CREATED_WITH_SECRET, null), 10, 12).windowStart()).isNull();
  }

  @Test
  void aValueThatStaysKeepsItsWindow() {
    ProjectedKey burst =
        new ProjectedKey(
            "v1",
            RestartRule.NEVER,
            Origin.CHANGED,
            second(12),
            second(10),
            KeyVersions.NONE,
            KeyHistory.NONE);
    ProjectedKeys before = new ProjectedKeys(Map.of("A", burst));

    assertThat(successor(before, "v1", live(Map.of("A", "v1")))).isEqualTo(burst);
    assertThat(before.toAnnotation())
        .contains("\"t\":\"2026-11-23T18:00:12Z\",\"w\":\"2026-11-23T18:00:10Z\"");
    assertThat(ProjectedKeys.parse(before.toAnnotation())).isEqualTo(before);
    assertThat(secret("app").appliedAt(20).build().startOfWindow(burst)).isEqualTo(second(10));
  }

  @Test
  void withoutABurstTheWindowBeginsWithTheLastChange() {
    ProjectedSecret secret = secret("app").appliedAt(20).build();

    assertThat(secret.startOfWindow(key("v1", Origin.CHANGED, second(12)))).isEqualTo(second(12));
    assertThat(secret.startOfWindow(key("v1", Origin.CHANGED, null))).isEqualTo(second(20));
  }
}
