package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.Target;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;

/**
 * Puts a finalizer on the resources that need one, and on no others: garbage collection removes a
 * Secret of ours, but knows nothing of keys merged into somebody else's. Without a finalizer no
 * namespace hangs when the operator is gone.
 */
final class UnmergeFinalizer<P extends HasMetadata> {

  private final TargetCleanup cleanup;

  UnmergeFinalizer(TargetCleanup cleanup) {
    this.cleanup = cleanup;
  }

  /** Keeps the finalizer until no keys are merged any more, whatever the spec says by now. */
  void prepare(P resource, Target target, Context<P> context, TargetSecrets<P> targets) {
    boolean prepared = resource.hasFinalizer(Markers.FINALIZER);
    boolean needed =
        target.needsCleanup() || !target.retain() && cleanup.hasMerged(resource, targets);
    if (needed && !prepared) {
      PrimaryUpdateAndCacheUtils.addFinalizer(context, Markers.FINALIZER);
    } else if (!needed && prepared) {
      PrimaryUpdateAndCacheUtils.removeFinalizer(context, Markers.FINALIZER);
    }
  }

  void carryOut(P resource, Target target, Context<P> context, TargetSecrets<P> targets) {
    if (!context.isPrimaryResourceDeleted() && resource.hasFinalizer(Markers.FINALIZER)) {
      if (!target.retain()) {
        cleanup.cleanUp(resource, targets);
      }
      PrimaryUpdateAndCacheUtils.removeFinalizer(context, Markers.FINALIZER);
    }
  }
}
