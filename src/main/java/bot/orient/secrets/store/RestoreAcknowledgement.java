package bot.orient.secrets.store;

import java.util.Optional;

/** Records that a person takes the store as it is, although it lost what it had before. */
final class RestoreAcknowledgement {

  /** Stands where other rows name a key: the chain of seals as a whole. */
  private static final String SEALS = "audit-seals";

  private final Database database;
  private final AuditLog audit;

  RestoreAcknowledgement(Database database, AuditLog audit) {
    this.database = database;
    this.audit = audit;
  }

  void ofKey(String scope, String key, long lostVersion, long presentVersion, Actor actor) {
    WriteRules.scope(scope);
    record(scope, key, lostVersion, presentVersion, actor);
  }

  void ofStore(Optional<Anchor> lost, Actor actor) {
    long present =
        database.query(
            "reading the newest seal",
            connection -> SealTable.newest(connection).map(Seal::number).orElse(0L));
    record(
        DataKeyTable.WHOLE_STORE, SEALS, lost.map(Anchor::sealNumber).orElse(0L), present, actor);
  }

  private void record(String scope, String subject, long lost, long present, Actor actor) {
    WriteRules.actor(actor);
    database.transaction(
        "recording that a restore is accepted",
        scope,
        connection -> {
          audit.add(
              connection,
              scope,
              actor,
              AuditLog.Event.of(AuditLog.ACKNOWLEDGE_RESTORE, subject)
                  .versions(numberOrNull(lost), numberOrNull(present)));
          return null;
        });
  }

  /** Counted from 1. */
  private static Long numberOrNull(long number) {
    return number == 0 ? null : number;
  }
}
