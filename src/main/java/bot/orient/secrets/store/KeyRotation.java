package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Rotation of the store's keys by call, and how far it is. The work itself is done by the replicas
 * that have a {@link KeyMaintenance}.
 *
 * <p>No rotation changes a version or a fingerprint of a value, so nothing is projected anew and
 * nothing restarts. Every method may throw as those of {@link SecretStore} do.
 */
public final class KeyRotation {

  private final Database database;
  private final Supplier<OpenStore> gate;

  KeyRotation(Database database, Supplier<OpenStore> gate) {
    this.database = database;
    this.gate = gate;
  }

  /** Gives a scope a new key and has all its values re-encrypted. */
  public SeedRotationStart rotateSeed(String scope, Actor actor) {
    WriteRules.scope(scope);
    WriteRules.actor(actor);
    return seedRotation().rotate(scope, actor);
  }

  private SeedRotation seedRotation() {
    OpenStore store = gate.get();
    return new SeedRotation(database, store.seeds(), store.audit());
  }

  /** Halts the re-encryption of a scope; false when none is running. */
  public boolean pause(String scope) {
    return change(
        "pausing", scope, KeyRotationProgress.State.RUNNING, KeyRotationProgress.State.PAUSED);
  }

  /** Goes on with the re-encryption of a scope; false when none is paused. */
  public boolean resume(String scope) {
    return change(
        "resuming", scope, KeyRotationProgress.State.PAUSED, KeyRotationProgress.State.RUNNING);
  }

  private boolean change(
      String doing, String scope, KeyRotationProgress.State from, KeyRotationProgress.State to) {
    gate.get();
    return database.transaction(
        doing + " the re-encryption of scope " + scope,
        scope,
        connection -> JobTable.change(connection, scope, from, to));
  }

  /** The newest re-encryption of each scope that ever had one, ordered by scope. */
  public List<KeyRotationProgress> progress() {
    gate.get();
    return database.query("reading the progress of re-encryptions", JobTable::newest);
  }

  /** The newest re-encryption of one scope. */
  public Optional<KeyRotationProgress> progress(String scope) {
    return progress().stream().filter(job -> job.scope().equals(scope)).findFirst();
  }

  /**
   * Destroys an old key of a scope for good: older backups of the database have values under it,
   * and their own copy of it.
   */
  public KeyDestruction destroySeed(String scope, int generation, Actor actor) {
    WriteRules.scope(scope);
    WriteRules.actor(actor);
    return seedRotation().destroy(scope, generation, actor);
  }

  /** The key-encryption keys, and what a rotation of them waits for. */
  public KekStatus kekStatus() {
    gate.get();
    return database.query("reading the key-encryption keys", c -> plan(c).status());
  }

  /**
   * Declares a key-encryption key gone, after which it can be taken out of the key source. Backups
   * from before its rotation need it still.
   */
  public KeyDestruction destroyKek(String kekId, Actor actor) {
    WriteRules.actor(actor);
    AuditLog audit = gate.get().audit();
    return database.transaction(
        "destroying key-encryption key " + kekId,
        connection -> {
          KekRegistry.lockAll(connection);
          Optional<String> refusal = plan(connection).whyNotDestroyable(kekId);
          if (refusal.isPresent()) {
            return new KeyDestruction.Refused(refusal.get());
          }
          KekRegistry.destroy(connection, kekId);
          audit.add(
              connection,
              DataKeyTable.WHOLE_STORE,
              actor,
              AuditLog.Event.of(AuditLog.KEY_DESTROY, kekId));
          return new KeyDestruction.Destroyed();
        });
  }

  private static KekPlan plan(Connection connection) throws SQLException {
    return new KekPlan(KekRegistry.list(connection), KeyHolders.live(connection));
  }
}
