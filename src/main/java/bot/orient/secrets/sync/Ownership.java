package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.Secret;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** Whether a Secret that is there already may be projected into. */
public sealed interface Ownership {

  /** It is ours, or was left behind by a resource that is gone. */
  record Ours() implements Ownership {}

  /** It is somebody else's; the message says whose and what to do. */
  record Foreign(String message) implements Ownership {}

  /**
   * @param ownerExists whether a resource of the Secret's namespace, given as {@code Kind/name}, is
   *     still there
   */
  static Ownership of(Secret live, Owner owner, Target target, Predicate<String> ownerExists) {
    Map<String, String> annotations =
        Objects.requireNonNullElse(live.getMetadata().getAnnotations(), Map.of());
    String mark = annotations.get(Markers.OWNER);
    boolean merged = annotations.containsKey(Markers.MERGED);
    if (mark != null && !mark.equals(owner.mark()) && ownerExists.test(mark)) {
      return foreign(live, "is projected by " + mark + "; choose another spec.target.name");
    }
    if (target.merge()) {
      return Boolean.TRUE.equals(live.getImmutable()) && !merged
          ? foreign(
              live, "is immutable, so no keys can be added to it; choose another spec.target.name")
          : new Ours();
    }
    if (merged) {
      return foreign(
          live,
          "was made by somebody else and merged into; set spec.target.creationPolicy: Merge, or delete the Secret");
    }
    if (mark == null && !refersTo(live, owner)) {
      return foreign(
          live,
          "was not made by the operator; choose another spec.target.name, set spec.target.creationPolicy: Merge, or"
              + " delete the Secret");
    }
    return new Ours();
  }

  /**
   * Whether somebody else made a Secret, or had a part in that, as the API server records it. Who
   * copies Secrets or marks them sets labels and annotations only.
   */
  static boolean isWrittenByOthers(Secret secret) {
    return OwnedFields.isWrittenByOthers(secret);
  }

  private static boolean refersTo(Secret live, Owner owner) {
    return live.getMetadata().getOwnerReferences().stream()
        .anyMatch(reference -> reference.getUid().equals(owner.uid()));
  }

  private static Foreign foreign(Secret live, String why) {
    return new Foreign("Secret " + live.getMetadata().getName() + " " + why);
  }
}
