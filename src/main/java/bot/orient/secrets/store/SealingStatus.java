package bot.orient.secrets.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the audit trail is sealed, by the database's clock.
 *
 * @param sealNumber of the newest seal; 0 when there is none
 * @param sealHash of the newest seal, what an anchor keeps; empty when there is none
 * @param sealedAt when it was made
 * @param waitingRows rows that have no seal yet
 * @param lag how long the oldest of them has waited; zero when there is none
 */
public record SealingStatus(
    long sealNumber,
    Optional<SealHash> sealHash,
    Optional<Instant> sealedAt,
    long waitingRows,
    Duration lag) {

  /** The newest seal as an anchor outside of the database keeps it; empty when there is none. */
  public Optional<Anchor> anchor() {
    return sealHash.map(hash -> new Anchor(sealNumber, hash));
  }
}
