package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Markers;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/**
 * How the operator writes: a server-side apply by its own field manager, which takes back what
 * others changed.
 */
final class ServerSideApply {

  static final PatchContext OURS = apply(true);

  /** For what is not there, as far as is known: refused where it would change others' fields. */
  static final PatchContext NEW = apply(false);

  private ServerSideApply() {}

  private static PatchContext apply(boolean force) {
    return new PatchContext.Builder()
        .withPatchType(PatchType.SERVER_SIDE_APPLY)
        .withFieldManager(Markers.FIELD_MANAGER)
        .withForce(force)
        .build();
  }

  /**
   * The metadata of an apply to exactly the object that was seen: refused with a conflict if it was
   * written meanwhile, or created anew.
   */
  static ObjectMetaBuilder toExactly(HasMetadata seen) {
    return new ObjectMetaBuilder()
        .withNamespace(seen.getMetadata().getNamespace())
        .withName(seen.getMetadata().getName())
        .withUid(seen.getMetadata().getUid())
        .withResourceVersion(seen.getMetadata().getResourceVersion());
  }
}
