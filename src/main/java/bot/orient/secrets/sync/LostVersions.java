package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Keys of which the store has lost the version that is projected.
 *
 * @param code what a person repeats to accept exactly this; empty when nothing was lost
 */
public record LostVersions(SortedMap<String, Loss> byKey, String code) {

  /**
   * @param projected the version that is lost
   * @param present the number the store has counted to; 0 if it does not know the key
   */
  public record Loss(long projected, long present) {}

  public LostVersions {
    byKey = Collections.unmodifiableSortedMap(new TreeMap<>(byKey));
  }

  /**
   * @param evidence all that tells this loss from others
   */
  static LostVersions of(SortedMap<String, Loss> byKey, List<String> evidence) {
    return new LostVersions(byKey, byKey.isEmpty() ? "" : Digest.code(evidence));
  }

  public boolean isEmpty() {
    return byKey.isEmpty();
  }

  /** Whether a person accepted this loss by an annotation on the resource. */
  public boolean areAcknowledgedOn(HasMetadata resource) {
    Map<String, String> annotations = resource.getMetadata().getAnnotations();
    return !isEmpty()
        && annotations != null
        && code.equals(annotations.get(Markers.ACKNOWLEDGE_RESTORE));
  }

  /** The keys, those that were lost without what the store says of them. */
  public List<ResolvedKey> withhold(List<ResolvedKey> keys) {
    return keys.stream().map(this::withhold).toList();
  }

  private ResolvedKey withhold(ResolvedKey key) {
    Loss loss = byKey.get(key.key());
    return loss == null
        ? key
        : key.with(new ResolvedKey.RolledBack(loss.present(), loss.projected(), code));
  }
}
