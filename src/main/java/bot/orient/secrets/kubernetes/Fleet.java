package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.WorkloadId;
import bot.orient.secrets.sync.WorkloadView;
import java.util.Collection;
import java.util.List;

/** All workloads, as those see them that begin restarts. */
interface Fleet {

  /** Those that use a Secret, in no order. */
  List<WorkloadView> usersOf(String namespace, String secret);

  /** Those whose last rollout is neither through nor has failed. */
  Collection<WorkloadId> underWay();

  /** Has a workload looked at again. */
  void wake(WorkloadId id);
}
