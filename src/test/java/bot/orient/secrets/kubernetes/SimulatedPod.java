package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;

/** A pod, which keeps the values it started with until its container starts again. */
final class SimulatedPod {

  final String name;
  final PodTemplateSpec template;
  final Instant createdAt;
  SortedMap<String, String> values;
  Instant startedAt;
  private Instant readyAt;

  /**
   * @param values by {@code secret/key}
   */
  SimulatedPod(
      String name, PodTemplateSpec template, Instant createdAt, SortedMap<String, String> values) {
    this.name = name;
    this.template = template;
    this.createdAt = createdAt;
    this.values = values;
    this.startedAt = createdAt;
  }

  /** Its container ends, and another one starts with the values of now. */
  void crash(SortedMap<String, String> valuesOfNow, Instant now) {
    values = valuesOfNow;
    startedAt = now;
    readyAt = null;
  }

  boolean isReady() {
    return readyAt != null;
  }

  /** Whether it has just become ready. */
  boolean getReady(Instant now) {
    boolean good =
        values.values().stream().noneMatch(value -> value.startsWith("bad"))
            && !template.getSpec().getContainers().get(0).getImage().startsWith("bad");
    if (readyAt != null || !good || !now.isAfter(startedAt)) {
      return false;
    }
    readyAt = now;
    return true;
  }

  /** Whether it started with another value; it may be of a template that does not use the key. */
  boolean lacks(Map.Entry<String, String> value) {
    return !value.getValue().equals(values.getOrDefault(value.getKey(), value.getValue()));
  }

  Pod object() {
    PodBuilder pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withCreationTimestamp(createdAt.toString())
            .endMetadata()
            .withNewStatus()
            .addNewContainerStatus()
            .withNewState()
            .withNewRunning(startedAt.toString())
            .endState()
            .endContainerStatus()
            .endStatus();
    return readyAt == null
        ? pod.build()
        : pod.editStatus()
            .addNewCondition()
            .withType("Ready")
            .withStatus("True")
            .withLastTransitionTime(readyAt.toString())
            .endCondition()
            .endStatus()
            .build();
  }

  @Override
  public String toString() {
    return values.values() + (isReady() ? "" : "!");
  }
}
