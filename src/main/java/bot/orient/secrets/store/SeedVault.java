package bot.orient.secrets.store;

import bot.orient.secrets.crypto.KekUnavailableException;
import bot.orient.secrets.crypto.KeyId;
import bot.orient.secrets.crypto.KeyRing;
import bot.orient.secrets.crypto.Seed;
import bot.orient.secrets.crypto.SeedLabel;
import bot.orient.secrets.crypto.SeedLabel.Purpose;
import bot.orient.secrets.crypto.WrappedSeed;
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
    try {
      ring.requireWritable();
      ScopeSeeds seeds = known(scope);
      if (seeds.isEmpty()) {
        make(scope);
      }
      return seeds.hasUsableNewest() ? seeds.newest() : load(scope).newest();
    } catch (KekUnavailableException e) {
      throw StoreKeyException.of(e);
    }
  }

  /** Wrapped before a connection is taken: a plugin may take its time. */
  private void make(String scope) {
    try (Seed seed = Seed.random(SeedLabel.first(Purpose.SCOPE, scope))) {
      WrappedSeed wrapped = ring.wrap(seed);
      database.transaction(
          "making the key of scope " + scope,
          connection -> {
            KekRegistry.register(connection, ring, wrapped.kekId());
            DataKeyTable.insert(connection, wrapped);
            return null;
          });
    }
  }

  /** What was unwrapped before; asks the database only for a scope that is new to this vault. */
  ScopeSeeds known(String scope) {
    ScopeSeeds seeds = scopes.get(scope);
    return seeds == null ? load(scope) : seeds;
  }

  /**
   * Looks in the database again when a seed is not known: another replica may have made it.
   *
   * @throws KeyServiceAwayException when it must be unwrapped by a service that does not answer
   */
  Optional<Seed> find(String scope, KeyId id) {
    Optional<Seed> seed = known(scope).find(id);
    if (seed.isPresent()) {
      return seed;
    }
    ScopeSeeds seeds = load(scope);
    if (seeds.failure(id) instanceof KeyServiceAwayException away) {
      throw away;
    }
    return seeds.find(id);
  }

  /** Why {@link #find} found nothing, for a person. */
  String whyUnusable(String scope, KeyId id) {
    StoreException failure = known(scope).failure(id);
    return failure == null
        ? "its data key "
            + id
            + " is not in the store: restore table orient_store.data_keys from a backup, or"
            + " write the value again"
        : failure.getMessage();
  }

  /** Seeds in use elsewhere are not wiped: the one kept first stays the one used. */
  private synchronized ScopeSeeds load(String scope) {
    List<WrappedSeed> wrapped =
        database.query(
            "reading the keys of scope " + scope,
            connection -> DataKeyTable.find(connection, Purpose.SCOPE, scope));
    ScopeSeeds before = scopes.getOrDefault(scope, ScopeSeeds.NONE);
    Map<KeyId, Seed> usable = new HashMap<>();
    Map<KeyId, KekUnavailableException> broken = new HashMap<>();
    KeyId newest = null;
    for (WrappedSeed seed : wrapped) {
      KeyId id = KeyId.of(seed.label().id());
      newest = id;
      try {
        usable.put(id, before.find(id).orElseGet(() -> ring.unwrap(seed)));
      } catch (KekUnavailableException e) {
        broken.put(id, e);
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
  record ScopeSeeds(
      KeyId newestId, Map<KeyId, Seed> usable, Map<KeyId, KekUnavailableException> broken) {

    private static final ScopeSeeds NONE = new ScopeSeeds(null, Map.of(), Map.of());

    boolean isEmpty() {
      return newestId == null;
    }

    Optional<Seed> find(KeyId id) {
      return Optional.ofNullable(usable.get(id));
    }

    boolean hasUsableNewest() {
      return !isEmpty() && usable.containsKey(newestId);
    }

    Seed newest() {
      return find(newestId).orElseThrow(() -> failure(newestId));
    }

    /** Why this seed cannot be used, for the caller to throw; null when nothing is known of it. */
    StoreException failure(KeyId id) {
      KekUnavailableException failure = broken.get(id);
      return failure == null ? null : StoreKeyException.of(failure);
    }
  }
}
