package bot.orient.secrets.store;

/** A store whose keys are checked and whose schema is there: what each call is handed to. */
record OpenStore(
    StoreKeys keys,
    SeedVault seeds,
    SecretReader reader,
    SecretWriter writer,
    SecretImporter importer,
    OrientImporter orientImporter)
    implements AutoCloseable {

  static OpenStore of(Database database, StoreKeys keys) {
    SeedVault seeds = new SeedVault(database, keys.ring());
    SecretWriter writer = new SecretWriter(database, keys, seeds);
    return new OpenStore(
        keys,
        seeds,
        new SecretReader(database, keys.store(), seeds),
        writer,
        new SecretImporter(database, keys, seeds, writer),
        new OrientImporter(database, keys, seeds, writer));
  }

  @Override
  public void close() {
    seeds.close();
  }
}
