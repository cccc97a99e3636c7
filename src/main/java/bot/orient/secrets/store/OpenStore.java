package bot.orient.secrets.store;

/** A store whose keys are checked and whose schema is there: what each call is handed to. */
record OpenStore(
    StoreKeys keys,
    SeedVault seeds,
    SecretReader reader,
    SecretWriter writer,
    SecretImporter importer,
    SecretRevealer revealer,
    ScopeGrants grants,
    ProviderDefaultsTable providers,
    AuditLog audit)
    implements AutoCloseable {

  static OpenStore of(Database database, StoreKeys keys) {
    SeedVault seeds = new SeedVault(database, keys.ring());
    AuditLog audit = new AuditLog(keys.audit());
    SecretWriter writer = new SecretWriter(database, keys, seeds, audit);
    SecretReader reader = new SecretReader(database, keys.store(), seeds);
    return new OpenStore(
        keys,
        seeds,
        reader,
        writer,
        new SecretImporter(database, keys, seeds, writer),
        new SecretRevealer(database, reader, audit),
        new ScopeGrants(database, audit),
        new ProviderDefaultsTable(database, audit),
        audit);
  }

  @Override
  public void close() {
    seeds.close();
  }
}
