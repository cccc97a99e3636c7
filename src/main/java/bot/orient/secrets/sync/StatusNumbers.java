package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Numbers as the specs and statuses of workloads leave them out. */
final class StatusNumbers {

  private StatusNumbers() {}

  /** The wanted replicas; the API server's default is one. */
  static int wanted(Integer replicas) {
    return replicas == null ? 1 : replicas;
  }

  /** A count, which a status leaves out when it is zero. */
  static int count(Integer pods) {
    return pods == null ? 0 : pods;
  }

  /** Whether a status tells of the newest generation of the workload's spec. */
  static boolean observed(HasMetadata workload, Long observedGeneration) {
    Long generation = workload.getMetadata().getGeneration();
    return generation == null || observedGeneration != null && observedGeneration >= generation;
  }
}
