package bot.orient.secrets.store;

/** A store whose keys are checked and whose schema is there: what each call is handed to. */
record OpenStore(
    StoreKeys keys,
    SeedVault seeds,
    SecretReader reader,
    SecretWriter writer,
    SecretImporter importer,
    SecretRemover remover,
    SecretRevealer revealer,
    ScopeGrants grants,
    ProviderDefaultsTable providers,
    AuditLog audit,
    OrientImporter orientImporter,
    CompromisedValues compromised,
    RestoreAcknowledgement restores,
    SealingKeys sealingKeys,
    SealedImporter sealedImporter,
    SecretGenerator generator)
    implements AutoCloseable {

  static OpenStore of(Database database, StoreKeys keys, Retention retention) {
    return of(database, keys, new SeedVault(database, keys.ring()), retention);
  }

  /** The same keys, used through another view of the database. */
  OpenStore through(Database view, Retention retention) {
    return of(view, keys, seeds, retention);
  }

  private static OpenStore of(
      Database database, StoreKeys keys, SeedVault seeds, Retention retention) {
    AuditLog audit = new AuditLog(keys.audit());
    SecretReader reader =
        new SecretReader(
            database,
            keys.store(),
            seeds,
            new VersionHolds(database),
            new TamperLog(database, audit));
    VersionWriter versions = new VersionWriter(keys, seeds, retention, audit);
    SealedWrites writes = new SealedWrites(database, seeds);
    SealingKeys sealingKeys = new SealingKeys(database, keys, audit);
    return new OpenStore(
        keys,
        seeds,
        reader,
        new SecretWriter(writes, versions, reader),
        new SecretImporter(keys, writes, versions),
        new SecretRemover(database, retention, audit),
        new SecretRevealer(database, reader, audit),
        new ScopeGrants(database, audit),
        new ProviderDefaultsTable(database, audit),
        audit,
        new OrientImporter(database, keys, writes, versions),
        new CompromisedValues(database, audit),
        new RestoreAcknowledgement(database, audit),
        sealingKeys,
        new SealedImporter(database, keys, writes, versions, sealingKeys),
        new SecretGenerator(database, writes, versions));
  }

  @Override
  public void close() {
    seeds.close();
  }
}
