package bot.orient.secrets.store;

import java.time.Instant;
import java.util.Optional;

/**
 * A request to destroy a scope, and what became of it. All times are the database's.
 *
 * @param askedBy who asked for it
 * @param dueAt not before this it is carried out; until then it can be cancelled
 * @param endedAt when it was carried out or cancelled
 */
public record ScopeDestruction(
    String scope,
    State state,
    String askedBy,
    Instant askedAt,
    Instant dueAt,
    Optional<Instant> endedAt) {

  /** How far it is. */
  public enum State {
    WAITING,
    CANCELLED,
    DONE
  }
}
