package bot.orient.secrets.store;

import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.crypto.KekUnavailableException;
import bot.orient.secrets.crypto.KeyEncryptionKeys;
import bot.orient.secrets.crypto.KeyRing;
import bot.orient.secrets.crypto.Seed;
import bot.orient.secrets.crypto.SigningKey;
import bot.orient.secrets.crypto.WrappedSeed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals the audit trail in a process of its own, as role {@code orient_sealer}: of the keys it can
 * read only the one that seals are signed with, and no value. So the operator's role needs no right
 * to add seals, and whoever takes over the operator's database user cannot seal what they did.
 */
public final class StandaloneSealer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StandaloneSealer.class);

  private final Database database;
  private final KekProvider kekProvider;
  private final AuditSealer sealer;

  /** Once they are known; only the sealer's thread asks. */
  private SealerKeys keys;

  private StandaloneSealer(
      StoreSettings settings, KekProvider kekProvider, AuditSettings auditSettings) {
    this.database = new Database(settings);
    this.kekProvider = kekProvider;
    this.sealer = AuditSealer.startAlone(auditSettings, database, this::keys);
  }

  /** Seals from now on until it is closed; does not wait for the database. */
  public static StandaloneSealer start(
      StoreSettings settings, KekProvider kekProvider, AuditSettings auditSettings) {
    return new StandaloneSealer(settings, kekProvider, auditSettings);
  }

  private SealerKeys keys() {
    if (keys == null) {
      try {
        KeyEncryptionKeys keks = kekProvider.load();
        keys = database.query("reading the key of the seals", c -> read(c, keks));
      } catch (KekUnavailableException e) {
        throw StoreKeyException.of(e);
      }
      LOG.info("sealing the audit trail of store {}", keys.store());
    }
    return keys;
  }

  /** The newest generation signs. */
  private static SealerKeys read(Connection connection, KeyEncryptionKeys keks)
      throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "select "
                    + DataKeyTable.COLUMNS
                    + ", store_uuid from orient_store.sealing_keys order by generation");
        ResultSet row = select.executeQuery()) {
      Map<UUID, SigningKey> signingKeys = new HashMap<>();
      UUID newest = null;
      UUID store = null;
      while (row.next()) {
        store = row.getObject(7, UUID.class);
        WrappedSeed wrapped = DataKeyTable.seed(row);
        try (Seed seed = new KeyRing(keks, store).unwrap(wrapped)) {
          newest = seed.label().id();
          signingKeys.put(newest, seed.signingKey(AuditKeys.SEAL_SIGNATURES));
        }
      }
      if (newest == null) {
        throw new StoreUnavailableException(
            "the store has no key for seals yet: start the operator once, which makes it; it is"
                + " tried again");
      }
      return new SealerKeys(
          store, new AuditKeys(null, Map.of(), newest, signingKeys), Optional.empty());
    }
  }

  @Override
  public void close() {
    sealer.close();
    database.close();
  }
}
