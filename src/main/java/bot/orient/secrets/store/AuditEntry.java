package bot.orient.secrets.store;

import java.time.Instant;

/** One row of the audit trail: who did what to which key, when; never a value. */
public record AuditEntry(
    long sequence,
    Instant at,
    String scope,
    String actor,
    Actor.Kind actorKind,
    String source,
    String action,
    String key,
    Long versionFrom,
    Long versionTo) {}
