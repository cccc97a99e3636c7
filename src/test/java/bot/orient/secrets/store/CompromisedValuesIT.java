package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class CompromisedValuesIT {

  private StoreFixture fixture;
  private PostgresSecretStore store;

  @BeforeEach
  void open(TestDatabase database) {
    fixture = new StoreFixture(database);
    store = fixture.open();
    store.put(put("shop", "TOKEN", "leaked"), ALICE);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void markIsOnTheValueThatIsCurrent() {
    assertThat(mark("seen in a CI log")).hasValue(1);
    store.put(put("shop", "TOKEN", "fresh"), ALICE);

    assertThat(store.compromised("shop", Map.of("TOKEN", 1L)).get("TOKEN"))
        .satisfies(
            mark -> {
              assertThat(mark.actor()).isEqualTo("alice");
              assertThat(mark.reason()).isEqualTo("seen in a CI log");
            });
    assertThat(store.compromised("shop", Map.of("TOKEN", 2L))).isEmpty();
    assertThat(store.compromised("other", Map.of("TOKEN", 1L))).isEmpty();
  }

  @Test
  void markComesWithTheValueThatIsRead() {
    store.put(put("shop", "OTHER", "good"), ALICE);
    mark("seen in a CI log");

    assertThat(read("TOKEN", 1).actor()).isEqualTo("alice");
    assertThat(read("OTHER", 1)).isNull();
    store.put(put("shop", "TOKEN", "fresh"), ALICE);
    assertThat(read("TOKEN", 2)).isNull();
    assertThat(store.readVersions("shop", Map.of("TOKEN", 1L)).get("TOKEN"))
        .isInstanceOfSatisfying(
            SecretRead.Found.class,
            held -> assertThat(held.compromise().reason()).isEqualTo("seen in a CI log"));
  }

  @Test
  void markIsAuditedOnceAndToldToTheFeed() throws SQLException {
    long told = fixture.count("change_feed");
    mark("seen in a CI log");
    mark("told again");

    assertThat(store.audit("shop", 10))
        .extracting(AuditEntry::action, AuditEntry::actor, AuditEntry::key, AuditEntry::versionTo)
        .startsWith(tuple("compromise", "alice", "TOKEN", 1L))
        .hasSize(2);
    assertThat(fixture.count("change_feed")).isEqualTo(told + 1);
  }

  @Test
  void whatIsNotThereCannotBeMarked() {
    assertThat(store.markCompromised("shop", "OTHER", null, ALICE)).isEmpty();
    store.delete("shop", "TOKEN", ALICE);
    assertThat(mark(null)).isEmpty();
  }

  @Test
  void markedValueIsNotWrittenAgain() {
    mark(null);
    assertThat(store.put(put("shop", "TOKEN", "leaked"), ALICE))
        .isEqualTo(new PutResult.Unchanged(1, 1));
    store.put(put("shop", "TOKEN", "fresh"), ALICE);

    assertThatThrownBy(() -> store.put(put("shop", "TOKEN", "leaked"), ALICE))
        .isInstanceOf(InvalidSecretException.class)
        .hasMessage(
            "value of TOKEN is the one of version 1, which was marked compromised: write a new one");
    store.put(put("shop", "OTHER", "leaked"), ALICE);
  }

  /** As a rollback may leave it: the same value under another number. */
  @Test
  void versionWithTheSameValueIsCompromisedToo() throws SQLException {
    store.put(put("shop", "TOKEN", "fresh"), ALICE);
    store.put(put("shop", "TOKEN", "leaked"), ALICE);

    assertThat(mark(null)).hasValue(3);

    assertThat(store.compromised("shop", Map.of("TOKEN", 1L))).containsKey("TOKEN");
    assertThat(store.compromised("shop", Map.of("TOKEN", 2L))).isEmpty();
  }

  @Test
  void marksAreNeverTakenBack() {
    mark(null);

    assertThatThrownBy(() -> fixture.execute("delete from orient_store.compromised_values"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("never changed");
  }

  private OptionalLong mark(String reason) {
    return store.markCompromised("shop", "TOKEN", reason, ALICE);
  }

  private Compromise read(String key, long version) {
    SecretRead.Found found =
        (SecretRead.Found) store.read("shop", List.of("TOKEN", "OTHER")).get(key);
    assertThat(found.version()).isEqualTo(version);
    return found.compromise();
  }
}
