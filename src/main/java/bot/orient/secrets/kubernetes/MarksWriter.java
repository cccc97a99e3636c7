package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.WorkloadMarks;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Where our annotations of workloads are written. */
interface MarksWriter {

  /**
   * Changing the hash is what restarts the workload; giving the one it has leaves it running.
   *
   * @param workload refused if it is not the newest version
   */
  void apply(HasMetadata workload, WorkloadMarks marks);
}
