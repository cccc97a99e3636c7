package bot.orient.secrets.argo;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A workload that Argo Rollouts updates by canary or blue-green. */
@Group(Rollout.GROUP)
@Version(Rollout.VERSION)
@Kind("Rollout")
@Singular("rollout")
@Plural(Rollout.PLURAL)
public final class Rollout extends CustomResource<RolloutSpec, RolloutStatus>
    implements Namespaced {

  public static final String GROUP = "argoproj.io";
  public static final String VERSION = "v1alpha1";
  public static final String PLURAL = "rollouts";

  /** The name of the CRD, by which to tell whether Argo Rollouts is installed. */
  public static final String CRD = PLURAL + "." + GROUP;
}
