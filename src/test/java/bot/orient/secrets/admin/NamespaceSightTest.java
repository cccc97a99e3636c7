package bot.orient.secrets.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NamespaceSightTest {

  private static final Caller ALICE = new Caller("alice", "", List.of(), Map.of());
  private static final Caller BOB = new Caller("bob", "", List.of(), Map.of());

  private final List<String> asked = new ArrayList<>();
  private Instant now = Instant.EPOCH;
  private Set<String> allowed = Set.of();

  private final NamespaceSight sight =
      new NamespaceSight(
          new RememberedReviews(
              (caller, permission, namespace) -> {
                asked.add(caller.user() + " " + namespace.orElse("*"));
                return allowed.contains(namespace.orElse("*"));
              },
              () -> now));

  private static List<String> namespaces(int number) {
    return IntStream.range(0, number).mapToObj("ns%03d"::formatted).toList();
  }

  @Test
  void whoMayEverywhereIsAskedAboutOnceAndSeesAll() {
    allowed = Set.of("*");

    NamespaceSight.Seen seen = sight.of(ALICE, namespaces(300));
    sight.of(ALICE, namespaces(300));

    assertThat(seen.namespaces()).hasSize(300);
    assertThat(seen.truncated()).isFalse();
    assertThat(asked).containsExactly("alice *");
  }

  @Test
  void othersSeeTheirOwnAndAreRememberedForATime() {
    allowed = Set.of("ns001");

    assertThat(sight.of(ALICE, namespaces(3)).namespaces()).containsExactly("ns001");
    sight.of(ALICE, namespaces(3));
    assertThat(asked).hasSize(4);

    allowed = Set.of();
    now = now.plus(RememberedReviews.TIME);
    assertThat(sight.of(ALICE, namespaces(3)).namespaces()).isEmpty();
    assertThat(asked).hasSize(8);
  }

  @Test
  void whatIsRememberedOfOneCallerIsNotForAnother() {
    allowed = Set.of("ns000");
    sight.of(ALICE, namespaces(1));
    allowed = Set.of();

    assertThat(sight.of(BOB, namespaces(1)).namespaces()).isEmpty();
    assertThat(asked).contains("bob ns000");
  }

  @Test
  void aCallAsksOnlySoMuchAndTheNextOneGetsFurther() {
    allowed = Set.of("ns010", "ns119");

    NamespaceSight.Seen first = sight.of(ALICE, namespaces(120));
    assertThat(asked).hasSize(1 + NamespaceSight.MOST_QUESTIONS);
    assertThat(first).isEqualTo(new NamespaceSight.Seen(List.of("ns010"), true));

    assertThat(sight.of(ALICE, namespaces(120)).truncated()).isTrue();
    assertThat(sight.of(ALICE, namespaces(120)))
        .isEqualTo(new NamespaceSight.Seen(List.of("ns010", "ns119"), false));
    assertThat(asked).hasSize(121);
  }

  @Test
  void whoSeesNothingDoesNotLearnHowManyNamespacesThereAre() {
    for (int call = 0; call < 5; call++) {
      assertThat(sight.of(ALICE, namespaces(120)))
          .isEqualTo(new NamespaceSight.Seen(List.of(), true));
      assertThat(sight.of(BOB, namespaces(51))).isEqualTo(sight.of(ALICE, namespaces(120)));
    }
    assertThat(sight.of(ALICE, namespaces(50)).truncated()).isFalse();
  }
}
