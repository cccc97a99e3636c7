package bot.orient.secrets.admin;

import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.crypto.EnvironmentKekProvider;
import bot.orient.secrets.store.AnchorSource;
import bot.orient.secrets.store.KeyMaintenance;
import bot.orient.secrets.store.KeySettings;
import bot.orient.secrets.store.PostgresSecretStore;
import bot.orient.secrets.store.ScopeDestructions;
import bot.orient.secrets.sync.Fallbacks;
import bot.orient.secrets.sync.KeyConsumers;
import bot.orient.secrets.sync.ManagedResources;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An admin API on a real store; its reviews are the test's choice. */
final class AdminScene implements AutoCloseable {

  /** As many calls as a test likes. */
  static final AdminLimits GENEROUS =
      new AdminLimits(
          new RateLimit(100_000, 100_000),
          new RateLimit(100_000, 100_000),
          Duration.ofSeconds(15),
          200);

  private volatile Duration ahead = Duration.ZERO;
  private final PostgresSecretStore store;
  private final KeyMaintenance keys;
  private final AdminServer server;

  private AdminScene(
      TestDatabase database,
      TokenReviews tokens,
      AccessReviews access,
      AdminLimits limits,
      KeyConsumers consumers,
      ManagedResources resources) {
    Catalog catalog = Catalog.load();
    this.store =
        PostgresSecretStore.open(
            database.storeSettings(6),
            new EnvironmentKekProvider(Map.of("ORIENT_KEK", InProcessOperator.KEK)));
    this.keys =
        store.openKeyMaintenance(
            new KeySettings(
                Duration.ofSeconds(1),
                Duration.ofDays(90),
                KeySettings.HIGHEST_RATE,
                Duration.ofDays(30)));
    this.server =
        AdminServer.start(
            new AdminSettings(0, Optional.empty(), AdminSettings.DEFAULT_AUDIENCE),
            new AdminStore(
                store,
                store.keyRotation(),
                store.scopeDestructions(ScopeDestructions.DEFAULT_DELAY),
                AnchorSource.none(),
                catalog,
                new Fallbacks(
                    Map.of("SLACK_APP_TOKEN", "from-the-environment"),
                    Map.of(),
                    key -> catalog.key(key).isPresent(),
                    Set.of()),
                consumers,
                resources),
            tokens,
            access,
            limits,
            Duration.ofMillis(200),
            () -> Instant.now().plus(ahead));
  }

  static AdminScene start(
      TestDatabase database, TokenReviews tokens, AccessReviews access, AdminLimits limits) {
    return start(database, tokens, access, limits, KeyConsumers.none());
  }

  /** The same with a cluster in which keys are asked for. */
  static AdminScene start(
      TestDatabase database,
      TokenReviews tokens,
      AccessReviews access,
      AdminLimits limits,
      KeyConsumers consumers) {
    return start(database, tokens, access, limits, consumers, ManagedResources.none());
  }

  /** The same with resources in it. */
  static AdminScene start(
      TestDatabase database,
      TokenReviews tokens,
      AccessReviews access,
      AdminLimits limits,
      KeyConsumers consumers,
      ManagedResources resources) {
    return new AdminScene(database, tokens, access, limits, consumers, resources);
  }

  AdminServer server() {
    return server;
  }

  PostgresSecretStore store() {
    return store;
  }

  /** Puts the server's clock forward. */
  void passTime(Duration time) {
    ahead = ahead.plus(time);
  }

  /** A client without a token. */
  AdminClient client() {
    return AdminClient.of(server.port(), server::fingerprint);
  }

  @Override
  public void close() {
    server.close();
    keys.close();
    store.close();
  }
}
