package bot.orient.secrets.admin;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.admin.Explanation.SourceView;
import bot.orient.secrets.admin.Explanation.Standing;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.store.SecretHistory;
import bot.orient.secrets.sync.KeyConsumer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplanationTest {

  private static final Caller ALICE = new Caller("alice", "", List.of(), Map.of());

  private static Optional<SecretHistory> history(String state) {
    return state.equals("never")
        ? Optional.empty()
        : Optional.of(
            new SecretHistory(
                SecretHistory.State.valueOf(state),
                2,
                5,
                null,
                null,
                List.of(
                    new SecretHistory.Version(
                        2,
                        SecretHistory.VersionState.CURRENT,
                        Instant.EPOCH,
                        null,
                        null,
                        null,
                        null,
                        null))));
  }

  private static List<ValueSource> sources(String names) {
    return names.equals("none")
        ? List.of()
        : Arrays.stream(names.split("\\+")).map(ValueSource::valueOf).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "ACTIVE, ENVIRONMENT+CONFIG_FILE, STORE, USED, SHADOWED, SHADOWED",
    "ACTIVE, none, STORE, USED, ABSENT, ABSENT",
    "never, ENVIRONMENT+CONFIG_FILE, ENVIRONMENT, ABSENT, USED, SHADOWED",
    "DELETED, CONFIG_FILE, CONFIG_FILE, DELETED, ABSENT, USED",
    "DESTROYED, ENVIRONMENT, ENVIRONMENT, DESTROYED, USED, ABSENT",
    "never, none, MISSING, ABSENT, ABSENT, ABSENT"
  })
  void theFirstSourceThatHasAValueWinsAndShadowsTheOthers(
      String state,
      String fallbacks,
      ValueSource winner,
      Standing store,
      Standing environment,
      Standing file) {
    Explanation explanation =
        Explanation.of(
            new SecretAddress("shop", "A"), history(state), sources(fallbacks), List.of(), 0);

    assertThat(explanation.source()).isEqualTo(winner);
    assertThat(explanation.sources())
        .extracting(SourceView::standing)
        .containsExactly(store, environment, file);
    assertThat(explanation.sources().get(0).version())
        .isEqualTo(state.equals("ACTIVE") ? 2L : null);
  }

  private static KeyConsumer consumer(String namespace) {
    return new KeyConsumer(
        "OrientSecret",
        namespace,
        "app",
        "app",
        Optional.of("A"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  @Test
  void onlyWhatTheCallerMayLookAtIsSeen() {
    List<String> asked = new ArrayList<>();
    ConsumerSight sight =
        new ConsumerSight(
            (caller, permission, namespace) -> {
              assertThat(permission.verb() + " " + permission.subresource())
                  .isEqualTo("get metadata");
              asked.add(namespace.orElse("*"));
              return namespace.filter("blog"::equals).isPresent();
            });

    assertThat(
            sight.visible(
                ALICE,
                "shop",
                List.of(consumer("shop"), consumer("blog"), consumer("tea"), consumer("blog"))))
        .extracting(KeyConsumer::namespace)
        .containsExactly("shop", "blog", "blog");
    assertThat(asked).containsExactly("*", "blog", "tea");
  }

  @Test
  void whoMayLookEverywhereIsAskedForOnceAndTheScopesOwnNamespaceNotAtAll() {
    List<String> asked = new ArrayList<>();
    ConsumerSight sight =
        new ConsumerSight(
            (caller, permission, namespace) -> {
              asked.add(namespace.orElse("*"));
              return true;
            });

    assertThat(sight.visible(ALICE, "shop", List.of(consumer("shop")))).hasSize(1);
    assertThat(asked).isEmpty();
    assertThat(sight.visible(ALICE, "shared", List.of(consumer("a"), consumer("b")))).hasSize(2);
    assertThat(asked).containsExactly("*");
  }

  @Test
  void noCallAsksWithoutEnd() {
    List<KeyConsumer> many = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      many.add(consumer("n" + i));
    }
    ConsumerSight sight =
        new ConsumerSight((caller, permission, namespace) -> namespace.isPresent());

    assertThat(sight.visible(ALICE, "shared", many)).hasSize(50);
  }
}
