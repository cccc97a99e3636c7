package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.catalog.Catalog;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderKeysTest {

  @Test
  void everyChoiceBecomesProviderAndModel() {
    ProviderKeys keys =
        keys(
            """
            useCases:
              chat: {provider: anthropic, model: some-model}
              imageGeneration: {provider: openai}
            """);

    assertThat(texts(keys.projected(List.of())))
        .containsEntry("CHAT_PROVIDER", "anthropic")
        .containsEntry("CHAT_MODEL", "some-model")
        .containsEntry("IMAGE_GENERATION_PROVIDER", "openai")
        .containsOnlyKeys(
            "CHAT_PROVIDER", "CHAT_MODEL", "IMAGE_GENERATION_PROVIDER", "AI_PROVIDER_DEFAULTS");
  }

  @Test
  void rawJsonIsWhatOrientReads() throws JsonProcessingException {
    ProviderKeys keys =
        keys("{useCases: {code: {provider: openai, model: m}, chat: {provider: google}}}");

    assertThat(
            JsonMapper.builder()
                .build()
                .readTree(texts(keys.projected(List.of())).get("AI_PROVIDER_DEFAULTS")))
        .isEqualTo(
            JsonMapper.builder().build().readTree("{\"chat\":\"google\",\"code\":\"openai\"}"));
  }

  @Test
  void orderOfTheSpecDoesNotMatter() {
    Map<String, String> one =
        texts(
            keys("{useCases: {chat: {provider: openai}, code: {provider: google}}}")
                .projected(List.of()));
    Map<String, String> other =
        texts(
            keys("{useCases: {code: {provider: google}, chat: {provider: openai}}}")
                .projected(List.of()));

    assertThat(one).isEqualTo(other);
  }

  @Test
  void apiKeysAreThoseOfTheChosenProviders() {
    assertThat(
            keys("{useCases: {chat: {provider: google}, code: {provider: google}, summary: {provider: openai}}}")
                .apiKeys())
        .containsExactly(
            "GEMINI_API_KEY", "GOOGLE_AI_API_KEY", "GOOGLE_GEMINI_API_KEY", "OPENAI_API_KEY");
  }

  @Test
  void apiKeysAreProjectedOnlyOnRequest() {
    List<ResolvedKey> found = List.of(present("OPENAI_API_KEY"));

    assertThat(texts(keys("{useCases: {chat: {provider: openai}}}").projected(found)))
        .doesNotContainKey("OPENAI_API_KEY");
    assertThat(
            texts(
                keys("{useCases: {chat: {provider: openai}}, includeApiKeys: true}")
                    .projected(found)))
        .containsEntry("OPENAI_API_KEY", "value");
  }

  @Test
  void anyOneOfAProvidersKeysIsEnough() {
    ProviderKeys keys = keys("{useCases: {chat: {provider: google}}}");

    assertThat(keys.missing(List.of(absent("GOOGLE_GEMINI_API_KEY"), present("GEMINI_API_KEY"))))
        .isEmpty();
  }

  @Test
  void providerWithoutKeyIsNamedOnceWithEveryKeyThatWouldDo() {
    ProviderKeys keys =
        keys(
            "{useCases: {chat: {provider: google}, code: {provider: google}, summary: {provider: openai}}}");

    assertThat(keys.missing(List.of(present("OPENAI_API_KEY"), absent("GEMINI_API_KEY"))))
        .containsExactly(
            "google has no API key: write GOOGLE_GEMINI_API_KEY or GEMINI_API_KEY or GOOGLE_AI_API_KEY"
                + " to the store");
  }

  @Test
  void unreadableKeyIsNoKey() {
    ResolvedKey unreadable = key("OPENAI_API_KEY", new ResolvedKey.Unreadable(1, "damaged"));

    assertThat(keys("{useCases: {chat: {provider: openai}}}").missing(List.of(unreadable)))
        .singleElement()
        .asString()
        .startsWith("openai has no API key");
  }

  @ParameterizedTest
  @CsvSource({
    "chat,CHAT",
    "imageGeneration,IMAGE_GENERATION",
    "agentChat,AGENT_CHAT",
    "gpt4Vision,GPT4_VISION"
  })
  void useCasesAreSpelledAsVariables(String useCase, String variable) {
    assertThat(ProviderKeys.screaming(useCase)).isEqualTo(variable);
  }

  private static ProviderKeys keys(String yaml) {
    return new ProviderKeys(Specs.providerDefaults(yaml), Catalog.load());
  }

  private static ResolvedKey present(String key) {
    return key(
        key,
        new ResolvedKey.Value(
            ValueSource.STORE, "value".getBytes(StandardCharsets.UTF_8), 1L, null));
  }

  private static ResolvedKey absent(String key) {
    return key(key, new ResolvedKey.Missing("nowhere", 0));
  }

  private static ResolvedKey key(String key, ResolvedKey.Resolution resolution) {
    return new ResolvedKey(key, key, RestartRule.ALWAYS, true, resolution);
  }

  private static Map<String, String> texts(List<ResolvedKey> keys) {
    Map<String, String> texts = new TreeMap<>();
    for (ResolvedKey key : keys) {
      byte[] bytes = ((ResolvedKey.Value) key.resolution()).bytes();
      texts.put(key.dataKey(), new String(bytes, StandardCharsets.UTF_8));
    }
    return texts;
  }
}
