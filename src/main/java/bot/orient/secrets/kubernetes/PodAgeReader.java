package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.PodAge;
import bot.orient.secrets.sync.RolloutPods;
import bot.orient.secrets.sync.UpdateStrategies;
import bot.orient.secrets.sync.WorkloadProgress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;

/**
 * Tells how old the pods of a workload's newest template are. Pods of older templates do not count,
 * since they are about to be replaced; where they may stay for good all pods count, because then
 * one without the value may be any of them: see {@link UpdateStrategies#keepsOldPods}.
 */
final class PodAgeReader {

  private final PodSource pods;

  PodAgeReader(PodSource pods) {
    this.pods = pods;
  }

  PodAge read(HasMetadata workload) {
    if (WorkloadProgress.of(workload) instanceof WorkloadProgress.NotObserved) {
      return new PodAge.NotObserved(
          "the %s controller has not seen the newest template"
              .formatted(workload.getKind().toLowerCase(Locale.ROOT)));
    }
    RolloutPods found = pods.of(workload);
    return of(UpdateStrategies.keepsOldPods(workload) ? found.all() : found.newest());
  }

  /** Of those that are to stay. */
  static PodAge of(List<Pod> pods) {
    return new PodAge.Pods(
        pods.stream()
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .map(PodAgeReader::age)
            .toList());
  }

  private static PodAge.Pod age(Pod pod) {
    return new PodAge.Pod(
        OffsetDateTime.parse(pod.getMetadata().getCreationTimestamp()).toInstant(),
        PodStarts.present(pod),
        PodStarts.past(pod));
  }
}
