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
 * @param firstProblem what this process found to be wrong with what was sealed, for people; it
 *     stays until the process ends. Empty while all is well, and where no sealer runs
 */
public record SealingStatus(
    long sealNumber,
    Optional<SealHash> sealHash,
    Optional<Instant> sealedAt,
    long waitingRows,
    Duration lag,
    Optional<String> firstProblem) {

  SealingStatus withFirstProblem(Optional<String> problem) {
    return new SealingStatus(sealNumber, sealHash, sealedAt, waitingRows, lag, problem);
  }

  /** The newest seal as an anchor outside of the database keeps it; empty when there is none. */
  public Optional<Anchor> anchor() {
    return sealHash.map(hash -> new Anchor(sealNumber, hash));
  }
}
