package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides whether the values of Secrets may go because the grant of their scope was taken back. A
 * Secret is kept on any doubt: to lose one by mistake stops what uses it.
 */
public final class RevokedScope {

  /** How far the clocks of the database and of the API server may be apart. */
  private static final Duration CLOCKS = Duration.ofMinutes(5);

  private RevokedScope() {}

  /**
   * Whether all of the Secrets have values of the scope, and no value of another one, and were
   * written before the grant was taken back. One that was written later is of a grant that the
   * store has lost.
   *
   * @param secrets projected for one resource
   * @param keys that its spec names
   * @param revokedAt by the store; empty if it does not tell
   */
  public static boolean covers(
      List<Secret> secrets, Collection<String> keys, StoreView store, Optional<Instant> revokedAt) {
    return revokedAt.isPresent()
        && secrets.stream().allMatch(secret -> covers(secret, keys, store, revokedAt.get()));
  }

  private static boolean covers(
      Secret secret, Collection<String> keys, StoreView store, Instant revokedAt) {
    Optional<ProjectedSecret> projected = ProjectedSecret.of(secret);
    if (projected.isEmpty() || projected.get().appliedAt().isAfter(revokedAt.plus(CLOCKS))) {
      return false;
    }
    // A key that the spec does not name any more is there under its own name, as a rule.
    Set<String> names = new TreeSet<>(keys);
    names.addAll(projected.get().keys().byDataKey().keySet());
    List<VersionLine> lines = names.stream().map(store::line).toList();
    List<KeyVersions> stored =
        projected.get().keys().byDataKey().values().stream()
            .map(ProjectedKey::versions)
            .filter(versions -> versions.projected().isPresent())
            .toList();
    return !stored.isEmpty()
        && stored.stream().allMatch(versions -> lines.stream().anyMatch(versions::countsIn));
  }
}
