package bot.orient.secrets.store;

import java.util.List;

/** Hands values out to people: audit first, then the value. */
final class SecretRevealer {

  private final Database database;
  private final SecretReader reader;
  private final AuditLog audit;

  SecretRevealer(Database database, SecretReader reader, AuditLog audit) {
    this.database = database;
    this.reader = reader;
    this.audit = audit;
  }

  SecretRead reveal(String scope, String key, Actor actor) {
    WriteRules.scope(scope);
    WriteRules.actor(actor);
    SecretRead read = reader.read(scope, List.of(key)).get(key);
    if (!(read instanceof SecretRead.Found found)) {
      return read;
    }
    boolean audited = false;
    try {
      database.transaction(
          "auditing access to " + scope + "/" + key,
          scope,
          connection -> {
            audit.add(
                connection,
                scope,
                actor,
                AuditLog.Event.of(AuditLog.REVEAL, key).versions(found.version(), null));
            return null;
          });
      audited = true;
      return found;
    } finally {
      if (!audited) {
        found.value().close();
      }
    }
  }
}
