package bot.orient.secrets.store;

/** A store whose keys are checked and whose schema is there: what each call is handed to. */
record OpenStore(
    StoreKeys keys,
    SeedVault seeds,
    SecretReader reader,
    SecretWriter writer,
    SecretImporter importer,
    SecretRemover remover)
    implements AutoCloseable {

  static OpenStore of(Database database, StoreKeys keys, Retention retention) {
    SeedVault seeds = new SeedVault(database, keys.ring());
    SecretReader reader = new SecretReader(database, keys.store(), seeds);
    VersionWriter versions = new VersionWriter(keys, seeds, retention);
    return new OpenStore(
        keys,
        seeds,
        reader,
        new SecretWriter(database, seeds, versions, reader),
        new SecretImporter(database, keys, seeds, versions),
        new SecretRemover(database, retention));
  }

  @Override
  public void close() {
    seeds.close();
  }
}
