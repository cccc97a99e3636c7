package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.api.OrientSecretSpec;
import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.SecretRead;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ValueResolverTest {

  private static final Instant WRITTEN = Instant.parse("2026-11-01T10:00:00Z");
  private static final String KEY = "OPENAI_API_KEY";

  private final ValueResolver resolver =
      new ValueResolver(
          new Fallbacks(Map.of(KEY, "variable"), Map.of(), key -> true, Set.of()), Catalog.load());

  @Test
  void storeGoesBeforeFallbacks() {
    ResolvedKey.Value value = value(resolve("{keys: [{key: %s}]}", found("stored", 7)));

    assertThat(value.source()).isEqualTo(ValueSource.STORE);
    assertThat(value.bytes()).asString(StandardCharsets.UTF_8).isEqualTo("stored");
    assertThat(value.version()).isEqualTo(7);
    assertThat(value.updatedAt()).isEqualTo(WRITTEN);
  }

  @Test
  void emptyValueOfTheStoreIsAValue() {
    ResolvedKey.Value value = value(resolve("{keys: [{key: %s}]}", found("", 1)));

    assertThat(value.source()).isEqualTo(ValueSource.STORE);
    assertThat(value.bytes()).isEmpty();
  }

  @Test
  void fallbackHasNeitherVersionNorTime() {
    ResolvedKey.Value value = value(resolve("{keys: [{key: %s}]}", new SecretRead.Absent()));

    assertThat(value.source()).isEqualTo(ValueSource.ENVIRONMENT);
    assertThat(value.bytes()).asString(StandardCharsets.UTF_8).isEqualTo("variable");
    assertThat(value.version()).isNull();
    assertThat(value.updatedAt()).isNull();
  }

  @Test
  void damagedRowDoesNotFallBack() {
    ResolvedKey key =
        resolve("{keys: [{key: %s}]}", new SecretRead.Unreadable(3, "it was changed"));

    assertThat(key.resolution()).isEqualTo(new ResolvedKey.Unreadable(3, "it was changed"));
  }

  @Test
  void keyHeldAtAVersionThatIsNotThereDoesNotFallBack() {
    ResolvedKey key =
        resolve(
            "{keys: [{key: %s, version: 9}]}", new SecretRead.NoSuchVersion(9, "there is none"));

    assertThat(key.resolution()).isEqualTo(new ResolvedKey.NoSuchVersion(9, "there is none"));
  }

  @Test
  void keyThatNobodyHasSaysWhatToDo() {
    ResolvedKey key = resolveUnknown(Map.of());

    assertThat(((ResolvedKey.Missing) key.resolution()).message())
        .contains("write it to the store");
  }

  @Test
  void keyThatWasDeletedTellsTheHighestVersionThatItHad() {
    ResolvedKey key = resolver.resolveOptional(Map.of("OTHER", new SecretRead.Absent(7))).get(0);

    assertThat(((ResolvedKey.Missing) key.resolution()).newestVersion()).isEqualTo(7);
  }

  @Test
  void failedImportIsTheReasonWhyAKeyIsMissing() {
    ResolvedKey key = resolveUnknown(Map.of("OTHER", "Secret source does not exist"));

    assertThat(key.resolution())
        .isEqualTo(new ResolvedKey.Missing("Secret source does not exist", 0));
  }

  @Test
  void valueThatWasReadIsWiped() {
    SecretBytes bytes = SecretBytes.copyOf(new byte[] {1, 2, 3});

    ResolvedKey key = resolve("{keys: [{key: %s}]}", new SecretRead.Found(bytes, 1, WRITTEN, null));

    assertThat(value(key).bytes()).containsExactly(1, 2, 3);
    assertThatThrownBy(bytes::toByteArray).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void keyIsCalledAsTheSpecSays() {
    assertThat(resolve("{keys: [{key: %s}]}", found("x", 1)).dataKey()).isEqualTo(KEY);
    assertThat(resolve("{keys: [{key: %s, as: token}]}", found("x", 1)).dataKey())
        .isEqualTo("token");
  }

  @Test
  void restartRuleComesFromTheKeyThenTheCatalogThenCaution() {
    assertThat(rule("{keys: [{key: %s}]}", KEY)).isEqualTo(RestartRule.ALWAYS);
    assertThat(rule("{keys: [{key: %s}]}", "GITHUB_CLIENT_ID"))
        .isEqualTo(RestartRule.IF_ENVIRONMENT);
    assertThat(rule("{keys: [{key: %s, restart: Never}]}", "GITHUB_CLIENT_ID"))
        .isEqualTo(RestartRule.NEVER);
    assertThat(rule("{keys: [{key: %s}]}", "NOT_IN_CATALOG")).isEqualTo(RestartRule.ALWAYS);
  }

  @Test
  void optionalReadsComeInOrderAndAreNeverRequired() {
    List<ResolvedKey> keys =
        resolver.resolveOptional(
            Map.of("GITHUB_TOKEN", found("b", 1), "ANTHROPIC_API_KEY", new SecretRead.Absent()));

    assertThat(keys)
        .extracting(ResolvedKey::key)
        .containsExactly("ANTHROPIC_API_KEY", "GITHUB_TOKEN");
    assertThat(keys).allMatch(ResolvedKey::optional);
    assertThat(keys.get(0).resolution()).isInstanceOf(ResolvedKey.Missing.class);
  }

  private RestartRule rule(String yaml, String key) {
    OrientSecretSpec spec = Specs.orientSecret(yaml.formatted(key));
    return resolver.resolve(spec.keys(), Map.of(key, found("x", 1)), Map.of()).get(0).restart();
  }

  private ResolvedKey resolveUnknown(Map<String, String> importProblems) {
    return resolver
        .resolve(
            Specs.orientSecret("{keys: [{key: OTHER}]}").keys(),
            Map.of("OTHER", new SecretRead.Absent()),
            importProblems)
        .get(0);
  }

  private ResolvedKey resolve(String yaml, SecretRead read) {
    return resolver
        .resolve(Specs.orientSecret(yaml.formatted(KEY)).keys(), Map.of(KEY, read), Map.of())
        .get(0);
  }

  private static SecretRead found(String value, long version) {
    return new SecretRead.Found(
        SecretBytes.owning(value.getBytes(StandardCharsets.UTF_8)), version, WRITTEN, null);
  }

  private static ResolvedKey.Value value(ResolvedKey key) {
    return (ResolvedKey.Value) key.resolution();
  }
}
