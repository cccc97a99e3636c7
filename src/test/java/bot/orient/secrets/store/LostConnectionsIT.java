package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.store.CommitProxy.Cut;
import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many writers on few secrets, and connections that are cut at COMMIT all the time. */
@ExtendWith(PostgresExtension.class)
class LostConnectionsIT {

  private static final int WRITERS = 4;
  private static final int WRITES = 40;
  private static final List<String> KEYS = List.of("A", "B");

  /** The value of each version that a writer was told it had written. */
  private final Map<String, String> told = new ConcurrentHashMap<>();

  @Test
  void everyWriteThatIsToldIsThereOnceAndNoOther(TestDatabase database) throws Exception {
    long seed = Long.getLong("lost.connections.seed", System.nanoTime());
    System.out.println("LostConnectionsIT with -Dlost.connections.seed=" + seed);
    try (CommitProxy proxy = new CommitProxy(database);
        StoreFixture behind = proxy.fixture();
        StoreFixture direct = new StoreFixture(database)) {
      SecretStore store =
          behind.open(
              behind.settings(),
              keks("k1"),
              new Retention(WRITERS * WRITES + 1, Retention.DEFAULT.undeleteWindow()));
      KEYS.forEach(key -> store.put(put("shop", key, "first"), ALICE));

      write(seed, store, proxy);

      assertThat(proxy.cuts()).isGreaterThan(WRITERS);
      for (String key : KEYS) {
        assertHistory(direct, store, key);
      }
    }
  }

  private void write(long seed, SecretStore store, CommitProxy proxy) throws Exception {
    ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Callable<Void>> work = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        Random random = new Random(seed + writer);
        int number = writer;
        work.add(
            () -> {
              for (int i = 0; i < WRITES; i++) {
                if (random.nextInt(4) == 0) {
                  proxy.cutNextCommit(Cut.values()[random.nextInt(Cut.values().length)]);
                }
                step(store, random, number + "-" + i);
              }
              return null;
            });
      }
      for (var done : writers.invokeAll(work)) {
        done.get();
      }
    } finally {
      writers.shutdownNow();
    }
  }

  private void step(SecretStore store, Random random, String value) {
    String key = KEYS.get(random.nextInt(KEYS.size()));
    PutRequest request = put("shop", key, value);
    switch (random.nextInt(4)) {
      case 0 -> tell(key, value, store.put(request.withToken(value), ALICE));
      case 1 -> {
        long revision = store.history("shop", key).orElseThrow().revision();
        tell(key, value, store.put(request.expecting(Expectation.revision(revision)), ALICE));
      }
      case 2 -> {
        // A rollback to the first version, whose value is known.
        tell(key, "first", store.rollback(RollbackRequest.of("shop", key, 1), ALICE));
      }
      default -> tell(key, value, store.put(request, ALICE));
    }
  }

  private void tell(String key, String value, PutResult result) {
    if (result instanceof PutResult.Written written) {
      assertThat(told.put(key + written.version(), value))
          .as("version %d of %s is told once", written.version(), key)
          .isNull();
    }
  }

  private void assertHistory(StoreFixture direct, SecretStore store, String key)
      throws SQLException {
    SecretHistory history = store.history("shop", key).orElseThrow();
    List<Long> versions =
        history.versions().stream().map(SecretHistory.Version::version).sorted().toList();
    long newest = history.currentVersion();
    assertThat(versions)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, newest).boxed().toList());
    assertThat(history.revision()).isEqualTo(newest);
    assertThat(
            direct.query(
                "select version_to from orient_store.audit_log where key_name = '%s' and version_to is not null order by version_to"
                    .formatted(key)))
        .containsExactlyElementsOf(versions.stream().map(String::valueOf).toList());
    for (int version : IntStream.rangeClosed(2, (int) newest).toArray()) {
      SecretRead read = store.readVersions("shop", Map.of(key, (long) version)).get(key);
      assertThat(text(read)).isEqualTo(told.get(key + version));
    }
  }
}
