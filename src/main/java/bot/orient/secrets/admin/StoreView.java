package bot.orient.secrets.admin;

import bot.orient.secrets.store.KeyRotationProgress;
import bot.orient.secrets.store.SealingStatus;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How the store is, for who may know it.
 *
 * @param state {@code reachable}, or why it cannot be used, as the type of a problem
 * @param message what that means; null while it is reachable
 * @param attention whether a person has to do something
 * @param audit null for who may not list the whole audit trail
 * @param keys null for who may not list the keys
 */
record StoreView(String state, String message, boolean attention, AuditView audit, KeysView keys) {

  private static final String REACHABLE = "reachable";

  private static final String WITHOUT_DETAIL =
      "the store cannot be used now; the operator's log has the details";

  /** Five times the longest pause between two seals that can be set. */
  private static final Duration LONGEST_LAG = Duration.ofMinutes(5);

  /**
   * How far the audit trail is sealed.
   *
   * @param problem what is wrong with what was sealed; null if nothing is
   */
  record AuditView(long waitingRows, long lagSeconds, String problem) {
    boolean attention() {
      return problem != null || lagSeconds > LONGEST_LAG.toSeconds();
    }
  }

  /**
   * What is not done yet of key rotations.
   *
   * @param messages what a rotation of the key-encryption key waits for
   */
  record KeysView(List<KeyRotationEndpoints.ProgressView> rotations, List<String> messages) {
    boolean attention() {
      return !messages.isEmpty()
          || rotations.stream().anyMatch(rotation -> !rotation.state().equals("running"));
    }
  }

  /**
   * @param detail whether to tell what the problem says: it names hosts, users and keys
   */
  static StoreView of(Problem problem, boolean detail) {
    return new StoreView(
        problem.type().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        detail ? problem.detail() : WITHOUT_DETAIL,
        true,
        null,
        null);
  }

  static StoreView of(Optional<SealingStatus> sealing, Optional<StoreHealth.Reachable> withKeys) {
    Optional<AuditView> audit =
        sealing.map(
            status ->
                new AuditView(
                    status.waitingRows(),
                    status.lag().toSeconds(),
                    status.firstProblem().orElse(null)));
    Optional<KeysView> keys =
        withKeys.map(
            store ->
                new KeysView(
                    store.rotations().stream()
                        .filter(rotation -> rotation.state() != KeyRotationProgress.State.DONE)
                        .map(KeyRotationEndpoints.ProgressView::of)
                        .toList(),
                    store.keys().messages()));
    return new StoreView(
        REACHABLE,
        null,
        audit.filter(AuditView::attention).isPresent()
            || keys.filter(KeysView::attention).isPresent(),
        audit.orElse(null),
        keys.orElse(null));
  }
}
