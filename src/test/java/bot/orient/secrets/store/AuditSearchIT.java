package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class AuditSearchIT {

  private static final Actor BOB = new Actor("bob", Actor.Kind.USER, "a test");

  private StoreFixture fixture;
  private PostgresSecretStore store;

  @BeforeEach
  void prepare(TestDatabase database) {
    fixture = new StoreFixture(database);
    store = fixture.open();
    store.put(StoreFixture.put("shop", "A", "1"), ALICE);
    store.put(StoreFixture.put("shop", "B", "1"), BOB);
    store.put(StoreFixture.put("shop", "A", "2"), BOB);
    store.put(StoreFixture.put("bots", "A", "1"), ALICE);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Everything about nothing in particular. */
  private static AuditQuery all(Optional<String> scope, int limit) {
    return new AuditQuery(
        scope,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        limit);
  }

  private static AuditQuery by(
      Optional<String> key, Optional<String> actor, Optional<String> action) {
    return new AuditQuery(
        Optional.empty(),
        key,
        actor,
        action,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        100);
  }

  private List<String> found(AuditQuery query) {
    return store.audit(query).stream()
        .map(
            entry -> entry.actor() + " " + entry.action() + " " + entry.scope() + "/" + entry.key())
        .toList();
  }

  @Test
  void aScopeIsReadAloneAndTheStoreAsAWhole() {
    assertThat(found(all(Optional.of("shop"), 100)))
        .containsExactly("bob update shop/A", "bob create shop/B", "alice create shop/A");
    assertThat(found(all(Optional.empty(), 100)))
        .contains("alice create bots/A", "bob update shop/A");
    assertThat(store.audit(all(Optional.of("shop"), 100))).isEqualTo(store.audit("shop", 100));
  }

  @Test
  void filtersAreMetAllAtOnce() {
    assertThat(found(by(Optional.of("A"), Optional.of("alice"), Optional.empty())))
        .containsExactly("alice create bots/A", "alice create shop/A");
    assertThat(found(by(Optional.empty(), Optional.of("bob"), Optional.of("update"))))
        .containsExactly("bob update shop/A");
    assertThat(found(by(Optional.of("a"), Optional.empty(), Optional.empty()))).isEmpty();
  }

  @Test
  void aTimeSpanHasItsBeginningAndNotItsEnd() {
    List<AuditEntry> shop = store.audit("shop", 100);
    Instant second = shop.get(1).at();
    Instant third = shop.get(0).at();

    assertThat(
            found(
                new AuditQuery(
                    Optional.of("shop"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(second),
                    Optional.of(third),
                    Optional.empty(),
                    100)))
        .containsExactly("bob create shop/B");
  }

  @Test
  void thePageAfterBeginsBeforeTheLastOfTheOneBefore() {
    List<AuditEntry> first = store.audit(all(Optional.of("shop"), 2));
    store.put(StoreFixture.put("shop", "C", "new in between"), ALICE);

    List<AuditEntry> second =
        store.audit(
            new AuditQuery(
                Optional.of("shop"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(first.get(1).sequence()),
                2));

    assertThat(first).extracting(AuditEntry::action).containsExactly("update", "create");
    assertThat(second).extracting(AuditEntry::actor).containsExactly("alice");
  }

  @Test
  void aPageIsNeitherEmptyNorEndless() {
    for (int limit : new int[] {0, -1, AuditQuery.LARGEST_PAGE + 1}) {
      assertThatThrownBy(() -> store.audit(all(Optional.empty(), limit)))
          .isInstanceOf(InvalidSecretException.class)
          .hasMessage("limit must be 1 to 500");
    }
  }
}
