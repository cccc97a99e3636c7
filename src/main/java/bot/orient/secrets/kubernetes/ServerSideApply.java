package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Markers;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/**
 * How the operator writes: a server-side apply by its own field manager, which takes back what
 * others changed.
 */
final class ServerSideApply {

  static final PatchContext OURS =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(Markers.FIELD_MANAGER)
          .withForce(true)
          .build();

  private ServerSideApply() {}
}
