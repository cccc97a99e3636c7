package bot.orient.secrets.sync;

import java.util.Optional;

/**
 * A workload and how far its controller is with it.
 *
 * @param obstacle why a restart could not be carried out, and what to do about it, for people;
 *     empty when nothing is in the way
 */
public record WorkloadView(
    Workload workload, WorkloadProgress progress, Optional<String> obstacle) {

  /** Whether it counts among those that others wait for. */
  boolean takesPart() {
    return !workload.optedOut() && obstacle.isEmpty();
  }

  boolean is(WorkloadView other) {
    return workload.kind().equals(other.workload.kind())
        && workload.namespace().equals(other.workload.namespace())
        && workload.name().equals(other.workload.name());
  }

  /** The kind and name, for people. */
  String title() {
    return workload.kind() + " " + workload.name();
  }
}
