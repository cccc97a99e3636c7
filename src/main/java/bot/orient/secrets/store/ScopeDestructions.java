package bot.orient.secrets.store;

import bot.orient.secrets.crypto.SeedLabel.Purpose;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Destruction of scopes on purpose: after a waiting period the keys of a scope are destroyed, all
 * generations, and no value that was written until then can be opened again by anybody, versions
 * included. It is carried out by one of the replicas that have a {@link KeyMaintenance}.
 *
 * <p>Values that are written after that have a new key, and versions go on counting. Every method
 * may throw as those of {@link SecretStore} do.
 */
public final class ScopeDestructions {

  /** Between asking and destruction: long enough to notice a mistake by default. */
  public static final Duration DEFAULT_DELAY = Duration.ofDays(7);

  public static final Duration SHORTEST_DELAY = Duration.ofHours(1);
  public static final Duration LONGEST_DELAY = Duration.ofDays(365);

  private final Database database;
  private final Supplier<OpenStore> gate;
  private final Duration delay;

  ScopeDestructions(Database database, Supplier<OpenStore> gate, Duration delay) {
    if (delay.compareTo(SHORTEST_DELAY) < 0 || delay.compareTo(LONGEST_DELAY) > 0) {
      throw new IllegalArgumentException(
          "delay must be " + SHORTEST_DELAY + " to " + LONGEST_DELAY + ", not " + delay);
    }
    this.database = database;
    this.gate = gate;
    this.delay = delay;
  }

  /** Asks for it; until it is due everything goes on as before. */
  public ScopeDestructionAnswer ask(String scope, Actor actor) {
    WriteRules.scope(scope);
    WriteRules.actor(actor);
    AuditLog audit = gate.get().audit();
    return database.transaction(
        "asking for the destruction of scope " + scope,
        scope,
        connection -> {
          // Taken first, as everybody who wraps does.
          KekRegistry.lockActive(connection);
          SeedRotation.lockRotations(connection);
          ScopeDestructionTable.lockScope(connection, scope);
          Optional<String> refusal = whyNot(connection, scope);
          if (refusal.isPresent()) {
            return new ScopeDestructionAnswer.Refused(refusal.get());
          }
          ScopeDestructionTable.insert(connection, scope, actor.name(), delay);
          audit.add(
              connection,
              scope,
              actor,
              AuditLog.Event.of(AuditLog.SCOPE_DESTROY, SeedRotation.AUDIT_KEY));
          return accepted(connection, scope);
        });
  }

  private static Optional<String> whyNot(Connection connection, String scope) throws SQLException {
    Optional<ScopeDestruction> waiting = ScopeDestructionTable.waiting(connection, scope);
    if (waiting.isPresent()) {
      return Optional.of(
          "scope %s is to be destroyed already, at %s"
              .formatted(scope, DestroyedScope.seconds(waiting.get().dueAt())));
    }
    // Any key: one that seals nothing any more opens values still.
    if (DataKeyTable.find(connection, Purpose.SCOPE, scope).isEmpty()) {
      return Optional.of("scope " + scope + " has no key: there is nothing to destroy");
    }
    if (JobTable.isUnfinished(connection, scope)) {
      return Optional.of(
          "the key of scope " + scope + " is being rotated: wait until that is done");
    }
    List<String> granted = ScopeGrants.namespaces(connection, scope);
    return granted.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "scope %s is granted to %s: revoke that first"
                .formatted(scope, String.join(", ", granted)));
  }

  /** Takes it back, up to the moment when it is carried out. */
  public ScopeDestructionAnswer cancel(String scope, Actor actor) {
    WriteRules.scope(scope);
    WriteRules.actor(actor);
    AuditLog audit = gate.get().audit();
    return database.transaction(
        "cancelling the destruction of scope " + scope,
        scope,
        connection -> {
          if (!ScopeDestructionTable.cancel(connection, scope)) {
            return new ScopeDestructionAnswer.Refused(
                "no destruction of scope " + scope + " is waiting: there is nothing to cancel");
          }
          audit.add(
              connection,
              scope,
              actor,
              AuditLog.Event.of(AuditLog.SCOPE_DESTROY_CANCEL, SeedRotation.AUDIT_KEY));
          return accepted(connection, scope);
        });
  }

  private static ScopeDestructionAnswer accepted(Connection connection, String scope)
      throws SQLException {
    return new ScopeDestructionAnswer.Accepted(
        ScopeDestructionTable.newest(connection, scope).orElseThrow());
  }

  /** The newest request of a scope; empty if there never was one. */
  public Optional<ScopeDestruction> newest(String scope) {
    WriteRules.scope(scope);
    gate.get();
    return database.query(
        "reading the destruction of scope " + scope,
        scope,
        connection -> ScopeDestructionTable.newest(connection, scope));
  }
}
