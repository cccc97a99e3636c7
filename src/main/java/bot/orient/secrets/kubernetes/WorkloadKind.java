package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.PodAge;
import bot.orient.secrets.sync.Workload;
import bot.orient.secrets.sync.WorkloadProgress;
import bot.orient.secrets.sync.WorkloadView;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What is particular to one kind of workload.
 *
 * @param ownDeadline whether a workload of the kind says itself when its rollout has failed
 */
record WorkloadKind<T extends HasMetadata>(
    Class<T> type,
    Function<T, WorkloadProgress> progress,
    Function<T, Optional<String>> obstacle,
    Function<T, PodAge> podAge,
    Predicate<T> ownDeadline) {

  WorkloadView view(T resource) {
    return new WorkloadView(
        Workload.of(resource), progress.apply(resource), obstacle.apply(resource));
  }
}
