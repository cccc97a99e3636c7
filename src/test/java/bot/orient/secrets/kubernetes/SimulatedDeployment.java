package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Consumption;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.RolloutPods;
import bot.orient.secrets.sync.RolloutRecord;
import bot.orient.secrets.sync.WorkloadId;
import bot.orient.secrets.sync.WorkloadMarks;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** A Deployment as the API server keeps it, and its pods. */
final class SimulatedDeployment {

  final WorkloadId id;
  final List<SimulatedPod> pods = new ArrayList<>();

  /** Those that the deployment controller has seen, oldest first. */
  final List<PodTemplateSpec> revisions = new ArrayList<>();

  private final LongSupplier versions;
  private Deployment object;

  SimulatedDeployment(Deployment object, LongSupplier versions) {
    this.id = id(object);
    this.versions = versions;
    this.object = object;
    edit(builder -> builder);
  }

  Deployment object() {
    return object;
  }

  static WorkloadId id(HasMetadata object) {
    return new WorkloadId(
        "Deployment", object.getMetadata().getNamespace(), object.getMetadata().getName());
  }

  static long version(Deployment object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }

  int wanted() {
    return object.getSpec().getReplicas();
  }

  static boolean isPaused(Deployment object) {
    return Boolean.TRUE.equals(object.getSpec().getPaused());
  }

  static boolean isOptedOut(Deployment object) {
    return "false".equals(object.getMetadata().getAnnotations().get(Markers.RESTART));
  }

  /** Writes, as anybody does; only a change of the spec makes another generation. */
  void edit(UnaryOperator<DeploymentBuilder> change) {
    Deployment next = change.apply(new DeploymentBuilder(object)).build();
    boolean sameSpec = next.getSpec().equals(object.getSpec());
    object =
        new DeploymentBuilder(next)
            .editMetadata()
            .withResourceVersion(Long.toString(versions.getAsLong()))
            .withGeneration(object.getMetadata().getGeneration() + (sameSpec ? 0 : 1))
            .endMetadata()
            .build();
  }

  /** What a server-side apply of ours does. */
  void apply(WorkloadMarks marks) {
    Map<String, String> annotations = new TreeMap<>(object.getMetadata().getAnnotations());
    annotations.remove(Markers.ROLLOUT);
    annotations.put(Markers.BASELINE, marks.baseline().toAnnotation());
    marks.rollout().ifPresent(record -> annotations.put(Markers.ROLLOUT, record.toAnnotation()));
    Map<String, String> onTemplate = templateAnnotations();
    onTemplate.remove(Markers.RESTART_HASH);
    marks.restartHash().ifPresent(hash -> onTemplate.put(Markers.RESTART_HASH, hash));
    edit(
        builder ->
            builder
                .editMetadata()
                .withAnnotations(annotations)
                .endMetadata()
                .editSpec()
                .editTemplate()
                .editMetadata()
                .withAnnotations(onTemplate)
                .endMetadata()
                .endTemplate()
                .endSpec());
  }

  Optional<String> restartHash() {
    return Optional.ofNullable(templateAnnotations().get(Markers.RESTART_HASH));
  }

  private Map<String, String> templateAnnotations() {
    return new TreeMap<>(object.getSpec().getTemplate().getMetadata().getAnnotations());
  }

  Optional<RolloutRecord> rollout() {
    return RolloutRecord.parse(object.getMetadata().getAnnotations().get(Markers.ROLLOUT));
  }

  boolean isStarted() {
    return rollout().filter(last -> last.phase() == RolloutRecord.Phase.STARTED).isPresent();
  }

  /** The template of the newest ReplicaSet. */
  Optional<PodTemplateSpec> newest() {
    return revisions.isEmpty()
        ? Optional.empty()
        : Optional.of(revisions.get(revisions.size() - 1));
  }

  List<SimulatedPod> newestPods() {
    return pods.stream().filter(pod -> newest().equals(Optional.of(pod.template))).toList();
  }

  /** Whether its controller has made a ReplicaSet of the template of now. */
  boolean hasReplicaSet() {
    return newest().equals(Optional.of(object.getSpec().getTemplate()));
  }

  /** All pods have the template of now and are ready. */
  boolean isRolledOut() {
    return hasReplicaSet()
        && pods.size() == wanted()
        && newestPods().size() == wanted()
        && pods.stream().allMatch(SimulatedPod::isReady);
  }

  RolloutPods podObjects() {
    return new RolloutPods(
        newestPods().stream().map(SimulatedPod::object).toList(),
        pods.stream().map(SimulatedPod::object).toList());
  }

  /** What a pod of a template gets when it starts. */
  static SortedMap<String, String> values(
      PodTemplateSpec template, Map<String, SimulatedSecret> secrets) {
    SortedMap<String, String> values = new TreeMap<>();
    Consumption.of(template.getSpec())
        .forEach(
            use ->
                SimulatedSecret.KEYS.stream()
                    .filter(key -> use.keys().covers(key))
                    .forEach(
                        key ->
                            values.put(
                                use.secretName() + "/" + key,
                                secrets.get(use.secretName()).value(key))));
    return values;
  }

  @Override
  public String toString() {
    return "%s@%d/%s%s %s %s"
        .formatted(
            id.namespace() + "/" + id.name(),
            version(object),
            object.getMetadata().getLabels().getOrDefault("tier", "-"),
            isPaused(object) ? " paused" : "",
            rollout().map(last -> last.phase() + " " + last.changed()).orElse("never restarted"),
            newestPods() + (pods.size() > newestPods().size() ? "+old" : ""));
  }
}
