package bot.orient.secrets.store;

import bot.orient.secrets.crypto.Fingerprinter;
import bot.orient.secrets.crypto.KekProvider;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The store in PostgreSQL 14 to 18, schema {@code orient_store}. It may be opened while the
 * database is away: schema and keys are seen to when it is there.
 */
public final class PostgresSecretStore implements SecretStore {

  private final StoreSettings settings;
  private final Database database;
  private final ChangeHint hint;
  private final StoreGate gate;
  private final ScopeGrants grants;
  private final ProviderDefaultsTable providers;

  private PostgresSecretStore(StoreSettings settings, KekProvider kekProvider) {
    this.settings = settings;
    this.database = new Database(settings);
    this.hint = new ChangeHint(database);
    StoreBootstrap bootstrap = new StoreBootstrap(settings, kekProvider);
    this.gate = new StoreGate(() -> OpenStore.of(database, bootstrap.run()));
    this.grants = new ScopeGrants(database);
    this.providers = new ProviderDefaultsTable(database);
  }

  /** Does not wait for the database. */
  public static PostgresSecretStore open(StoreSettings settings, KekProvider kekProvider) {
    return new PostgresSecretStore(settings, kekProvider);
  }

  /**
   * Tells of every change from now on, and of the database going and coming. Open it before reading
   * what the changes are to be applied to.
   */
  public ChangeFeed openFeed(FeedListener listener) {
    return ChangeFeed.start(settings, gate::pass, listener);
  }

  @Override
  public Map<String, SecretRead> read(String scope, Collection<String> keys) {
    return gate.pass().reader().read(scope, keys);
  }

  @Override
  public Map<String, SecretRead> readVersions(String scope, Map<String, Long> versions) {
    return gate.pass().reader().readVersions(scope, versions);
  }

  @Override
  public PutResult put(PutRequest request, Actor actor) {
    WriteRules.check(request);
    return hinted(gate.pass().writer().put(request, actor));
  }

  @Override
  public PutResult importValue(ImportRequest request, Actor actor) {
    WriteRules.check(request);
    return hinted(gate.pass().importer().importValue(request, actor));
  }

  @Override
  public boolean delete(String scope, String key, Actor actor) {
    return hinted(gate.pass().writer().delete(scope, key, actor));
  }

  @Override
  public List<SecretSummary> list(String scope) {
    gate.pass();
    return database.query("listing scope " + scope, scope, c -> SecretTable.list(c, scope));
  }

  @Override
  public boolean mayRead(String namespace, String scope) {
    if (scope.equals(namespace)) {
      return true;
    }
    gate.pass();
    return grants.isGranted(namespace, scope);
  }

  @Override
  public void grant(String scope, String namespace, Actor actor) {
    gate.pass();
    hinted(grants.grant(scope, namespace, actor));
  }

  @Override
  public void revoke(String scope, String namespace, Actor actor) {
    gate.pass();
    hinted(grants.revoke(scope, namespace, actor));
  }

  @Override
  public Map<String, ProviderChoice> providerDefaults(String scope, String name) {
    gate.pass();
    return providers.read(scope, name);
  }

  @Override
  public void putProviderDefaults(
      String scope, String name, Map<String, ProviderChoice> choices, Actor actor) {
    gate.pass();
    hinted(providers.write(scope, name, choices, actor));
  }

  @Override
  public List<AuditEntry> audit(String scope, int limit) {
    gate.pass();
    return database.query(
        "reading the audit of scope " + scope, scope, c -> AuditLog.newest(c, scope, limit));
  }

  @Override
  public Fingerprinter fingerprinter() {
    return gate.pass().keys().published();
  }

  @Override
  public void close() {
    hint.close();
    gate.close();
    database.close();
  }

  private PutResult hinted(PutResult result) {
    hinted(result instanceof PutResult.Written);
    return result;
  }

  private boolean hinted(boolean changed) {
    if (changed) {
      hint.send();
    }
    return changed;
  }
}
