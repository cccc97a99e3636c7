package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Compare-and-set by revision, and requests that are repeated by token. */
@ExtendWith(PostgresExtension.class)
class ConditionalWriteIT {

  private StoreFixture fixture;
  private SecretStore store;

  @BeforeEach
  void open(TestDatabase database) {
    fixture = new StoreFixture(database);
    store = fixture.open();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void writesOnlyOverTheExpectedRevision() throws SQLException {
    assertThat(store.put(expecting(1, "x"), ALICE)).isEqualTo(conflict(1, 0, 0));
    assertThat(fixture.count("secrets")).isZero();
    assertThat(store.put(put("shop", "KEY", "one"), ALICE)).isEqualTo(new PutResult.Written(1, 1));
    assertThat(store.put(expecting(2, "two"), ALICE)).isEqualTo(conflict(2, 1, 1));
    assertThat(store.put(expecting(1, "two"), ALICE)).isEqualTo(new PutResult.Written(2, 2));
    assertThat(store.put(expecting(1, "three"), ALICE)).isEqualTo(conflict(1, 2, 2));
    assertThat(current()).isEqualTo("two");
  }

  @Test
  void writesOnlyWhatIsNotThere() {
    PutRequest creating = put("shop", "KEY", "one").expecting(Expectation.absent());
    assertThat(store.put(creating, ALICE)).isEqualTo(new PutResult.Written(1, 1));
    assertThat(store.put(creating, ALICE))
        .isEqualTo(new PutResult.Conflict(Expectation.absent(), 1, 1));
    store.delete("shop", "KEY", ALICE);
    assertThat(store.put(creating, ALICE)).isEqualTo(new PutResult.Written(2, 3));
  }

  @Test
  void everyChangeOfASecretIsANewRevision() {
    store.put(put("shop", "KEY", "one"), ALICE);
    assertThat(store.put(put("shop", "KEY", "one"), ALICE))
        .isEqualTo(new PutResult.Unchanged(1, 1));
    store.delete("shop", "KEY", ALICE);
    assertThat(store.put(expecting(1, "two"), ALICE)).isEqualTo(conflict(1, 0, 0));
    assertThat(store.undelete("shop", "KEY", ALICE)).isEqualTo(new UndeleteResult.Restored(1, 3));

    // The version is the same as when it was read, but somebody deleted it in between.
    assertThat(store.put(expecting(1, "two"), ALICE)).isEqualTo(conflict(1, 1, 3));
    assertThat(store.list("shop").get(0).revision()).isEqualTo(3);
    assertThat(store.put(expecting(3, "two"), ALICE)).isEqualTo(new PutResult.Written(2, 4));
  }

  @Test
  void aConflictSaysWhatWasExpectedAndWhatWasFound() {
    assertThat(conflict(4, 6, 7).message())
        .contains("expected revision 4, found revision 7 at version 6");
    assertThat(conflict(4, 0, 0).message()).contains("expected revision 4, found no such secret");
    assertThat(new PutResult.Conflict(Expectation.absent(), 1, 2).message())
        .contains("expected no such secret, found revision 2");
  }

  @Test
  void ofWritersThatExpectTheSameRevisionExactlyOneWins() throws Exception {
    SecretStore other = fixture.open();
    long revision = store.put(put("shop", "KEY", "start"), ALICE).revision();
    for (int round = 0; round < 20; round++) {
      long expected = revision;
      int number = round;
      List<PutResult> results =
          together(
              List.of(
                  () -> store.put(expecting(expected, "a" + number), ALICE),
                  () -> other.put(expecting(expected, "b" + number), ALICE)));
      assertThat(results).filteredOn(PutResult.Written.class::isInstance).hasSize(1);
      assertThat(results)
          .filteredOn(PutResult.Conflict.class::isInstance)
          .containsExactly(conflict(expected, number + 2, expected + 1));
      revision++;
    }
    assertThat(fixture.count("secret_versions")).isEqualTo(21);
  }

  @Test
  void ofWritersThatExpectNothingExactlyOneCreates() throws Exception {
    for (int round = 0; round < 10; round++) {
      String key = "KEY_" + round;
      List<PutResult> results =
          together(
              IntStream.range(0, 4)
                  .<Callable<PutResult>>mapToObj(
                      i ->
                          () ->
                              store.put(
                                  put("shop", key, "value " + i).expecting(Expectation.absent()),
                                  ALICE))
                  .toList());
      assertThat(results).filteredOn(PutResult.Written.class::isInstance).hasSize(1);
      assertThat(results).filteredOn(PutResult.Conflict.class::isInstance).hasSize(3);
    }
  }

  @Test
  void theSameTokenAgainGetsTheFirstResultWhateverHappenedSince() throws SQLException {
    PutRequest request = put("shop", "KEY", "one").withToken("t-1");
    assertThat(store.put(request, ALICE)).isEqualTo(new PutResult.Written(1, 1));
    store.put(put("shop", "KEY", "two"), ALICE);
    long audited = fixture.count("audit_log");

    assertThat(store.put(request, ALICE)).isEqualTo(new PutResult.Written(1, 1));
    assertThat(store.put(request.expecting(Expectation.absent()), ALICE))
        .isEqualTo(new PutResult.Written(1, 1));

    assertThat(current()).isEqualTo("two");
    assertThat(fixture.count("audit_log")).isEqualTo(audited);
    store.delete("shop", "KEY", ALICE);
    assertThat(store.put(request, ALICE)).isEqualTo(new PutResult.Written(1, 1));
    assertThat(store.list("shop")).isEmpty();
  }

  @Test
  void aRequestThatFoundItsValueInPlaceDoesNotUndoWhatFollowed() {
    store.put(put("shop", "KEY", "one"), ALICE);
    PutRequest request = put("shop", "KEY", "one").withToken("t-1");
    assertThat(store.put(request, ALICE)).isEqualTo(new PutResult.Unchanged(1, 1));
    store.put(put("shop", "KEY", "two"), ALICE);

    assertThat(store.put(request, ALICE)).isEqualTo(new PutResult.Unchanged(1, 1));
    assertThat(current()).isEqualTo("two");
  }

  @Test
  void aTokenNamesOneValueOfOneSecret() throws SQLException {
    store.put(put("shop", "KEY", "one").withToken("t-1"), ALICE);
    store.put(put("shop", "KEY", "one").withToken("t-2"), ALICE);

    for (String token : List.of("t-1", "t-2")) {
      assertThatThrownBy(() -> store.put(put("shop", "KEY", "two").withToken(token), ALICE))
          .isInstanceOf(InvalidSecretException.class)
          .hasMessageContaining("requestToken was used before for another value")
          .hasMessageContaining("version 1");
    }
    assertThat(fixture.count("secret_versions")).isEqualTo(1);
    assertThat(store.put(put("shop", "OTHER", "two").withToken("t-1"), ALICE))
        .isEqualTo(new PutResult.Written(1, 1));
  }

  @Test
  void aConflictLeavesTheTokenUnused() {
    PutRequest request = put("shop", "KEY", "one").withToken("t-1");
    assertThat(store.put(request.expecting(Expectation.revision(1)), ALICE))
        .isEqualTo(conflict(1, 0, 0));
    assertThat(store.put(request, ALICE)).isEqualTo(new PutResult.Written(1, 1));
  }

  @Test
  void manyThreadsRetryingOneTokenMakeOneVersion() throws Exception {
    SecretStore other = fixture.open();
    for (int round = 1; round <= 5; round++) {
      PutRequest request = put("shop", "KEY", "value " + round).withToken("t-" + round);
      List<Callable<PutResult>> retries = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        retries.add(() -> store.put(request, ALICE));
        retries.add(() -> other.put(request, ALICE));
      }
      assertThat(Set.copyOf(together(retries)))
          .isEqualTo(Set.of(new PutResult.Written(round, round)));
    }
    assertThat(fixture.count("secret_versions")).isEqualTo(5);
    assertThat(fixture.count("change_feed")).isEqualTo(5);
  }

  private static List<PutResult> together(List<Callable<PutResult>> writes) throws Exception {
    ExecutorService writers = Executors.newFixedThreadPool(writes.size());
    try {
      List<PutResult> results = new ArrayList<>();
      for (var write : writers.invokeAll(writes)) {
        results.add(write.get());
      }
      return results;
    } finally {
      writers.shutdownNow();
    }
  }

  private static PutRequest expecting(long revision, String value) {
    return put("shop", "KEY", value).expecting(Expectation.revision(revision));
  }

  private static PutResult.Conflict conflict(long expected, long version, long revision) {
    return new PutResult.Conflict(Expectation.revision(expected), version, revision);
  }

  private String current() {
    return text(store.read("shop", List.of("KEY")).get("KEY"));
  }
}
