package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.PostgresServer;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The servers that are promised to work; the newest one, 18, runs all other tests. */
class PostgresVersionsIT {

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17})
  void olderServersDoAllThatTheStoreDoes(int version) throws SQLException {
    try (PostgresServer server = PostgresServer.builder().version(version).start()) {
      try (StoreFixture fixture = new StoreFixture(server.createDatabase())) {
        assertThat(fixture.query("show server_version").get(0)).startsWith(version + ".");
        RecordingListener heard = new RecordingListener();
        PostgresSecretStore store = fixture.open();
        fixture.feed(store, heard);
        await().until(() -> heard.states.contains("available"));

        assertThat(store.put(put("shop", "KEY", "one"), ALICE))
            .isEqualTo(new PutResult.Written(1, 1));
        assertThat(store.put(put("shop", "KEY", "two"), ALICE))
            .isEqualTo(new PutResult.Written(2, 2));
        assertThat(text(store.read("shop", List.of("KEY")).get("KEY"))).isEqualTo("two");
        assertThat(text(store.readVersions("shop", Map.of("KEY", 1L)).get("KEY"))).isEqualTo("one");
        store.grant("shop", "billing", ALICE);
        assertThat(store.mayRead("billing", "shop")).isTrue();
        store.putProviderDefaults(
            "shop", "main", Map.of("chat", new ProviderChoice("openai", null)), ALICE);
        assertThat(store.providerDefaults("shop", "main")).containsOnlyKeys("chat");
        assertThat(store.delete("shop", "KEY", ALICE)).isTrue();
        assertThat(store.audit("shop", 10)).hasSize(5);
        await().until(() -> heard.changes.size() == 5);
      }
    }
  }
}
