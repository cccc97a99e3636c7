package bot.orient.secrets.store;

import bot.orient.secrets.crypto.KekUnavailableException;
import bot.orient.secrets.crypto.SealingKeyPair;
import bot.orient.secrets.crypto.SealingPublicKey;
import bot.orient.secrets.crypto.Seed;
import bot.orient.secrets.crypto.SeedLabel;
import bot.orient.secrets.crypto.SeedLabel.Purpose;
import bot.orient.secrets.crypto.WrappedSeed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that values are sealed to in Git. The newest is given out; earlier ones open what was
 * sealed to them, for ever.
 */
final class SealingKeys {

  /** What audit rows of these keys are about; their versions are generations. */
  static final String AUDIT_KEY = "sealing-key";

  private static final Logger LOG = LoggerFactory.getLogger(SealingKeys.class);

  /** "oriseal" in ASCII, as a number. */
  private static final long LOCK = 0x6f72697365616cL;

  private final Database database;
  private final StoreKeys keys;
  private final AuditLog audit;

  /** Unwrapped once: a seed never changes. */
  private final Map<UUID, SealingKeyPair> pairs = new ConcurrentHashMap<>();

  SealingKeys(Database database, StoreKeys keys, AuditLog audit) {
    this.database = database;
    this.keys = keys;
    this.audit = audit;
  }

  /** The key to seal to now; made when the store has none. */
  SealingPublicKey current() {
    Optional<WrappedSeed> newest = newest(read());
    if (newest.isEmpty()) {
      database.transaction(
          "making the key for sealed values",
          connection -> {
            lock(connection);
            insertFirst(connection);
            return null;
          });
      newest = newest(read());
    }
    return pair(newest.orElseThrow()).publicKey(keys.store());
  }

  /**
   * A key by the id that a sealed text names; nothing when this store never had it.
   *
   * @throws StoreKeyException when it cannot be unwrapped
   * @throws KeyServiceAwayException when it must be unwrapped by a service that does not answer
   */
  Optional<SealingKeyPair> find(UUID id) {
    SealingKeyPair known = pairs.get(id);
    return known != null
        ? Optional.of(known)
        : read().stream().filter(seed -> seed.label().id().equals(id)).findFirst().map(this::pair);
  }

  /** Makes the key when there is none, and another one when it is older than that. */
  void renew(Duration maxAge, Actor actor) {
    boolean due = database.query("looking at the key for sealed values", c -> isDue(c, maxAge));
    if (due) {
      database.transaction(
          "renewing the key for sealed values",
          connection -> {
            lock(connection);
            // Looked at again: another replica may have been first.
            if (isDue(connection, maxAge)) {
              replace(connection, actor);
            }
            return null;
          });
    }
  }

  private void replace(Connection connection, Actor actor) throws SQLException {
    Optional<WrappedSeed> before = newest(read(connection));
    if (before.isEmpty()) {
      insertFirst(connection);
      return;
    }
    SeedLabel old = before.get().label();
    DataKeyTable.retire(connection, old.id());
    int next = insertNext(connection);
    audit.add(
        connection,
        DataKeyTable.WHOLE_STORE,
        actor,
        AuditLog.Event.of(AuditLog.KEY_ROTATE, AUDIT_KEY)
            .versions((long) old.generation(), (long) next));
    LOG.info(
        "the key for sealed values is renewed, generation {}; what was sealed to earlier ones still"
            + " opens",
        next);
  }

  private void insertFirst(Connection connection) throws SQLException {
    if (read(connection).isEmpty()) {
      insertNext(connection);
    }
  }

  private int insertNext(Connection connection) throws SQLException {
    int generation =
        DataKeyTable.nextGeneration(connection, Purpose.RECIPIENT, DataKeyTable.WHOLE_STORE);
    SeedLabel label =
        new SeedLabel(UUID.randomUUID(), Purpose.RECIPIENT, DataKeyTable.WHOLE_STORE, generation);
    try (Seed seed = Seed.random(label)) {
      keys.ring().requireWritable();
      DataKeyTable.insert(connection, keys.ring().wrap(seed, KekRegistry.lockActive(connection)));
    } catch (KekUnavailableException e) {
      throw StoreKeyException.of(e);
    }
    return generation;
  }

  /** The key registry first, as everybody who wraps does. */
  private static void lock(Connection connection) throws SQLException {
    KekRegistry.lockActive(connection);
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_advisory_xact_lock(" + LOCK + ")")) {
      lock.execute();
    }
  }

  private static boolean isDue(Connection connection, Duration maxAge) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select not exists (
              select 1 from orient_store.data_keys
              where purpose = 'RECIPIENT' and state = 'active'
                and created_at >= clock_timestamp() - make_interval(secs => ?))
            """)) {
      select.setDouble(1, maxAge.toSeconds());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private List<WrappedSeed> read() {
    return database.query("reading the keys for sealed values", SealingKeys::read);
  }

  /** Oldest first. */
  private static List<WrappedSeed> read(Connection connection) throws SQLException {
    return DataKeyTable.find(connection, Purpose.RECIPIENT, DataKeyTable.WHOLE_STORE);
  }

  private static Optional<WrappedSeed> newest(List<WrappedSeed> seeds) {
    return seeds.isEmpty() ? Optional.empty() : Optional.of(seeds.get(seeds.size() - 1));
  }

  private SealingKeyPair pair(WrappedSeed wrapped) {
    return pairs.computeIfAbsent(
        wrapped.label().id(),
        missing -> {
          try (Seed seed = keys.ring().unwrap(wrapped)) {
            return seed.sealingKeyPair();
          } catch (KekUnavailableException e) {
            throw StoreKeyException.of(e);
          }
        });
  }
}
