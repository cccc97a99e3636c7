package bot.orient.secrets.store;

import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.crypto.KekUnavailableException;
import bot.orient.secrets.crypto.KeyEncryptionKeys;
import bot.orient.secrets.crypto.KeyRing;
import bot.orient.secrets.crypto.Seed;
import bot.orient.secrets.crypto.SeedLabel;
import bot.orient.secrets.crypto.SeedLabel.Purpose;
import bot.orient.secrets.crypto.WrappedSeed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * First contact with a database: checks the keys, migrates the schema, makes a new store's keys.
 * One operator at a time does it; the others wait.
 */
final class StoreBootstrap {

  private static final Logger LOG = LoggerFactory.getLogger(StoreBootstrap.class);

  /** "orient" in ASCII, as a number; the lock is seen by nobody else. */
  private static final long LOCK = 0x6f7269656e74L;

  private static final int LOCK_ATTEMPTS = 200;
  private static final long LOCK_PAUSE_MILLIS = 100;

  private final StoreSettings settings;
  private final KekProvider kekProvider;

  StoreBootstrap(StoreSettings settings, KekProvider kekProvider) {
    this.settings = settings;
    this.kekProvider = kekProvider;
  }

  StoreKeys run() {
    try (Connection connection = DriverDefaults.connect(settings, "setup")) {
      // Freed with the connection, whatever happens.
      lock(connection);
      KeyEncryptionKeys keks = kekProvider.load();
      // Wrong keys are found before the schema is touched.
      Optional<UUID> known = tablesExist(connection) ? storeUuid(connection) : Optional.empty();
      if (known.isPresent()) {
        KekRegistry.verify(connection, new KeyRing(keks, known.get()));
      }
      new SchemaMigration(settings).run();
      StoreKeys keys = Database.inTransaction(connection, c -> keys(c, keks));
      LOG.info(
          "store {} is open; keys {} from {}, which names '{}'",
          keys.store(),
          keys.ring().loadedKekIds(),
          kekProvider.description(),
          keys.ring().activeKekId());
      return keys;
    } catch (SQLException e) {
      throw SqlErrors.translate("opening the store", e);
    } catch (KekUnavailableException e) {
      throw StoreKeyException.of(e);
    }
  }

  private StoreKeys keys(Connection connection, KeyEncryptionKeys keks) throws SQLException {
    Optional<UUID> known = storeUuid(connection);
    UUID store = known.isPresent() ? known.get() : create(connection, keks);
    KeyRing ring = new KeyRing(keks, store);
    KekRegistry.ensureActive(connection, ring);
    List<WrappedSeed> seeds =
        DataKeyTable.find(connection, Purpose.FINGERPRINT, DataKeyTable.WHOLE_STORE);
    if (seeds.size() != 1) {
      throw new StoreKeyException(
          "the store has lost its fingerprint key (a row of orient_store.data_keys): restore that"
              + " table from a backup");
    }
    try (Seed seed = ring.unwrap(seeds.get(0))) {
      return StoreKeys.of(store, ring, seed, AuditKeys.open(connection, ring));
    }
  }

  private UUID create(Connection connection, KeyEncryptionKeys keks) throws SQLException {
    if (hasRows(connection)) {
      throw new StoreKeyException(
          "the store has secrets and no identity (orient_store.store_meta is empty): no new keys"
              + " are made over them; restore that table from a backup");
    }
    UUID store = UUID.randomUUID();
    KeyRing ring = new KeyRing(keks, store);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into orient_store.store_meta (store_uuid) values (?)")) {
      insert.setObject(1, store);
      insert.executeUpdate();
    }
    KekRegistry.ensureActive(connection, ring);
    try (Seed seed = Seed.random(SeedLabel.first(Purpose.FINGERPRINT, DataKeyTable.WHOLE_STORE))) {
      DataKeyTable.insert(connection, ring.wrap(seed, KekRegistry.lockActive(connection)));
    }
    LOG.info("making the keys of the new store {}; back up key '{}'", store, ring.activeKekId());
    return store;
  }

  private static void lock(Connection connection) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_try_advisory_lock(" + LOCK + ")")) {
      for (int attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
        try (ResultSet row = lock.executeQuery()) {
          row.next();
          if (row.getBoolean(1)) {
            return;
          }
        }
        Thread.sleep(LOCK_PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new StoreUnavailableException(
        "another operator is setting the store up; it is tried again");
  }

  private static boolean tablesExist(Connection connection) throws SQLException {
    return isTrue(
        connection,
        """
        select to_regclass('orient_store.store_meta') is not null
           and to_regclass('orient_store.data_keys') is not null
           and to_regclass('orient_store.kek_registry') is not null
        """);
  }

  private static boolean hasRows(Connection connection) throws SQLException {
    return isTrue(
        connection,
        """
        select exists (select 1 from orient_store.data_keys)
            or exists (select 1 from orient_store.secrets)
        """);
  }

  private static boolean isTrue(Connection connection, String sql) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static Optional<UUID> storeUuid(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("select store_uuid from orient_store.store_meta");
        ResultSet row = select.executeQuery()) {
      return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
    }
  }
}
