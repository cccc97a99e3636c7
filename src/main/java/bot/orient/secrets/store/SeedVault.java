package bot.orient.secrets.store;

import bot.orient.secrets.crypto.KekUnavailableException;
import bot.orient.secrets.crypto.KeyId;
import bot.orient.secrets.crypto.KeyRing;
import bot.orient.secrets.crypto.Seed;
import bot.orient.secrets.crypto.SeedLabel;
import bot.orient.secrets.crypto.SeedLabel.Purpose;
import bot.orient.secrets.crypto.WrappedSeed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The scopes' seeds, unwrapped once and kept in memory. */
final class SeedVault implements AutoCloseable {

  private final Database database;
  private final KeyRing ring;
  private final Map<String, ScopeSeeds> scopes = new ConcurrentHashMap<>();

  SeedVault(Database database, KeyRing ring) {
    this.database = database;
    this.ring = ring;
  }

  /**
   * The seed that new values of a scope are sealed with; made when the scope has none. It is
   * committed before it is used: a value sealed with a seed that was rolled back would be lost.
   */
  Seed forWriting(String scope) {
    ScopeSeeds seeds = known(scope);
    if (seeds.isEmpty()) {
      database.transaction(
          "making the key of scope " + scope,
          scope,
          connection -> {
            try (Seed seed = Seed.random(SeedLabel.first(Purpose.SCOPE, scope))) {
              DataKeyTable.insert(connection, ring.wrap(seed));
            }
            return null;
          });
      seeds = load(scope);
    }
    return seeds.newest();
  }

  /**
   * Makes sure that a seed is in the database that a value sealed with it goes to. A failover to a
   * standby that lagged may have lost it, and the value would be lost with this process.
   */
  void keep(Connection connection, String scope, Seed seed) throws SQLException {
    if (DataKeyTable.exists(connection, seed.label().id())) {
      return;
    }
    DataKeyTable.insert(connection, ring.wrap(seed));
    if (!DataKeyTable.exists(connection, seed.label().id())) {
      forget(scope);
      throw new StoreUnavailableException(
          "the database lost the key of scope "
              + scope
              + " in a failover and has another one since: nothing was written; it is tried again");
    }
  }

  /** The seeds stay open: another thread may be using them. */
  private synchronized void forget(String scope) {
    scopes.remove(scope);
  }

  /** What was unwrapped before; asks the database only for a scope that is new to this vault. */
  ScopeSeeds known(String scope) {
    ScopeSeeds seeds = scopes.get(scope);
    return seeds == null ? load(scope) : seeds;
  }

  /** Looks in the database again when a seed is not known: another replica may have made it. */
  Optional<Seed> find(String scope, KeyId id) {
    Optional<Seed> seed = known(scope).find(id);
    return seed.isPresent() ? seed : load(scope).find(id);
  }

  /** Why {@link #find} found nothing, for a person. */
  String whyUnusable(String scope, KeyId id) {
    return known(scope)
        .broken()
        .getOrDefault(
            id,
            "its data key "
                + id
                + " is not in the store: restore table orient_store.data_keys from a backup, or"
                + " write the value again");
  }

  /** Seeds in use elsewhere are not wiped: the one kept first stays the one used. */
  private synchronized ScopeSeeds load(String scope) {
    List<WrappedSeed> wrapped =
        database.query(
            "reading the keys of scope " + scope,
            scope,
            connection -> DataKeyTable.find(connection, Purpose.SCOPE, scope));
    ScopeSeeds before = scopes.getOrDefault(scope, ScopeSeeds.NONE);
    Map<KeyId, Seed> usable = new HashMap<>();
    Map<KeyId, String> broken = new HashMap<>();
    KeyId newest = null;
    for (WrappedSeed seed : wrapped) {
      KeyId id = KeyId.of(seed.label().id());
      newest = id;
      try {
        usable.put(id, before.find(id).orElseGet(() -> ring.unwrap(seed)));
      } catch (KekUnavailableException e) {
        broken.put(id, e.getMessage());
      }
    }
    ScopeSeeds seeds = new ScopeSeeds(newest, usable, broken);
    if (!seeds.isEmpty()) {
      scopes.put(scope, seeds);
    }
    return seeds;
  }

  @Override
  public synchronized void close() {
    scopes.values().forEach(seeds -> seeds.usable().values().forEach(Seed::close));
    scopes.clear();
  }

  /**
   * The seeds of one scope.
   *
   * @param newestId null when the scope has none
   * @param broken why a seed cannot be unwrapped
   */
  record ScopeSeeds(KeyId newestId, Map<KeyId, Seed> usable, Map<KeyId, String> broken) {

    private static final ScopeSeeds NONE = new ScopeSeeds(null, Map.of(), Map.of());

    boolean isEmpty() {
      return newestId == null;
    }

    Optional<Seed> find(KeyId id) {
      return Optional.ofNullable(usable.get(id));
    }

    Seed newest() {
      return find(newestId).orElseThrow(() -> new StoreKeyException(broken.get(newestId)));
    }
  }
}
