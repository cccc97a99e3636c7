package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TransactionPooler;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Behind a pooler each transaction has another session: nothing may be left in one. */
@ExtendWith(PostgresExtension.class)
class PoolerIT {

  private static final Duration NO_POLL = Duration.ofHours(1);

  private final RecordingListener heard = new RecordingListener();
  private StoreFixture fixture;
  private TransactionPooler pooler;
  private StoreSettings settings;

  @BeforeEach
  void open(TestDatabase database) {
    fixture = new StoreFixture(database);
    pooler = TransactionPooler.to(PostgresServer.shared(), database, "orient_app");
    StoreSettings direct = fixture.settings(NO_POLL);
    settings =
        new StoreSettings(
            pooled(direct.jdbcUrl()), direct.user(), "any", 4, NO_POLL, direct.jdbcUrl(), false);
  }

  @AfterEach
  void close() {
    fixture.close();
    pooler.close();
  }

  @Test
  void everythingWorksWhenWhatNeedsASessionGoesDirect() throws Exception {
    PostgresSecretStore store = fixture.open(settings, keks("k1"));
    fixture.feed(store, heard);
    await().until(() -> heard.states.contains("available"));

    ExecutorService writers = Executors.newFixedThreadPool(4);
    try {
      List<Callable<PutResult>> writes = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        String key = "KEY" + i;
        writes.add(() -> store.put(put("shop", key, "value of " + key), ALICE));
      }
      for (var write : writers.invokeAll(writes)) {
        assertThat(write.get()).isEqualTo(new PutResult.Written(1, 1));
      }
    } finally {
      writers.shutdownNow();
    }
    for (int i = 0; i < 60; i++) {
      String key = "KEY" + i;
      assertThat(text(store.read("shop", List.of(key)).get(key))).isEqualTo("value of " + key);
    }
    store.grant("shop", "billing", ALICE);
    assertThat(store.mayRead("billing", "shop")).isTrue();
    store.putProviderDefaults(
        "shop", "main", Map.of("chat", new ProviderChoice("openai", null)), ALICE);
    assertThat(store.delete("shop", "KEY0", ALICE)).isTrue();
    assertThat(store.list("shop")).hasSize(59);
    await().until(() -> heard.changes.size() == 63);
  }

  @Test
  void thePoolPreparesNothingInTheServersSessions() throws SQLException {
    assertThat(DriverDefaults.pooled(settings)).containsEntry("prepareThreshold", "0");
    assertThat(DriverDefaults.pooled(fixture.settings())).doesNotContainKey("prepareThreshold");
  }

  @Test
  void theTestsPoolerIsAsUnforgivingAsARealOne() throws SQLException {
    try (Connection client =
            DriverManager.getConnection(
                settings.jdbcUrl() + "?prepareThreshold=1", "orient_app", "any");
        PreparedStatement select = client.prepareStatement("select 1")) {
      client.setAutoCommit(false);

      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10; i++) {
                  select.execute();
                  client.commit();
                }
              })
          .hasMessageContaining("prepared statement");
    }
  }

  private String pooled(String url) {
    return url.replace(":" + PostgresServer.shared().port() + "/", ":" + pooler.port() + "/");
  }
}
