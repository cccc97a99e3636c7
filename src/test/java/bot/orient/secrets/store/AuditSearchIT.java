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

  /** Null lets everything through. */
  private static AuditQuery query(
      String scope, String key, String actor, String action, int limit) {
    return query(scope, key, actor, action, null, null, null, limit);
  }

  private static AuditQuery query(
      String scope,
      String key,
      String actor,
      String action,
      Instant since,
      Instant until,
      Long before,
      int limit) {
    return new AuditQuery(
        Optional.ofNullable(scope),
        Optional.ofNullable(key),
        Optional.ofNullable(actor),
        Optional.ofNullable(action),
        Optional.ofNullable(since),
        Optional.ofNullable(until),
        Optional.ofNullable(before),
        limit);
  }

  private static AuditQuery all(String scope, int limit) {
    return query(scope, null, null, null, limit);
  }

  private List<String> found(AuditQuery query) {
    return store.audit(query).stream()
        .map(
            entry -> entry.actor() + " " + entry.action() + " " + entry.scope() + "/" + entry.key())
        .toList();
  }

  @Test
  void aScopeIsReadAloneAndTheStoreAsAWhole() {
    assertThat(found(all("shop", 100)))
        .containsExactly("bob update shop/A", "bob create shop/B", "alice create shop/A");
    assertThat(found(all(null, 100))).contains("alice create bots/A", "bob update shop/A");
    assertThat(store.audit(all("shop", 100))).isEqualTo(store.audit("shop", 100));
  }

  @Test
  void filtersAreMetAllAtOnce() {
    assertThat(found(query(null, "A", "alice", null, 100)))
        .containsExactly("alice create bots/A", "alice create shop/A");
    assertThat(found(query(null, null, "bob", "update", 100))).containsExactly("bob update shop/A");
    assertThat(found(query(null, "a", null, null, 100))).isEmpty();
  }

  @Test
  void aTimeSpanHasItsBeginningAndNotItsEnd() {
    List<AuditEntry> shop = store.audit("shop", 100);
    Instant second = shop.get(1).at();
    Instant third = shop.get(0).at();

    assertThat(found(query("shop", null, null, null, second, third, null, 100)))
        .containsExactly("bob create shop/B");
  }

  @Test
  void thePageAfterBeginsBeforeTheLastOfTheOneBefore() {
    List<AuditEntry> first = store.audit(all("shop", 2));
    store.put(StoreFixture.put("shop", "C", "new in between"), ALICE);

    List<AuditEntry> second =
        store.audit(query("shop", null, null, null, null, null, first.get(1).sequence(), 2));

    assertThat(first).extracting(AuditEntry::action).containsExactly("update", "create");
    assertThat(second).extracting(AuditEntry::actor).containsExactly("alice");
  }

  @Test
  void aPageIsNeitherEmptyNorEndless() {
    for (int limit : new int[] {0, -1, AuditQuery.LARGEST_PAGE + 1}) {
      assertThatThrownBy(() -> store.audit(all(null, limit)))
          .isInstanceOf(InvalidSecretException.class)
          .hasMessage("limit must be 1 to 500");
    }
  }
}
