package bot.orient.secrets.admin;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.Compromise;
import bot.orient.secrets.store.SecretSummary;
import bot.orient.secrets.sync.Fallbacks;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecretViewsTest {

  private static final Catalog CATALOG = Catalog.load();

  private final SecretViews views =
      new SecretViews(
          CATALOG,
          new Fallbacks(
              Map.of("GITHUB_TOKEN", "planted", "OWN_KEY", "planted"),
              Map.of("JIRA_EMAIL", "planted"),
              key -> CATALOG.key(key).isPresent(),
              Set.of("OWN_KEY")));

  private static SecretSummary summary(String key, String category, String description) {
    return new SecretSummary(
        key, category, description, 3, Instant.EPOCH, Instant.EPOCH.plusSeconds(9), 4);
  }

  private List<SecretView> all(SecretSummary... stored) {
    return views.list("shop", Optional.empty(), List.of(stored), Map.of()).categories().stream()
        .flatMap(category -> category.secrets().stream())
        .toList();
  }

  @Test
  void anEmptyScopeHasASlotForEachKeyOfTheCatalog() {
    assertThat(all())
        .extracting(SecretView::key)
        .containsExactlyInAnyOrderElementsOf(
            CATALOG.keys().stream().map(entry -> entry.key()).toList());
    assertThat(all()).allMatch(view -> !view.set() && view.version() == null);
  }

  @Test
  void aSlotTellsWhereTheOperatorTakesTheValueFrom() {
    assertThat(views.slot("GITHUB_TOKEN").source()).isEqualTo(ValueSource.ENVIRONMENT);
    assertThat(views.slot("JIRA_EMAIL").source()).isEqualTo(ValueSource.CONFIG_FILE);
    assertThat(views.slot("JIRA_API_TOKEN").source()).isEqualTo(ValueSource.MISSING);
    assertThat(views.hasSlot("OWN_KEY")).isTrue();
    assertThat(views.hasSlot("NO_SUCH_KEY")).isFalse();
    assertThat(all().toString()).doesNotContain("planted");
  }

  @Test
  void whatIsStoredTakesItsSlotAndItsOwnWords() {
    assertThat(all(summary("GITHUB_TOKEN", null, null)))
        .filteredOn(view -> view.key().equals("GITHUB_TOKEN"))
        .singleElement()
        .satisfies(
            view -> {
              assertThat(view.set()).isTrue();
              assertThat(view.source()).isEqualTo(ValueSource.STORE);
              assertThat(view.category()).isEqualTo("github");
              assertThat(view.description()).isNotBlank();
              assertThat(view.version()).isEqualTo(3);
              assertThat(view.revision()).isEqualTo(4);
              assertThat(view.updatedAt()).isEqualTo("1970-01-01T00:00:09Z");
            });
    assertThat(views.of(summary("OWN", null, null), Optional.empty()).category())
        .isEqualTo("other");
    assertThat(views.of(summary("GITHUB_TOKEN", "mine", "words"), Optional.empty()))
        .extracting(SecretView::category, SecretView::description)
        .containsExactly("mine", "words");
  }

  @Test
  void aCategoryOfNobodysIsListedUnderItsOwnName() {
    assertThat(
            views
                .list(
                    "shop",
                    Optional.of("mine"),
                    List.of(summary("B", "mine", null), summary("A", "mine", null)),
                    Map.of("A", new Compromise(Instant.EPOCH, "alice", "seen")))
                .categories())
        .singleElement()
        .satisfies(
            category -> {
              assertThat(category.title()).isEqualTo("mine");
              assertThat(category.secrets()).extracting(SecretView::key).containsExactly("A", "B");
              assertThat(category.secrets().get(0).compromised().reason()).isEqualTo("seen");
              assertThat(category.secrets().get(1).compromised()).isNull();
            });
  }

  @Test
  void theRestartRuleIsTheCatalogs() {
    assertThat(views.slot("GOOGLE_OAUTH_CLIENT_ID").restart())
        .isEqualTo(CATALOG.key("GOOGLE_OAUTH_CLIENT_ID").orElseThrow().restart().text());
    assertThat(views.slot("NO_SUCH_KEY").restart()).isEqualTo("Always");
  }

  @Test
  void aValueOfAnotherFormIsOddAndNotQuoted() {
    assertThat(oddity("SLACK_BOT_TOKEN", "planted").orElseThrow())
        .contains("xoxb-")
        .doesNotContain("planted");
    assertThat(oddity("SLACK_BOT_TOKEN", "xoxb-1")).isEmpty();
    assertThat(oddity("NO_SUCH_KEY", "planted")).isEmpty();
  }

  private Optional<String> oddity(String key, String value) {
    return views.oddity(key, SecretBytes.owning(value.getBytes(StandardCharsets.UTF_8)));
  }
}
