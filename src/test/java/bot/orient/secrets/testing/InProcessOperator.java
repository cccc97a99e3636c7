package bot.orient.secrets.testing;

import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.crypto.EnvironmentKekProvider;
import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.kubernetes.Leadership;
import bot.orient.secrets.kubernetes.OperatorMeters;
import bot.orient.secrets.kubernetes.SecretsOperator;
import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.ChangeFeed;
import bot.orient.secrets.store.KeyMaintenance;
import bot.orient.secrets.store.KeyRotation;
import bot.orient.secrets.store.KeySettings;
import bot.orient.secrets.store.PostgresSecretStore;
import bot.orient.secrets.store.PutRequest;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.sync.Fallbacks;
import bot.orient.secrets.sync.KeyConsumers;
import bot.orient.secrets.sync.ManagedResources;
import bot.orient.secrets.sync.RestartSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The operator with its store, inside the JVM of the test, with the rights that the chart gives.
 */
public final class InProcessOperator implements AutoCloseable {

  /** Who writes in tests. */
  public static final Actor ALICE = new Actor("alice", Actor.Kind.USER, "test");

  /** A key-encryption key for tests, 32 bytes of hex. */
  public static final String KEK = "0123456789abcdef".repeat(4);

  /** Restarts wait for nothing, unless a test says otherwise. */
  public static final RestartSettings SWIFT =
      new RestartSettings(Duration.ZERO, 1000, 1000, Duration.ofMinutes(10));

  private static final int THREADS = 4;

  private static final KeySettings KEYS =
      new KeySettings(
          Duration.ofSeconds(1),
          Duration.ofDays(90),
          KeySettings.HIGHEST_RATE,
          Duration.ofDays(30));

  private final KubernetesClient client;
  private final PostgresSecretStore store;
  private final ChangeFeed feed;
  private final KeyMaintenance keys;
  private final SecretsOperator operator;

  private InProcessOperator(
      KubernetesClient client,
      TestDatabase database,
      KekProvider keks,
      Map<String, String> environment,
      Map<String, String> defaults,
      Set<String> fallbackKeys,
      RestartSettings restarts,
      Set<String> namespaces,
      Optional<String> ownNamespace) {
    Catalog catalog = Catalog.load();
    try (client) {
      this.client = Leadership.withoutElection().guarded(client);
    }
    this.store = PostgresSecretStore.open(database.storeSettings(THREADS + 2), keks);
    this.operator =
        new SecretsOperator(
            this.client,
            store,
            catalog,
            new Fallbacks(environment, defaults, key -> catalog.key(key).isPresent(), fallbackKeys),
            restarts,
            namespaces,
            ownNamespace,
            THREADS,
            OperatorMeters.NONE);
    this.feed = store.openFeed(operator.feedListener());
    this.keys = store.openKeyMaintenance(KEYS);
    operator.start();
  }

  /** Starts an operator without fallbacks that works in all namespaces. */
  public static InProcessOperator start(ControlPlane controlPlane, TestDatabase database) {
    return start(controlPlane, database, fixedKek(), SWIFT, Set.of());
  }

  /** The same with other settings for restarts, for some namespaces only. */
  public static InProcessOperator start(
      ControlPlane controlPlane,
      TestDatabase database,
      RestartSettings restarts,
      Set<String> namespaces) {
    return start(controlPlane, database, fixedKek(), restarts, namespaces);
  }

  /** The same with keys from another source than the fixed {@link #KEK}. */
  public static InProcessOperator start(
      ControlPlane controlPlane,
      TestDatabase database,
      KekProvider keks,
      RestartSettings restarts,
      Set<String> namespaces) {
    return new InProcessOperator(
        OperatorAccount.client(controlPlane),
        database,
        keks,
        Map.of(),
        Map.of(),
        Set.of(),
        restarts,
        namespaces,
        Optional.empty());
  }

  /** Starts an operator that runs in a namespace: there it publishes what others are to know. */
  public static InProcessOperator startIn(
      String ownNamespace, ControlPlane controlPlane, TestDatabase database) {
    return new InProcessOperator(
        OperatorAccount.client(controlPlane, ownNamespace),
        database,
        fixedKek(),
        Map.of(),
        Map.of(),
        Set.of(),
        SWIFT,
        Set.of(),
        Optional.of(ownNamespace));
  }

  private static KekProvider fixedKek() {
    return new EnvironmentKekProvider(Map.of("ORIENT_KEK", KEK));
  }

  /**
   * @param environment that keys fall back to
   * @param defaults of the configuration file
   * @param fallbackKeys outside the catalog
   */
  public static InProcessOperator start(
      ControlPlane controlPlane,
      TestDatabase database,
      Map<String, String> environment,
      Map<String, String> defaults,
      Set<String> fallbackKeys) {
    return new InProcessOperator(
        OperatorAccount.client(controlPlane),
        database,
        fixedKek(),
        environment,
        defaults,
        fallbackKeys,
        SWIFT,
        Set.of(),
        Optional.empty());
  }

  public SecretStore store() {
    return store;
  }

  /** Who asks for keys of the store. */
  public KeyConsumers consumers() {
    return operator.consumers();
  }

  /** How the resources of the cluster are. */
  public ManagedResources resources() {
    return operator.resources();
  }

  public KeyRotation keyRotation() {
    return store.keyRotation();
  }

  /** Writes a text as a new version. */
  public long put(String scope, String key, String value) {
    try (SecretBytes bytes = SecretBytes.owning(value.getBytes(StandardCharsets.UTF_8))) {
      return store.put(PutRequest.of(scope, key, bytes), ALICE).version();
    }
  }

  @Override
  public void close() {
    feed.close();
    operator.close();
    keys.close();
    store.close();
    client.close();
  }
}
