package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.PodAge;
import bot.orient.secrets.sync.RolloutPods;
import bot.orient.secrets.sync.UpdateStrategies;
import bot.orient.secrets.sync.WorkloadProgress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
    List<Pod> staying =
        pods.stream().filter(pod -> pod.getMetadata().getDeletionTimestamp() == null).toList();
    Optional<Instant> startedAt =
        staying.stream().flatMap(PodStarts::of).min(Comparator.naturalOrder());
    return staying.stream()
        .map(pod -> OffsetDateTime.parse(pod.getMetadata().getCreationTimestamp()).toInstant())
        .min(Comparator.naturalOrder())
        .<PodAge>map(createdAt -> new PodAge.OldestPod(createdAt, startedAt))
        .orElseGet(PodAge.NoPods::new);
  }
}
