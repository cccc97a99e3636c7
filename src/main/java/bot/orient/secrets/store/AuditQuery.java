package bot.orient.secrets.store;

import java.time.Instant;
import java.util.Optional;

/**
 * Which audit rows to read, the newest first. A filter that is empty lets everything through.
 *
 * @param scope empty means the whole store
 * @param since the first moment, by the database's clock
 * @param until the first moment that is too late
 * @param before rows with a smaller sequence only: the last one of the page before
 * @param limit 1 to {@value #LARGEST_PAGE}
 */
public record AuditQuery(
    Optional<String> scope,
    Optional<String> key,
    Optional<String> actor,
    Optional<String> action,
    Optional<Instant> since,
    Optional<Instant> until,
    Optional<Long> before,
    int limit) {

  public static final int LARGEST_PAGE = 500;
}
