package bot.orient.secrets.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.RestartRule;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyEntryTest {

  private static final String FILLER = "0".repeat(24);

  private final Catalog catalog = Catalog.load();

  /** Put together at run time, so that no scanner takes this file for a leak. */
  private static List<Map.Entry<String, String>> values() {
    String dashes = "-".repeat(5);
    return List.of(
        Map.entry("SLACK_BOT_TOKEN", "xoxb" + "-" + FILLER),
        Map.entry("SLACK_BOT_TOKEN", "xoxe." + "xoxb-" + FILLER),
        Map.entry("SLACK_APP_TOKEN", "xapp" + "-" + FILLER),
        Map.entry("SLACK_USER_TOKEN", "xoxp" + "-" + FILLER),
        Map.entry("SLACK_SIGNING_SECRET", "0a".repeat(16)),
        Map.entry("OPENAI_API_KEY", "sk" + "-proj-" + FILLER),
        Map.entry("ANTHROPIC_API_KEY", "sk-" + "ant-api03-" + FILLER),
        Map.entry("ANTHROPIC_ADMIN_KEY", "sk-" + "ant-admin01-" + FILLER),
        Map.entry("GOOGLE_GEMINI_API_KEY", "AI" + "za" + FILLER),
        Map.entry("GEMINI_API_KEY", "AQ" + "." + FILLER),
        Map.entry("WHATSAPP_ACCESS_TOKEN", "EA" + "A" + FILLER),
        Map.entry("WHATSAPP_ADMIN_PHONE", "+4930000000"),
        Map.entry("GOOGLE_OAUTH_CLIENT_ID", "0-fake.apps." + "googleusercontent.com"),
        Map.entry("GOOGLE_OAUTH_CLIENT_SECRET", "GOC" + "SPX-" + FILLER),
        Map.entry("GOOGLE_SERVICE_ACCOUNT_KEY", "{\n  \"type\": \"fake\"\n}\n"),
        Map.entry("GITHUB_TOKEN", "gh" + "p_" + FILLER),
        Map.entry("GITHUB_TOKEN", "github" + "_pat_" + FILLER),
        Map.entry("GITHUB_APP_ID", "1234"),
        Map.entry(
            "GITHUB_APP_PRIVATE_KEY",
            dashes
                + "BEGIN RSA PRIVATE KEY"
                + dashes
                + "\nfake\n"
                + dashes
                + "END RSA PRIVATE KEY"
                + dashes
                + "\n"),
        Map.entry("JIRA_API_TOKEN", "ATA" + "TT" + FILLER + "="),
        Map.entry("JIRA_EMAIL", "bot@example.com"),
        Map.entry("JIRA_BASE_URL", "https://example.atlassian.net"),
        Map.entry("JIRA_HOST", "example.atlassian.net"),
        Map.entry("DATABASE_URL", "postgresql://app@db.example.com/app"),
        Map.entry("AI_PROVIDER_DEFAULTS", "{\"vision\":\"openai\"}"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void valuesOfTheKnownFormLookLikeTheirKey(Map.Entry<String, String> value) {
    assertThat(looksLike(value.getKey(), value.getValue())).isTrue();
  }

  @Test
  void everyFormatIsShownByAValueAndRefusesNonsense() {
    List<String> withFormat =
        catalog.keys().stream().filter(key -> key.format() != null).map(KeyEntry::key).toList();
    List<String> shown = values().stream().map(Map.Entry::getKey).distinct().sorted().toList();
    assertThat(withFormat)
        .filteredOn(
            key ->
                !List.of("GOOGLE_AI_API_KEY", "GITHUB_CLIENT_SECRET", "OPENAI_BILLING_KEY")
                    .contains(key))
        .isEqualTo(shown);
    assertThat(withFormat).allSatisfy(key -> assertThat(looksLike(key, "not a value\n")).isFalse());
  }

  @ParameterizedTest
  @ValueSource(strings = {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_USER_TOKEN"})
  void aTokenOfAnotherKindOrWithAnEndOfLineIsNoticed(String key) {
    assertThat(looksLike(key, "xoxa" + "-" + FILLER)).isFalse();
    String prefix = catalog.key(key).orElseThrow().formatHint().replace("starts with ", "");
    assertThat(looksLike(key, prefix + FILLER)).isTrue();
    assertThat(looksLike(key, prefix + FILLER + "\n")).isFalse();
  }

  @Test
  void anythingLooksLikeAKeyWithoutFormat() {
    assertThat(catalog.key("WEBHOOK_SECRET").orElseThrow().looksLike(new byte[] {(byte) 0xff}))
        .isTrue();
  }

  @Test
  void bytesThatAreNoTextLookLikeNoFormat() {
    assertThat(catalog.key("SLACK_BOT_TOKEN").orElseThrow().looksLike(new byte[] {(byte) 0xff}))
        .isFalse();
  }

  @Test
  void valuesOverTheBoundAreNotJudged() {
    KeyEntry digits = entry("[0-9]+");
    assertThat(digits.looksLike("a".repeat(KeyEntry.LONGEST_JUDGED).getBytes(UTF_8))).isFalse();
    assertThat(digits.looksLike("a".repeat(KeyEntry.LONGEST_JUDGED + 1).getBytes(UTF_8))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a+)+b", "(a|a)*b", "(.*)*(.*)*(.*)*b", "((a|b)|(c|a))*b"})
  void aFormatThatBacktracksWithoutEndJudgesNothing(String format) {
    byte[] value = "a".repeat(KeyEntry.LONGEST_JUDGED).getBytes(UTF_8);
    assertThat(entry(format).looksLike(value)).isTrue();
  }

  private boolean looksLike(String key, String value) {
    return catalog.key(key).orElseThrow().looksLike(value.getBytes(UTF_8));
  }

  private static KeyEntry entry(String format) {
    return new KeyEntry(
        "FAKE", "other", "Fake.", Pattern.compile(format), "fake", RestartRule.ALWAYS);
  }
}
