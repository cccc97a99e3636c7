package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;

/** What has to be written to make a Secret what it should be. */
public sealed interface ProjectionPlan {

  /** It is already. */
  record Nothing() implements ProjectionPlan {}

  /**
   * One server-side apply.
   *
   * @param strayKeys keys that somebody else put into a Secret of ours, to be taken out
   * @param strayAnnotations that only we may set and somebody else did, to be taken off
   * @param change what to tell people
   */
  record Apply(
      Secret body, List<String> strayKeys, List<String> strayAnnotations, ProjectionChange change)
      implements ProjectionPlan {
    @Override
    public String toString() {
      return "Apply[" + change + "]";
    }
  }

  /** Kubernetes does not let the change happen in place: remove the Secret, then create it. */
  record Recreate(Secret body, String why, ProjectionChange change) implements ProjectionPlan {
    @Override
    public String toString() {
      return "Recreate[" + why + "]";
    }
  }
}
