package bot.orient.secrets.admin;

import bot.orient.secrets.store.KekStatus;
import bot.orient.secrets.store.KeyRotation;
import bot.orient.secrets.store.KeyRotationProgress;
import bot.orient.secrets.store.SealingStatus;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * How the store is: three queries, and none for a while after them, however many ask. While the
 * store is away, the others wait for the first who found out.
 */
final class StoreHealth {

  private static final Duration FRESH = Duration.ofSeconds(5);

  private final SecretStore store;
  private final KeyRotation rotation;
  private final InstantSource clock;
  private State last;
  private Instant until = Instant.MIN;

  StoreHealth(SecretStore store, KeyRotation rotation, InstantSource clock) {
    this.store = store;
    this.rotation = rotation;
    this.clock = clock;
  }

  /** How it was found. */
  sealed interface State {}

  /**
   * It answers.
   *
   * @param rotations the newest of each scope
   */
  record Reachable(SealingStatus sealing, List<KeyRotationProgress> rotations, KekStatus keys)
      implements State {}

  /** It does not, or cannot be used. */
  record Unusable(Problem problem) implements State {}

  synchronized State state() {
    if (!clock.instant().isBefore(until)) {
      last = look();
      until = clock.instant().plus(FRESH);
    }
    return last;
  }

  private State look() {
    try {
      return new Reachable(store.sealing(), rotation.progress(), rotation.kekStatus());
    } catch (StoreException e) {
      return new Unusable(StoreProblems.of(e));
    }
  }

  /** For a caller who may know what concerns the audit trail, or the keys. */
  StoreView view(boolean audit, boolean keys) {
    State state = state();
    if (state instanceof Unusable unusable) {
      return StoreView.of(unusable.problem(), audit || keys);
    }
    Reachable reachable = (Reachable) state;
    return StoreView.of(
        audit ? Optional.of(reachable.sealing()) : Optional.empty(),
        keys ? Optional.of(reachable) : Optional.empty());
  }
}
