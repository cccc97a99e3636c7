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
 * Tells how old the pods of a workload are. Those of its newest template are to stay; where those
 * of older ones may stay for good, all are: see {@link UpdateStrategies#keepsOldPods}.
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
    return UpdateStrategies.keepsOldPods(workload)
        ? new PodAge.Pods(ages(found.all()), List.of())
        : of(found);
  }

  static PodAge of(RolloutPods pods) {
    return new PodAge.Pods(
        ages(pods.newest()),
        ages(pods.all().stream().filter(pod -> !pods.newest().contains(pod)).toList()));
  }

  private static List<PodAge.Pod> ages(List<Pod> pods) {
    return pods.stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .map(PodAgeReader::age)
        .toList();
  }

  private static PodAge.Pod age(Pod pod) {
    return new PodAge.Pod(
        OffsetDateTime.parse(pod.getMetadata().getCreationTimestamp()).toInstant(),
        PodStarts.present(pod),
        PodStarts.past(pod));
  }
}
