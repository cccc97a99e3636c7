package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives a scope a new seed; {@link Reencryption} then seals its values with it. */
final class SeedRotation {

  /** What audit rows of seeds are about; their versions are generations. */
  static final String AUDIT_KEY = "data-key";

  private static final Logger LOG = LoggerFactory.getLogger(SeedRotation.class);

  /** "oriseed" in ASCII, as a number. */
  private static final long LOCK = 0x6f726973656564L;

  private final Database database;
  private final SeedVault seeds;
  private final AuditLog audit;

  SeedRotation(Database database, SeedVault seeds, AuditLog audit) {
    this.database = database;
    this.seeds = seeds;
    this.audit = audit;
  }

  SeedRotationStart rotate(String scope, Actor actor) {
    SeedRotationStart result =
        database.transaction(
            "rotating the key of scope " + scope, scope, c -> rotate(c, scope, actor));
    tell(result);
    return result;
  }

  private static void tell(SeedRotationStart result) {
    if (result instanceof SeedRotationStart.Started started) {
      LOG.info(
          "scope {} has a new key, generation {}; {} versions are to be re-encrypted",
          started.progress().scope(),
          started.progress().toGeneration(),
          started.progress().total());
    }
  }

  private SeedRotationStart rotate(Connection connection, String scope, Actor actor)
      throws SQLException {
    // Taken first, as everybody who wraps does.
    KekRegistry.lockActive(connection);
    lockRotations(connection);
    Optional<ScopeDestruction> destruction = ScopeDestructionTable.waiting(connection, scope);
    if (destruction.isPresent()) {
      return new SeedRotationStart.Refused(
          "scope %s is to be destroyed at %s: cancel that first"
              .formatted(scope, DestroyedScope.seconds(destruction.get().dueAt())));
    }
    Optional<UUID> active = DataKeyTable.lockActiveId(connection, scope);
    if (active.isEmpty()) {
      return new SeedRotationStart.Refused(
          "scope " + scope + " has no key: the first value written to it makes one");
    }
    Optional<KeyRotationProgress> running =
        progress(connection, scope)
            .filter(
                job ->
                    job.state() == KeyRotationProgress.State.RUNNING
                        || job.state() == KeyRotationProgress.State.PAUSED);
    if (running.isPresent()) {
      return new SeedRotationStart.Refused(underWay(running.get()));
    }
    int from = DataKeyTable.generation(connection, active.get());
    DataKeyTable.retire(connection, active.get());
    seeds.insertNext(connection, scope);
    UUID next = DataKeyTable.activeId(connection, scope).orElseThrow();
    int to = DataKeyTable.generation(connection, next);
    JobTable.start(connection, scope, from, to);
    audit.add(
        connection,
        scope,
        actor,
        AuditLog.Event.of(AuditLog.KEY_ROTATE, AUDIT_KEY).versions((long) from, (long) to));
    return new SeedRotationStart.Started(progress(connection, scope).orElseThrow());
  }

  private static String underWay(KeyRotationProgress job) {
    return "the key of scope "
        + job.scope()
        + " is being rotated already: "
        + job.done()
        + " of "
        + job.total()
        + " versions are re-encrypted; "
        + (job.state() == KeyRotationProgress.State.PAUSED
            ? "resume that rotation first"
            : "wait until that is done");
  }

  /** Rotates the oldest seed that is older than that, one scope at a time. */
  void rotateAged(Duration maxAge, Actor actor) {
    if (aged(maxAge).isPresent()) {
      database
          .transaction("rotating an old key", connection -> rotateAged(connection, maxAge, actor))
          .ifPresent(SeedRotation::tell);
    }
  }

  private Optional<String> aged(Duration maxAge) {
    return database.query("looking for old keys", c -> aged(c, maxAge));
  }

  private static Optional<String> aged(Connection connection, Duration maxAge) throws SQLException {
    return JobTable.anyUnfinished(connection)
        ? Optional.empty()
        : DataKeyTable.scopeWithSeedOlderThan(connection, maxAge);
  }

  private Optional<SeedRotationStart> rotateAged(
      Connection connection, Duration maxAge, Actor actor) throws SQLException {
    KekRegistry.lockActive(connection);
    lockRotations(connection);
    // Looked at again: another replica may have been first.
    Optional<String> scope = aged(connection, maxAge);
    return scope.isEmpty() ? Optional.empty() : Optional.of(rotate(connection, scope.get(), actor));
  }

  /** One at a time in the whole store; it takes milliseconds. */
  static void lockRotations(Connection connection) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_advisory_xact_lock(" + LOCK + ")")) {
      lock.execute();
    }
  }

  private static Optional<KeyRotationProgress> progress(Connection connection, String scope)
      throws SQLException {
    return JobTable.newest(connection).stream()
        .filter(job -> job.scope().equals(scope))
        .findFirst();
  }

  KeyDestruction destroy(String scope, int generation, Actor actor) {
    return database.transaction(
        "destroying generation " + generation + " of the key of scope " + scope,
        scope,
        connection -> {
          if (!DataKeyTable.destroy(connection, scope, generation)) {
            return new KeyDestruction.Refused(
                "generation "
                    + generation
                    + " of the key of scope "
                    + scope
                    + " is not destroyable: it seals new values, values are still sealed with it,"
                    + " or it is gone. Rotate the scope and wait for the re-encryption to be done");
          }
          audit.add(
              connection,
              scope,
              actor,
              AuditLog.Event.of(AuditLog.KEY_DESTROY, AUDIT_KEY).versions((long) generation, null));
          return new KeyDestruction.Destroyed();
        });
  }
}
