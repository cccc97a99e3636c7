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
    SeedVault seeds = new SeedVault(database, keys.ring());
    AuditLog audit = new AuditLog(keys.audit());
    SecretReader reader =
        new SecretReader(
            database,
            keys.store(),
            seeds,
            new VersionHolds(database),
            new TamperLog(database, audit));
    VersionWriter versions = new VersionWriter(keys, seeds, retention, audit);
    SealingKeys sealingKeys = new SealingKeys(database, keys, audit);
    return new OpenStore(
        keys,
        seeds,
        reader,
        new SecretWriter(database, seeds, versions, reader),
        new SecretImporter(database, keys, seeds, versions),
        new SecretRemover(database, retention, audit),
        new SecretRevealer(database, reader, audit),
        new ScopeGrants(database, audit),
        new ProviderDefaultsTable(database, audit),
        audit,
        new OrientImporter(database, keys, seeds, versions),
        new CompromisedValues(database, audit),
        new RestoreAcknowledgement(database, audit),
        sealingKeys,
        new SealedImporter(database, keys, seeds, versions, sealingKeys),
        new SecretGenerator(database, seeds, versions));
  }

  @Override
  public void close() {
    seeds.close();
  }
}
