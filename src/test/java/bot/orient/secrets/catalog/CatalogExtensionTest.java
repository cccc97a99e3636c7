package bot.orient.secrets.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.api.RestartRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogExtensionTest {

  @TempDir Path directory;

  private final Catalog builtIn = Catalog.load();

  @Test
  void addsEntriesThatReferToNewAndBuiltInOnes() throws IOException {
    Catalog extended =
        extendedBy(
            """
            categories:
              payments: {title: Payments, description: Keys of payment services.}
            keys:
              STRIPE_KEY:
                category: payments
                description: Key of Stripe.
                format: fake_[0-9]+
                formatHint: starts with fake_
                restart: Never
              ACME_KEY: {category: ai-providers, description: Key of Acme.}
            providers:
              acme: {title: Acme, apiKeys: [ACME_KEY]}
            useCases:
              translation: {title: Translation, providers: [acme, openai]}
            """);

    assertThat(extended.key("STRIPE_KEY").orElseThrow().restart()).isEqualTo(RestartRule.NEVER);
    assertThat(extended.key("ACME_KEY").orElseThrow().restart()).isEqualTo(RestartRule.ALWAYS);
    assertThat(extended.category("payments")).isPresent();
    assertThat(extended.useCase("translation").orElseThrow().allows("anthropic")).isFalse();
    assertThat(extended.keys()).hasSize(builtIn.keys().size() + 2);
  }

  @Test
  void replacesEntriesByNameAndLeavesTheOriginalAlone() throws IOException {
    Catalog extended =
        extendedBy(
            """
            keys:
              JIRA_API_TOKEN: {category: jira, description: Ours., restart: Never}
            useCases:
              transcription: {title: Transcription}
            """);

    assertThat(extended.key("JIRA_API_TOKEN").orElseThrow().restart()).isEqualTo(RestartRule.NEVER);
    assertThat(extended.key("JIRA_API_TOKEN").orElseThrow().format()).isNull();
    assertThat(extended.useCase("transcription").orElseThrow().allows("google")).isTrue();
    assertThat(builtIn.key("JIRA_API_TOKEN").orElseThrow().restart()).isEqualTo(RestartRule.ALWAYS);
    assertThat(builtIn.useCase("transcription").orElseThrow().allows("google")).isFalse();
  }

  @Test
  void refusesAnUnknownFieldByItsPath() {
    refuses(
        "keys: {A: {category: other, description: A., formt: x}}",
        "keys.A.formt: unknown field; known are category, description, format, formatHint, restart");
    refuses("key: {}", "key: unknown field; known are categories, keys, providers, useCases");
  }

  @Test
  void refusesEntriesWithoutWhatTheyNeed() {
    refuses("keys: {A: {category: other}}", "keys.A.description: is missing");
    refuses("keys: {A: {description: A.}}", "keys.A.category: is missing");
    refuses("keys: {A: }", "keys.A: has no fields");
    refuses("categories: {a: {title: ' ', description: A.}}", "categories.a.title: is missing");
    refuses("providers: {a: {title: A}}", "providers.a.apiKeys: is missing");
    refuses(
        "providers: {a: {title: A, apiKeys: [null]}}", "providers.a.apiKeys: has an empty item");
    refuses("useCases: {a: {providers: []}}", "useCases.a.title: is missing");
  }

  @Test
  void refusesReferencesToNothing() {
    refuses(
        "keys: {A: {category: nope, description: A.}}",
        "keys.A.category: \"nope\" is not in the catalog; add it under categories");
    refuses(
        "providers: {a: {title: A, apiKeys: [NOPE]}}",
        "providers.a.apiKeys: \"NOPE\" is not in the catalog; add it under keys");
    refuses(
        "useCases: {a: {title: A, providers: [nope]}}",
        "useCases.a.providers: \"nope\" is not in the catalog; add it under providers");
  }

  @Test
  void refusesNamesThatNoResourceCouldSay() {
    refuses("keys: {1A: {category: other, description: A.}}", "keys.1A: the name does not match");
    refuses(
        "categories: {A_b: {title: A, description: A.}}",
        "categories.A_b: the name does not match");
    refuses(
        "providers: {A: {title: A, apiKeys: [OPENAI_API_KEY]}}",
        "providers.A: the name does not match");
    refuses("useCases: {a-b: {title: A}}", "useCases.a-b: the name does not match");
  }

  @Test
  void refusesTheOperatorsOwnSettings() {
    refuses(
        "keys: {ORIENT_MASTER_KEY: {category: system, description: A.}}",
        "keys.ORIENT_MASTER_KEY: names that begin with ORIENT_ are the operator's own settings");
  }

  @Test
  void refusesBadFormatsAndRestartRules() {
    refuses(
        "keys: {A: {category: other, description: A., format: '(', formatHint: x}}",
        "keys.A.format: is not a regular expression of Java: Unclosed group");
    refuses(
        "keys: {A: {category: other, description: A., format: x}}",
        "keys.A.formatHint: format and formatHint stand together");
    refuses(
        "keys: {A: {category: other, description: A., restart: never}}",
        "keys.A.restart: \"never\" is none of Always, IfEnvironment, Never");
  }

  @Test
  void refusesWhatIsNoCatalog() {
    refuses("", "is not of the form of a catalog");
    refuses("just text", "is not of the form of a catalog");
    refuses("keys: [A]", "keys: is not of the form of a catalog");
    refuses(
        "keys: {A: {category: other, description: A.}, A: {category: other, description: B.}}",
        "Duplicate field 'A'");
    refuses("keys: {", "keys: is not of the form of a catalog");
    refuses("{", "is not of the form of a catalog");
  }

  @Test
  void namesAFileThatCannotBeRead() {
    Path missing = directory.resolve("missing.yaml");
    assertThatThrownBy(() -> builtIn.extendedBy(missing))
        .isInstanceOf(CatalogException.class)
        .hasMessageContainingAll(missing.toString(), "cannot be read", "check the path");
  }

  private void refuses(String yaml, String problem) {
    assertThatThrownBy(() -> extendedBy(yaml))
        .isInstanceOf(CatalogException.class)
        .hasMessageContainingAll("catalog " + directory.resolve("extension.yaml") + ": ", problem);
  }

  private Catalog extendedBy(String yaml) throws IOException {
    return builtIn.extendedBy(Files.writeString(directory.resolve("extension.yaml"), yaml));
  }
}
