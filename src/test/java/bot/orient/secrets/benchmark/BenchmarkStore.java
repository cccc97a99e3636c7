package bot.orient.secrets.benchmark;

import bot.orient.secrets.crypto.EnvironmentKekProvider;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.PostgresSecretStore;
import bot.orient.secrets.store.PutRequest;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.store.StoreSettings;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Stores as the benchmarks open and fill them. */
final class BenchmarkStore {

  static final Actor WRITER = new Actor("benchmark", Actor.Kind.USER, "benchmark");

  private BenchmarkStore() {}

  static PostgresSecretStore open(TestDatabase database, int connections, Duration feedPoll) {
    return PostgresSecretStore.open(
        new StoreSettings(
            database.jdbcUrl(), database.username(), database.password(), connections, feedPoll),
        new EnvironmentKekProvider(Map.of("ORIENT_KEK", InProcessOperator.KEK)));
  }

  static void put(SecretStore store, String scope, String key, String value) {
    try (SecretBytes bytes = SecretBytes.owning(value.getBytes(StandardCharsets.UTF_8))) {
      store.put(PutRequest.of(scope, key, bytes), WRITER);
    }
  }
}
