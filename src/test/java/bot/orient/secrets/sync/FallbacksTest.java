package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.api.ValueSource;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FallbacksTest {

  /** Names that configure a process: its own settings, its JVM, its driver, its shell. */
  static Stream<String> operatorsOwnNames() {
    return Stream.of(
            "ORIENT_KEK",
            "ORIENT_DATABASE_PASSWORD",
            "ORIENT_ANYTHING_TO_COME",
            "PGPASSWORD",
            "PGPASSFILE",
            "PGHOST",
            "PGSSLKEY",
            "JAVA_HOME",
            "JAVA_TOOL_OPTIONS",
            "_JAVA_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "KUBERNETES_SERVICE_HOST",
            "KUBECONFIG",
            "LD_PRELOAD",
            "HTTPS_PROXY",
            "ALL_PROXY",
            "PATH",
            "HOME",
            "HOSTNAME",
            "USER",
            "PWD",
            "CLASSPATH")
        .flatMap(name -> Stream.of(name, name.toLowerCase(Locale.ROOT)));
  }

  /** Names that no variable can have; some would be paths if anybody took them for one. */
  static Stream<String> noNames() {
    return Stream.of(
        "/etc/passwd", "../../etc/orient/kek", "file:/etc/passwd", "A.B", "A-B", "A=B", "");
  }

  @ParameterizedTest
  @MethodSource("operatorsOwnNames")
  void operatorsOwnSettingsNeverResolve(String name) {
    Fallbacks fallbacks =
        new Fallbacks(Map.of(name, "own"), Map.of(), everythingInCatalog -> true, Set.of());

    assertThat(fallbacks.find(name)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("operatorsOwnNames")
  void listingAnOwnSettingIsAnErrorThatNamesIt(String name) {
    assertThatThrownBy(
            () -> new Fallbacks(Map.of(name, "own"), Map.of(), key -> false, Set.of(name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("ORIENT_FALLBACK_KEYS", name, "take it out");
    assertThatThrownBy(
            () -> new Fallbacks(Map.of(), Map.of(name, "default"), key -> false, Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("ORIENT_DEFAULTS_FILE", name)
        .hasMessageNotContaining("default");
  }

  @ParameterizedTest
  @MethodSource("noNames")
  void whatIsNoVariableNeverResolves(String name) {
    Fallbacks fallbacks =
        new Fallbacks(Map.of(name, "found"), Map.of(), everythingInCatalog -> true, Set.of());

    assertThat(fallbacks.find(name)).isEmpty();
  }

  @Test
  void whatNobodyListsDoesNotResolve() {
    Fallbacks fallbacks =
        new Fallbacks(
            Map.of("AWS_SECRET_ACCESS_KEY", "own"), Map.of(), "OPENAI_API_KEY"::equals, Set.of());

    assertThat(fallbacks.find("AWS_SECRET_ACCESS_KEY")).isEmpty();
  }

  @Test
  void catalogKeysAndListedKeysResolveFromTheEnvironment() {
    Fallbacks fallbacks =
        new Fallbacks(
            Map.of("OPENAI_API_KEY", "one", "OWN_KEY", "two"),
            Map.of(),
            "OPENAI_API_KEY"::equals,
            Set.of("OWN_KEY"));

    assertFound(fallbacks, "OPENAI_API_KEY", ValueSource.ENVIRONMENT, "one");
    assertFound(fallbacks, "OWN_KEY", ValueSource.ENVIRONMENT, "two");
  }

  @Test
  void environmentGoesBeforeConfigurationFile() {
    Map<String, String> file = Map.of("OPENAI_API_KEY", "file", "GITHUB_TOKEN", "file");
    Fallbacks fallbacks =
        new Fallbacks(Map.of("OPENAI_API_KEY", "variable"), file, key -> true, Set.of());

    assertFound(fallbacks, "OPENAI_API_KEY", ValueSource.ENVIRONMENT, "variable");
    assertFound(fallbacks, "GITHUB_TOKEN", ValueSource.CONFIG_FILE, "file");
  }

  @Test
  void emptyVariableCountsAsNotSet() {
    Fallbacks fallbacks =
        new Fallbacks(
            Map.of("OPENAI_API_KEY", ""), Map.of("OPENAI_API_KEY", "file"), key -> true, Set.of());

    assertFound(fallbacks, "OPENAI_API_KEY", ValueSource.CONFIG_FILE, "file");
  }

  @Test
  void keyOfTheConfigurationFileNeedsNoFurtherListing() {
    Fallbacks fallbacks =
        new Fallbacks(Map.of(), Map.of("OWN_KEY", "file"), key -> false, Set.of());

    assertFound(fallbacks, "OWN_KEY", ValueSource.CONFIG_FILE, "file");
  }

  @Test
  void namesAreCaseSensitive() {
    Fallbacks fallbacks =
        new Fallbacks(
            Map.of("openai_api_key", "lower"), Map.of(), "OPENAI_API_KEY"::equals, Set.of());

    assertThat(fallbacks.find("OPENAI_API_KEY")).isEmpty();
    assertThat(fallbacks.find("openai_api_key")).isEmpty();
  }

  private static void assertFound(
      Fallbacks fallbacks, String key, ValueSource source, String value) {
    assertThat(fallbacks.find(key))
        .hasValueSatisfying(
            found -> {
              assertThat(found.source()).isEqualTo(source);
              assertThat(new String(found.value(), StandardCharsets.UTF_8)).isEqualTo(value);
            });
  }

  @Test
  void allSourcesOfAKeyAreToldInTheirOrder() {
    Fallbacks fallbacks =
        new Fallbacks(
            Map.of("BOTH", "a", "FIRST", "a", "UNLISTED", "a"),
            Map.of("BOTH", "b", "SECOND", "b"),
            key -> false,
            Set.of("FIRST"));

    assertThat(fallbacks.sources("BOTH"))
        .containsExactly(ValueSource.ENVIRONMENT, ValueSource.CONFIG_FILE);
    assertThat(fallbacks.sources("FIRST")).containsExactly(ValueSource.ENVIRONMENT);
    assertThat(fallbacks.sources("SECOND")).containsExactly(ValueSource.CONFIG_FILE);
    assertThat(fallbacks.sources("UNLISTED")).isEmpty();
    assertThat(fallbacks.sources("PATH")).isEmpty();
  }
}
