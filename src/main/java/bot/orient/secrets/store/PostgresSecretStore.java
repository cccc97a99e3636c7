package bot.orient.secrets.store;

import bot.orient.secrets.crypto.Fingerprinter;
import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.crypto.SealingPublicKey;
import bot.orient.secrets.crypto.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The store in PostgreSQL 14 to 18, schema {@code orient_store}. It may be opened while the
 * database is away: schema and keys are seen to when it is there.
 */
public final class PostgresSecretStore implements SecretStore {

  private static final Actor WINDOW_OVER =
      new Actor("orient-secrets-operator", Actor.Kind.OPERATOR, "the undelete window is over");

  private final StoreSettings settings;
  private final KekProvider kekProvider;
  private final Retention retention;
  private final Database database;
  private final ChangeHint hint;
  private final StoreGate gate;
  private final AtomicReference<String> trailProblem;

  private PostgresSecretStore(
      StoreSettings settings, KekProvider kekProvider, Retention retention) {
    this.settings = settings;
    this.kekProvider = kekProvider;
    this.retention = retention;
    this.database = new Database(settings);
    this.hint = new ChangeHint(database);
    this.trailProblem = new AtomicReference<>();
    StoreBootstrap bootstrap = new StoreBootstrap(settings, kekProvider);
    this.gate = new StoreGate(() -> OpenStore.of(database, bootstrap.run(), retention));
  }

  private PostgresSecretStore(PostgresSecretStore whole, Runnable guard) {
    this.settings = whole.settings;
    this.kekProvider = whole.kekProvider;
    this.retention = whole.retention;
    this.database = whole.database.guardedBy(guard);
    this.hint = whole.hint;
    this.gate = new StoreGate(() -> whole.gate.pass().through(database, retention));
    this.trailProblem = whole.trailProblem;
  }

  /** As {@link #open(StoreSettings, KekProvider, Retention)}, with the default retention. */
  public static PostgresSecretStore open(StoreSettings settings, KekProvider kekProvider) {
    return open(settings, kekProvider, Retention.DEFAULT);
  }

  /** Does not wait for the database. */
  public static PostgresSecretStore open(
      StoreSettings settings, KekProvider kekProvider, Retention retention) {
    return new PostgresSecretStore(settings, kekProvider, retention);
  }

  /**
   * The same store, for one who may write only while a guard lets him. It shares everything with
   * this one, which is the one to close.
   *
   * <p>The guard is asked inside of each transaction, when the rows it changes are locked: who
   * writes the same secret next, from whatever process, comes after this write, however long it
   * takes to commit.
   *
   * @param guard throws to have the write rolled back
   */
  public SecretStore guardedBy(Runnable guard) {
    return new PostgresSecretStore(this, guard);
  }

  /**
   * Destroys what is past its undelete window, now and again after each pause. Any number of
   * replicas may do so.
   */
  public Housekeeping openHousekeeping(Duration pause) {
    return Housekeeping.start(this, pause);
  }

  /**
   * Tells of every change from now on, and of the database going and coming. Open it before reading
   * what the changes are to be applied to.
   */
  public ChangeFeed openFeed(FeedListener listener) {
    return ChangeFeed.start(
        settings,
        () -> {
          gate.pass();
          // It takes the pool seconds to see that the database is back: who is told of it before
          // would find it away again.
          database.awaitConnection("following changes");
        },
        listener);
  }

  /**
   * Takes part in the lasting work on keys: follows the key source, rotates and re-encrypts. For
   * programs that run on; close it before the store.
   */
  public KeyMaintenance openKeyMaintenance(KeySettings keySettings) {
    ClockWatch clocks = ClockWatch.ofThisMachine(database);
    return KeyMaintenance.start(database, gate::pass, kekProvider, keySettings, clocks);
  }

  /** Rotation of keys by call, and how far it is. */
  public KeyRotation keyRotation() {
    return new KeyRotation(database, gate::pass);
  }

