package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.store.AnchorSource;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.sync.Owner;
import bot.orient.secrets.sync.RevokedScope;
import bot.orient.secrets.sync.StoreView;
import bot.orient.secrets.sync.SyncOutcome;
import bot.orient.secrets.sync.Target;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;

/**
 * What becomes of the Secret of a resource whose scope is not granted: when the grant was taken
 * back, its values go, unless the deletion policy says that they stay.
 */
final class ScopeRevocation {

  private static final String REASON = "ScopeNotGranted";
  private static final String ADVICE =
      "; ask an administrator of the store for it, or leave out spec.scope";

  private final SecretStore store;
  private final AnchorSource anchors;
  private final TargetCleanup cleanup;

  /**
   * @param anchors what the cluster remembers of the store: one that went back tells of a grant as
   *     it was then
   */
  ScopeRevocation(SecretStore store, AnchorSource anchors, TargetCleanup cleanup) {
    this.store = store;
    this.anchors = anchors;
    this.cleanup = cleanup;
  }

  SyncOutcome carryOut(
      OrientSecret resource, Target target, StoreView view, TargetSecrets<OrientSecret> targets) {
    Owner owner = Owner.of(resource);
    String why =
        "scope %s is not granted to namespace %s".formatted(view.scope(), owner.namespace());
    List<Secret> secrets = targets.ownedBy(owner);
    if (!secrets.isEmpty() && target.retain()) {
      return new SyncOutcome.Refused(
          REASON,
          why
              + "; the Secret keeps the values it has, as spec.target.deletionPolicy says"
              + ADVICE);
    }
    if (!secrets.isEmpty() && !isTakenBack(resource, view, secrets)) {
      return new SyncOutcome.Refused(
          REASON,
          why
              + "; the Secret stays as it is, because the store does not tell that the grant was taken back since"
              + ADVICE);
    }
    cleanup.removeAll(resource, secrets, "scope " + view.scope() + " is not granted any more");
    return new SyncOutcome.Withdrawn(
        REASON, why + ", so none of its values are in Secret " + target.name() + ADVICE);
  }

  private boolean isTakenBack(OrientSecret resource, StoreView view, List<Secret> secrets) {
    return anchors.anchors().stream().allMatch(store::holds)
        && RevokedScope.covers(
            secrets,
            resource.getSpec().keys().stream().map(KeySpec::key).toList(),
            view,
            store.revokedAt(view.scope(), resource.getMetadata().getNamespace()));
  }
}
