package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * A workload as a restart decision sees it.
 *
 * @param generation of its spec, which grows with every change
 * @param uses what its pod template consumes
 * @param baseline what the pods of that template started with, if it was ever recorded
 * @param restartHash the restart hash on the template, if there ever was a restart
 * @param rollout what the operator last did to restart it, if anything
 * @param optedOut whether its annotation {@link Markers#RESTART} is {@code "false"}
 * @param labels on the workload itself
 * @param replicas how many pods it is to have
 */
public record Workload(
    String kind,
    String namespace,
    String name,
    long generation,
    List<SecretUse> uses,
    Optional<Baseline> baseline,
    Optional<String> restartHash,
    Optional<RolloutRecord> rollout,
    boolean optedOut,
    SortedMap<String, String> labels,
    int replicas) {

  public Workload {
    uses = List.copyOf(uses);
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /**
   * The workload of any of the four kinds.
   *
   * @throws IllegalArgumentException for any other kind
   */
  public static Workload of(HasMetadata workload) {
    Optional<PodTemplateSpec> template = PodTemplates.of(workload);
    ObjectMeta metadata = workload.getMetadata();
    Map<String, String> annotations = annotations(metadata);
    Map<String, String> templateAnnotations =
        annotations(template.map(PodTemplateSpec::getMetadata).orElse(null));
    return new Workload(
        workload.getKind(),
        metadata.getNamespace(),
        metadata.getName(),
        metadata.getGeneration() == null ? 0 : metadata.getGeneration(),
        Consumption.of(template.map(PodTemplateSpec::getSpec).orElse(null)),
        Baseline.parse(annotations.get(Markers.BASELINE)),
        Optional.ofNullable(templateAnnotations.get(Markers.RESTART_HASH)),
        RolloutRecord.parse(annotations.get(Markers.ROLLOUT)),
        "false".equalsIgnoreCase(annotations.getOrDefault(Markers.RESTART, "").trim()),
        metadata.getLabels() == null ? new TreeMap<>() : new TreeMap<>(metadata.getLabels()),
        WantedReplicas.of(workload));
  }

  private static Map<String, String> annotations(ObjectMeta metadata) {
    return metadata == null || metadata.getAnnotations() == null
        ? Map.of()
        : metadata.getAnnotations();
  }

  public WorkloadId id() {
    return new WorkloadId(kind, namespace, name);
  }

  /** Whether a rollout that the operator began is neither through nor has failed. */
  public boolean isUnderWay() {
    return rollout.filter(last -> last.phase() == RolloutRecord.Phase.STARTED).isPresent()
        && !isUndone();
  }

  /**
   * Whether the restart that its template is of failed and is not on record as through since. Then
   * it is not enough that its controller once was: it calls a rollout through, and for good, when
   * the workload is scaled to zero, and does not take that back when it is scaled up again.
   */
  boolean hasFailed() {
    return rollout.filter(RolloutRecord::isFailed).isPresent() && !isUndone();
  }

  /** Whether its template is that of a restart of the operator's that has not got through yet. */
  boolean hasOpenRestart() {
    return rollout.filter(RolloutRecord::isOpen).isPresent() && !isUndone();
  }

  /** Whether somebody put another template there before the operator's restart was through. */
  public boolean isUndone() {
    return rollout.filter(last -> last.isUndone(restartHash)).isPresent();
  }

  /** The keys that an undone restart was for: their entries in the baseline tell nothing. */
  SortedSet<String> undoneKeys() {
    return isUndone() ? rollout.orElseThrow().changed() : Collections.emptySortedSet();
  }

  /** The same workload with another rollout on record. */
  Workload withRollout(Optional<RolloutRecord> other) {
    return new Workload(
        kind,
        namespace,
        name,
        generation,
        uses,
        baseline,
        restartHash,
        other,
        optedOut,
        labels,
        replicas);
  }

  /** The same workload as if the named Secret were the only one it knew of. */
  Workload onlyWith(String secretName) {
    return new Workload(
        kind,
        namespace,
        name,
        generation,
        uses.stream().filter(use -> use.secretName().equals(secretName)).toList(),
        baseline.map(whole -> whole.onlyWith(secretName)),
        restartHash,
        rollout,
        optedOut,
        labels,
        replicas);
  }
}