  /**
   * Destruction of whole scopes.
   *
   * @param delay between asking and destruction, {@link ScopeDestructions#SHORTEST_DELAY} to {@link
   *     ScopeDestructions#LONGEST_DELAY}
   */
  public ScopeDestructions scopeDestructions(Duration delay) {
    return new ScopeDestructions(database, gate::pass, delay);
  }

  /** Seals the audit trail from now on, until it is closed, which must be before the store is. */
  public AuditSealer openSealer(AuditSettings audit) {
    return AuditSealer.start(
        audit, database, gate::pass, problem -> trailProblem.compareAndSet(null, problem));
  }

  /** How long the keys in use have been so. */
  public KeyAges keyAges() {
    gate.pass();
    return database.query("reading the ages of keys", KeyAges::read);
  }

  /**
   * Has the connection pool measured; call it once.
   *
   * @param registry a {@code MeterRegistry} of Micrometer
   */
  public void measurePool(Object registry) {
    database.measure(registry);
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
  public SealedImportResult importSealed(SealedImportRequest request, Actor actor) {
    SealedImportResult result = gate.pass().sealedImporter().importSealed(request, actor);
    hinted(result instanceof SealedImportResult.Taken taken && taken.written());
    return result;
  }

  @Override
  public Map<String, Superseded> superseded(
      String scope, Collection<String> sealed, Map<String, ImportRequest.Source> imported) {
    gate.pass();
    return database.query(
        "looking for newer values in scope " + scope,
        scope,
        c -> SupersededValues.find(c, scope, sealed, imported));
  }

  @Override
  public GenerateResult generate(
      GenerateRequest request, Supplier<Optional<SecretBytes>> maker, Actor actor) {
    GenerateResult result = gate.pass().generator().generate(request, maker, actor);
    hinted(result instanceof GenerateResult.Generated);
    return result;
  }

  @Override
  public SealingPublicKey sealingKey() {
    return gate.pass().sealingKeys().current();
  }

  @Override
  public PutResult rollback(RollbackRequest request, Actor actor) {
    return hinted(gate.pass().writer().rollback(request, actor));
  }

  @Override
  public Optional<SecretHistory> history(String scope, String key) {
    gate.pass();
    return database.query(
        "reading the history of " + scope + "/" + key, scope, c -> HistoryTable.of(c, scope, key));
  }

  @Override
  public SecretRead reveal(String scope, String key, Actor actor) {
    return gate.pass().revealer().reveal(scope, key, actor);
  }

  @Override
  public OrientImportResult importFromOrient(
      OrientImportRequest request, OrientImportPolicy policy, Actor actor) {
    WriteRules.check(request);
    OrientImportResult result = gate.pass().orientImporter().importValue(request, policy, actor);
    hinted(result instanceof OrientImportResult.Written && !policy.dryRun());
    return result;
  }

  @Override
  public int keepOrientHistory(String scope, String source, List<OrientAuditRow> rows) {
    WriteRules.scope(scope);
    gate.pass();
    return database.transaction(
        "keeping the history of " + source, scope, c -> OrientHistory.add(c, scope, source, rows));
  }

  @Override
  public List<OrientAuditRow> orientHistory(String scope, String key, int limit) {
    gate.pass();
    return database.query(
        "reading the history of " + scope + "/" + key,
        scope,
        c -> OrientHistory.of(c, scope, key, limit));
  }

  @Override
  public OptionalLong markCompromised(String scope, String key, String reason, Actor actor) {
    OptionalLong version = gate.pass().compromised().mark(scope, key, reason, actor);
    hinted(version.isPresent());
    return version;
  }

  @Override
  public Map<String, Compromise> compromised(String scope, Map<String, Long> versions) {
    return gate.pass().compromised().find(scope, versions);
  }

  @Override
  public boolean delete(String scope, String key, Actor actor) {
    return hinted(gate.pass().remover().delete(scope, key, actor));
  }

  @Override
  public UndeleteResult undelete(String scope, String key, Actor actor) {
    UndeleteResult result = gate.pass().remover().undelete(scope, key, actor);
    hinted(result instanceof UndeleteResult.Restored);
    return result;
  }

  @Override
  public DestroyResult destroy(String scope, String key, Actor actor) {
    return gate.pass().remover().destroy(scope, key, actor);
  }

  @Override
  public DestroyResult destroyVersion(String scope, String key, long version, Actor actor) {
    DestroyResult result = gate.pass().remover().destroyVersion(scope, key, version, actor);
    hinted(result instanceof DestroyResult.Destroyed destroyed && destroyed.versions() > 0);
    return result;
  }

  @Override
  public int destroyExpired() {
    SecretRemover remover = gate.pass().remover();
    int versions = 0;
    for (Optional<Integer> some = remover.destroyExpired(WINDOW_OVER);
        some.isPresent();
        some = remover.destroyExpired(WINDOW_OVER)) {
      versions += some.get();
    }
    return versions;
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
    return gate.pass().grants().isGranted(namespace, scope);
  }

  @Override
  public boolean grant(String scope, String namespace, Actor actor) {
    return hinted(gate.pass().grants().grant(scope, namespace, actor));
  }

  @Override
  public boolean revoke(String scope, String namespace, Actor actor) {
    return hinted(gate.pass().grants().revoke(scope, namespace, actor));
  }

  @Override
  public Optional<Instant> revokedAt(String scope, String namespace) {
    return gate.pass().grants().revokedAt(scope, namespace);
  }

  @Override
  public List<String> grants(String scope) {
    return gate.pass().grants().namespaces(scope);
  }

  @Override
  public Map<String, ProviderChoice> providerDefaults(String scope, String name) {
    return gate.pass().providers().read(scope, name);
  }

  @Override
  public void putProviderDefaults(
      String scope, String name, Map<String, ProviderChoice> choices, Actor actor) {
    putProviderDefaults(scope, name, choices, before -> true, actor);
  }

  @Override
  public boolean putProviderDefaults(
      String scope,
      String name,
      Map<String, ProviderChoice> choices,
      Predicate<Map<String, ProviderChoice>> expected,
      Actor actor) {
    ProviderDefaultsTable.Write write =
        gate.pass().providers().write(scope, name, choices, expected, actor);
    hinted(write == ProviderDefaultsTable.Write.MADE);
    return write != ProviderDefaultsTable.Write.UNEXPECTED;
  }

  @Override
  public List<AuditEntry> audit(String scope, int limit) {
    gate.pass();
    return database.query(
        "reading the audit of scope " + scope, scope, c -> AuditLog.newest(c, scope, limit));
  }

  @Override
  public List<AuditEntry> audit(AuditQuery query) {
    WriteRules.check(query);
    gate.pass();
    return query.scope().isPresent()
        ? database.query(
            "searching the audit trail", query.scope().get(), c -> AuditSearch.find(c, query))
        : database.query("searching the audit trail", c -> AuditSearch.find(c, query));
  }

  @Override
  public UUID id() {
    return gate.pass().keys().store();
  }

  @Override
  public boolean holds(Anchor anchor) {
    UUID store = gate.pass().keys().store();
    return database.query(
        "looking for seal " + anchor.sealNumber(), c -> SealTable.has(c, store, anchor));
  }

  @Override
  public void acknowledgeRestore(
      String scope, String key, long lostVersion, long presentVersion, Actor actor) {
    gate.pass().restores().ofKey(scope, key, lostVersion, presentVersion, actor);
  }

  @Override
  public void acknowledgeStoreRestore(Optional<Anchor> lost, Actor actor) {
    gate.pass().restores().ofStore(lost, actor);
  }

  @Override
  public SealingStatus sealing() {
    UUID store = gate.pass().keys().store();
    return database
        .query("reading how far the audit trail is sealed", c -> SealingStatusQuery.read(c, store))
        .withFirstProblem(Optional.ofNullable(trailProblem.get()));
  }

  @Override
  public VerificationReport verify(AnchorSource anchors) {
    OpenStore store = gate.pass();
    return new StoreVerifier(settings, store.keys(), store.seeds()).verify(anchors);
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
