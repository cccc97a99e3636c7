package bot.orient.secrets.testing;

import bot.orient.secrets.crypto.EnvironmentKekProvider;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.PostgresSecretStore;
import bot.orient.secrets.store.PutRequest;
import bot.orient.secrets.store.ScopeDestructions;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes values as people do: beside the operator, whether it runs or not. */
public final class StoreWriter implements AutoCloseable {
  private static final int CONNECTIONS = 2;

  private final PostgresSecretStore store;

  private StoreWriter(PostgresSecretStore store) {
    this.store = store;
  }

  /** Writes with the key-encryption key of {@link InProcessOperator}. */
  public static StoreWriter open(TestDatabase database) {
    return new StoreWriter(
        PostgresSecretStore.open(
            database.storeSettings(CONNECTIONS),
            new EnvironmentKekProvider(Map.of("ORIENT_KEK", InProcessOperator.KEK))));
  }

  /** Writes a text as a new version, and tells its number. */
  public long put(String scope, String key, String value) {
    try (SecretBytes bytes = SecretBytes.owning(value.getBytes(StandardCharsets.UTF_8))) {
      return store.put(PutRequest.of(scope, key, bytes), InProcessOperator.ALICE).version();
    }
  }

  /** Has the store make its key for sealed values, if it has none yet. */
  public void makeSealingKey() {
    store.sealingKey();
  }

  /** Marks the newest value as known to others. */
  public void markCompromised(String scope, String key) {
    store.markCompromised(scope, key, null, InProcessOperator.ALICE);
  }

  /** Lets a namespace read a scope that is not its own. */
  public void grant(String scope, String namespace) {
    store.grant(scope, namespace, InProcessOperator.ALICE);
  }

  /** Takes that back. */
  public void revoke(String scope, String namespace) {
    store.revoke(scope, namespace, InProcessOperator.ALICE);
  }

  /** Asks for the destruction of a scope. */
  public void destroyScope(String scope) {
    store.scopeDestructions(ScopeDestructions.DEFAULT_DELAY).ask(scope, InProcessOperator.ALICE);
  }

  @Override
  public void close() {
    store.close();
  }
}
