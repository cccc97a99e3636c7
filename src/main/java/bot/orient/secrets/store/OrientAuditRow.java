package bot.orient.secrets.store;

import java.time.Instant;

/**
 * A row of table {@code secrets_audit_log} of Orient's own database. Unverified: Orient took {@code
 * changedBy} from the request.
 *
 * @param changedBy may be null, and so may the time
 */
public record OrientAuditRow(
    long id, String key, String action, String changedBy, Instant changedAt) {}
