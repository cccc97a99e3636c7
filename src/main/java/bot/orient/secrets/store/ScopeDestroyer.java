package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out {@link ScopeDestructions} that are due. Keys, request, audit row and feed commit
 * together: whoever is killed on the way has done nothing, and the next one begins anew.
 */
final class ScopeDestroyer {

  private static final Logger LOG = LoggerFactory.getLogger(ScopeDestroyer.class);

  private static final Actor DUE =
      new Actor("orient-secrets-operator", Actor.Kind.OPERATOR, "the waiting period is over");

  private static final Actor RETURNED =
      new Actor(
          "orient-secrets-operator",
          Actor.Kind.OPERATOR,
          "a key that was destroyed on purpose came back");

  private final Database database;
  private final SeedVault seeds;
  private final AuditLog audit;

  ScopeDestroyer(Database database, SeedVault seeds, AuditLog audit) {
    this.database = database;
    this.seeds = seeds;
    this.audit = audit;
  }

  /** Any number of replicas may; one does it. */
  void look() {
    while (database.query("looking for scopes to destroy", ScopeDestructionTable::anyDue)) {
      Optional<String> destroyed = database.transaction("destroying a scope", this::destroy);
      if (destroyed.isEmpty()) {
        break;
      }
      LOG.info("scope {} was destroyed on purpose: its keys are gone for good", destroyed.get());
    }
    if (database.query("looking for keys that came back", DataKeyTable::anyReturned)) {
      database
          .transaction("destroying keys that came back", this::destroyReturned)
          .forEach(
              key ->
                  LOG.warn(
                      "scope {}: generation {} of its key was destroyed on purpose and came back,"
                          + " as from a backup; it was not used and is destroyed again",
                      key.scope(),
                      key.generation()));
    }
    seeds.forgetDestroyed();
  }

  private Optional<String> destroy(Connection connection) throws SQLException {
    // Taken first, as everybody who wraps does.
    KekRegistry.lockActive(connection);
    SeedRotation.lockRotations(connection);
    Optional<ScopeDestructionTable.Due> due = ScopeDestructionTable.lockDue(connection);
    if (due.isEmpty()) {
      return Optional.empty();
    }
    String scope = due.get().scope();
    int generation = DataKeyTable.destroyAll(connection, scope);
    ScopeDestructionTable.finish(connection, due.get().id(), generation);
    audit.add(
        connection,
        scope,
        DUE,
        AuditLog.Event.of(AuditLog.SCOPE_DESTROYED, SeedRotation.AUDIT_KEY)
            .versions(null, (long) generation));
    ScopeDestructionTable.tellFeed(connection, scope);
    return Optional.of(scope);
  }

  private List<DataKeyTable.Generation> destroyReturned(Connection connection) throws SQLException {
    List<DataKeyTable.Generation> returned = DataKeyTable.destroyReturned(connection);
    for (DataKeyTable.Generation key : returned) {
      audit.add(
          connection,
          key.scope(),
          RETURNED,
          AuditLog.Event.of(AuditLog.TAMPER_DETECTED, SeedRotation.AUDIT_KEY)
              .versions((long) key.generation(), null));
    }
    return returned;
  }
}
