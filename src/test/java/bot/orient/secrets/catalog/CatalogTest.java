package bot.orient.secrets.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.CommittedCrd;
import bot.orient.secrets.api.RestartRule;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {

  private final Catalog catalog = Catalog.load();

  @ParameterizedTest
  @CsvSource({
    "ANTHROPIC_API_KEY, ai-providers",
    "OPENAI_API_KEY, ai-providers",
    "GOOGLE_AI_API_KEY, ai-providers",
    "GOOGLE_GEMINI_API_KEY, ai-providers",
    "GEMINI_API_KEY, ai-providers",
    "OPENCODE_ZEN_API_KEY, ai-providers",
    "SLACK_BOT_TOKEN, slack",
    "SLACK_SIGNING_SECRET, slack",
    "SLACK_APP_TOKEN, slack",
    "SLACK_USER_TOKEN, slack",
    "WHATSAPP_ACCESS_TOKEN, whatsapp",
    "GOOGLE_OAUTH_CLIENT_ID, google",
    "GOOGLE_OAUTH_CLIENT_SECRET, google",
    "GITHUB_TOKEN, github",
    "GITHUB_APP_ID, github",
    "GITHUB_APP_PRIVATE_KEY, github",
    "JIRA_API_TOKEN, jira",
    "JIRA_EMAIL, jira",
    "JIRA_BASE_URL, jira",
    "GITHUB_WEBHOOK_SECRET, webhooks",
    "DATABASE_URL, databases",
    "DATABASE_PASSWORD, databases",
  })
  void knowsTheKeysOfOrient(String key, String category) {
    assertThat(catalog.key(key)).get().extracting(KeyEntry::category).isEqualTo(category);
  }

  @ParameterizedTest
  @CsvSource({
    "SLACK_BOT_TOKEN, ALWAYS",
    "WHATSAPP_ACCESS_TOKEN, ALWAYS",
    "OPENAI_API_KEY, ALWAYS",
    "JIRA_API_TOKEN, ALWAYS",
    "DASHBOARD_JWT_SECRET, ALWAYS",
    "GOOGLE_OAUTH_CLIENT_SECRET, IF_ENVIRONMENT",
    "GITHUB_CLIENT_SECRET, IF_ENVIRONMENT",
    "LINEAR_CLIENT_SECRET, IF_ENVIRONMENT",
  })
  void knowsWhichKeysNeedARestart(String key, RestartRule rule) {
    assertThat(catalog.key(key)).get().extracting(KeyEntry::restart).isEqualTo(rule);
  }

  @Test
  void neverHasTheOperatorsOwnSettings() {
    assertThat(catalog.keys())
        .extracting(KeyEntry::key)
        .noneMatch(key -> key.startsWith("ORIENT_"));
  }

  @ParameterizedTest
  @CsvSource({
    "openai, OPENAI_API_KEY",
    "anthropic, ANTHROPIC_API_KEY",
    "google, GOOGLE_GEMINI_API_KEY",
    "opencode_zen, OPENCODE_ZEN_API_KEY",
  })
  void knowsTheProvidersAndTheKeyEachPrefers(String provider, String key) {
    assertThat(catalog.provider(provider)).get().extracting(p -> p.apiKeys().get(0)).isEqualTo(key);
  }

  @Test
  void acceptsAnyNameOfGooglesKey() {
    assertThat(catalog.provider("google").orElseThrow().apiKeys())
        .containsExactly("GOOGLE_GEMINI_API_KEY", "GEMINI_API_KEY", "GOOGLE_AI_API_KEY");
  }

  @Test
  void allowsAnyProviderForChatCodeAndSummaryAndOnlySomeForTheRest() {
    for (String any : List.of("chat", "code", "summary")) {
      assertThat(catalog.useCase(any)).get().matches(useCase -> useCase.allows("google"), any);
    }
    assertThat(catalog.useCase("transcription").orElseThrow().providers())
        .containsExactly("openai");
    assertThat(catalog.useCase("vision").orElseThrow().providers())
        .containsExactly("anthropic", "openai");
    assertThat(catalog.useCase("imageGeneration").orElseThrow().providers())
        .containsExactly("google", "openai");
    assertThat(catalog.useCase("agentChat").orElseThrow().providers())
        .containsExactly("opencode_zen");
    assertThat(catalog.useCase("vision").orElseThrow().allows("google")).isFalse();
  }

  @Test
  void listsEverythingSorted() {
    assertThat(catalog.keys()).extracting(KeyEntry::key).isSorted();
    assertThat(catalog.categories()).extracting(Category::id).isSorted().contains("other");
    assertThat(catalog.providers()).extracting(Provider::id).isSorted();
    assertThat(catalog.useCases()).extracting(UseCase::id).isSorted();
  }

  @Test
  void answersNothingForUnknownOrMissingNames() {
    assertThat(catalog.key("UNHEARD_OF")).isEmpty();
    assertThat(catalog.key(null)).isEmpty();
    assertThat(catalog.category(null)).isEmpty();
    assertThat(catalog.provider(null)).isEmpty();
    assertThat(catalog.useCase(null)).isEmpty();
  }

  @Test
  void hasOnlyNamesThatACustomResourceCanSay() {
    assertThat(catalog.keys())
        .allMatch(key -> pattern(CommittedCrd.ORIENT_SECRET, "spec.keys[].key").matches(key.key()));
    assertThat(catalog.categories())
        .allMatch(c -> pattern(CommittedCrd.ORIENT_SECRET, "spec.category").matches(c.id()));
    assertThat(catalog.providers())
        .allMatch(
            p ->
                pattern(CommittedCrd.PROVIDER_DEFAULTS, "spec.useCases.*.provider")
                    .matches(p.id()));
  }

  private record Rule(Pattern pattern) {
    boolean matches(String text) {
      return pattern.matcher(text).matches();
    }
  }

  private static Rule pattern(CommittedCrd crd, String path) {
    return crd.nodes().stream()
        .filter(node -> node.path().equals(path))
        .map(node -> new Rule(Pattern.compile(node.schema().get("pattern").asText())))
        .findFirst()
        .orElseThrow();
  }
}
