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
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The scopes' seeds, unwrapped once and kept in memory until the store is closed. What it knows may
 * be older than the database: a seed that is not known is looked for again, and a write makes sure
 * of its seed by {@link #confirm}.
 */
final class SeedVault implements AutoCloseable {

  private static final int ATTEMPTS = 3;

  /** Far longer than whatever takes a seed from here is at it. */
  private static final long LONGEST_USE_NANOS = Duration.ofMinutes(1).toNanos();

  /** A seed that nobody is given any more, to be wiped. */
  private record Forgotten(Seed seed, long atNanos) {}

  private final Database database;
  private final KeyRing ring;
  private final Map<String, ScopeSeeds> scopes = new ConcurrentHashMap<>();
  private final Queue<Forgotten> forgotten = new ConcurrentLinkedQueue<>();

  SeedVault(Database database, KeyRing ring) {
    this.database = database;
    this.ring = ring;
  }

  /**
   * Does some work with the seed that new values of a scope are sealed with, again when that one
   * was rotated meanwhile.
   *
   * @param work a transaction that throws {@link StaleSeedException} when {@link #confirm} does
   */
  <T> T sealing(String scope, Function<Seed, T> work) {
    for (int attempt = 1; ; attempt++) {
      Seed seed = forWriting(scope);
      try {
        return work.apply(seed);
      } catch (StaleSeedException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        // The scope may have been destroyed; a seed that was lost by accident is kept for confirm.
        forgetDestroyed();
        load(scope);
      }
    }
  }

  /**
   * Makes sure, in the transaction of a write, that values may be sealed with a seed and that it is
   * in the database that they go to.
   *
   * @throws StaleSeedException when it was rotated; nothing must be written with it
   */
  void confirm(Connection connection, Seed seed) throws SQLException {
    UUID id = seed.label().id();
    if (DataKeyTable.lockForSealing(connection, id)) {
      return;
    }
    if (DataKeyTable.exists(connection, id) || !restore(connection, seed)) {
      throw new StaleSeedException(seed.label().scope());
    }
  }

  /**
   * Puts a seed back that is in memory only: a failover to a standby that lagged lost it, and what
   * is sealed with it would be lost with this process.
   *
   * @return false when the scope has another one since
   */
  private boolean restore(Connection connection, Seed seed) throws SQLException {
    try {
      DataKeyTable.insert(connection, ring.wrap(seed, KekRegistry.lockActive(connection)));
    } catch (KekUnavailableException e) {
      throw StoreKeyException.of(e);
    }
    return DataKeyTable.lockForSealing(connection, seed.label().id());
  }

  /**
   * The seed that new values of a scope are sealed with; made when the scope has none. It is
   * committed before it is used: a value sealed with a seed that was rolled back would be lost.
   */
  Seed forWriting(String scope) {
    try {
      ring.requireWritable();
      return active(scope).sealing();
    } catch (KekUnavailableException e) {
      throw StoreKeyException.of(e);
    }
  }

  private ScopeSeeds active(String scope) {
    ScopeSeeds seeds = known(scope);
    if (seeds.active().isEmpty()) {
      seeds = load(scope);
    }
    if (seeds.activeId() == null) {
      database.transaction(
          "making the key of scope " + scope,
          scope,
          connection -> {
            insertNext(connection, scope);
            return null;
          });
      seeds = load(scope);
    }
    return seeds;
  }

  /** Makes the next generation and the active one, unless there is an active one; commit first. */
  void insertNext(Connection connection, String scope) throws SQLException {
    String kekId = KekRegistry.lockActive(connection);
    int generation = DataKeyTable.nextGeneration(connection, Purpose.SCOPE, scope);
    SeedLabel label = new SeedLabel(UUID.randomUUID(), Purpose.SCOPE, scope, generation);
    try (Seed seed = Seed.random(label)) {
      DataKeyTable.insert(connection, ring.wrap(seed, kekId));
    } catch (KekUnavailableException e) {
      throw StoreKeyException.of(e);
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
    return load(scope).findOrAway(id);
  }

  /** The same inside a transaction, whose connection it uses. */
  Optional<Seed> find(Connection connection, String scope, KeyId id) throws SQLException {
    Optional<Seed> seed = scopes.getOrDefault(scope, ScopeSeeds.NONE).find(id);
    return seed.isPresent() ? seed : load(connection, scope).findOrAway(id);
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

  /**
   * Whether {@link #find} found nothing because the store has no such key, and not because it was
   * destroyed with its scope a moment ago.
   */
  boolean isGone(String scope, KeyId id) {
    return known(scope).failure(id) == null
        && !database.query(
            "looking for a key of scope " + scope,
            scope,
            c -> DataKeyTable.wentWithItsScope(c, id.uuid()));
  }

  /**
   * Lets go of seeds that were destroyed since they were loaded. They are wiped a while later: by
   * then nobody is at it any more.
   */
  void forgetDestroyed() {
    wipeForgotten();
    Set<UUID> known =
        scopes.values().stream()
            .flatMap(seeds -> seeds.usable().values().stream())
            .map(seed -> seed.label().id())
            .collect(Collectors.toSet());
    if (!known.isEmpty()) {
      Set<UUID> destroyed =
          database.query(
              "looking for keys that are gone", c -> DataKeyTable.destroyedAmong(c, known));
      if (!destroyed.isEmpty()) {
        forget(destroyed);
      }
    }
  }

  private void wipeForgotten() {
    long now = System.nanoTime();
    for (Forgotten old = forgotten.peek();
        old != null && now - old.atNanos() > LONGEST_USE_NANOS;
        old = forgotten.peek()) {
      old.seed().close();
      forgotten.remove(old);
    }
  }

  private synchronized void forget(Set<UUID> destroyed) {
    scopes.replaceAll(
        (scope, seeds) -> {
          Map<KeyId, Seed> left = new HashMap<>(seeds.usable());
          for (UUID id : destroyed) {
            Seed seed = left.remove(KeyId.of(id));
            if (seed != null) {
              forgotten.add(new Forgotten(seed, System.nanoTime()));
            }
          }
          return new ScopeSeeds(
              left.containsKey(seeds.activeId()) ? seeds.activeId() : null, left, seeds.broken());
        });
  }

  private ScopeSeeds load(String scope) {
    return database.query("reading the keys of scope " + scope, scope, c -> load(c, scope));
  }

  private ScopeSeeds load(Connection connection, String scope) throws SQLException {
    Optional<UUID> activeId = DataKeyTable.activeId(connection, scope);
    return unwrap(scope, activeId, DataKeyTable.find(connection, Purpose.SCOPE, scope));
  }

  /** Seeds in use elsewhere are not wiped: the one kept first stays the one used. */
  private synchronized ScopeSeeds unwrap(
      String scope, Optional<UUID> activeId, List<WrappedSeed> wrapped) {
    Map<KeyId, Seed> usable = new HashMap<>(scopes.getOrDefault(scope, ScopeSeeds.NONE).usable());
    Map<KeyId, KekUnavailableException> broken = new HashMap<>();
    for (WrappedSeed seed : wrapped) {
      KeyId id = KeyId.of(seed.label().id());
      try {
        usable.computeIfAbsent(id, missing -> ring.unwrap(seed));
      } catch (KekUnavailableException e) {
        broken.put(id, e);
      }
    }
    ScopeSeeds seeds = new ScopeSeeds(activeId.map(KeyId::of).orElse(null), usable, broken);
    if (!wrapped.isEmpty()) {
      scopes.put(scope, seeds);
    }
    return seeds;
  }

  @Override
  public synchronized void close() {
    scopes.values().forEach(seeds -> seeds.usable().values().forEach(Seed::close));
    forgotten.forEach(old -> old.seed().close());
    scopes.clear();
  }

  /**
   * The seeds of one scope.
   *
   * @param activeId null when the scope has none
   * @param broken why a seed cannot be unwrapped
   */
  record ScopeSeeds(
      KeyId activeId, Map<KeyId, Seed> usable, Map<KeyId, KekUnavailableException> broken) {

    private static final ScopeSeeds NONE = new ScopeSeeds(null, Map.of(), Map.of());

    Optional<Seed> find(KeyId id) {
      return Optional.ofNullable(usable.get(id));
    }

    Optional<Seed> findOrAway(KeyId id) {
      if (!usable.containsKey(id) && failure(id) instanceof KeyServiceAwayException away) {
        throw away;
      }
      return find(id);
    }

    Optional<Seed> active() {
      return activeId == null ? Optional.empty() : find(activeId);
    }

    Seed sealing() {
      return active().orElseThrow(this::whyNotSealing);
    }

    private StoreException whyNotSealing() {
      StoreException failure = failure(activeId);
      return failure == null
          ? new StoreKeyException(
              "the scope has no key now that new values can be sealed with: another replica"
                  + " exchanges it, or one that was destroyed came back from a backup and is in its"
                  + " place until the operator destroys it again: try again")
          : failure;
    }

    /** Why this seed cannot be used, for the caller to throw; null when nothing is known of it. */
    StoreException failure(KeyId id) {
      KekUnavailableException failure = broken.get(id);
      return failure == null ? null : StoreKeyException.of(failure);
    }
  }
}
