package bot.orient.secrets.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A workload of any kind that consumes Secrets, for a test. Its pods have the label {@code app}
 * with its name.
 *
 * @param <T> the builder itself
 */
public abstract class TestWorkload<T extends TestWorkload<T>> {

  private final String namespace;
  private final String name;
  private final Map<String, String> annotations = new LinkedHashMap<>();
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final TestPodTemplate pods = new TestPodTemplate();

  TestWorkload(TestNamespace namespace, String name) {
    this.namespace = namespace.name();
    this.name = name;
  }

  abstract T self();

  public abstract HasMetadata build();

  /** On the workload itself, not on its pods. */
  public T annotation(String key, String value) {
    annotations.put(key, value);
    return self();
  }

  /** On the workload itself, not on its pods. */
  public T label(String key, String value) {
    labels.put(key, value);
    return self();
  }

  public T image(String reference) {
    pods.image(reference);
    return self();
  }

  /** A variable from one key. */
  public T env(String secret, String key) {
    pods.env(secret, key, false);
    return self();
  }

  /** A variable from one key, without which the pods start too. */
  public T optionalEnv(String secret, String key) {
    pods.env(secret, key, true);
    return self();
  }

  /** A variable of an init container. */
  public T initEnv(String secret, String key) {
    pods.initEnv(secret, key);
    return self();
  }

  /** A variable for each key. */
  public T envFrom(String secret) {
    pods.envFrom(secret);
    return self();
  }

  /** A mounted volume with a file for each of these keys, or for all when none is named. */
  public T volume(String secret, String... keys) {
    pods.volume(secret, keys);
    return self();
  }

  /** As {@link #volume}, and nobody mounts it. */
  public T unmountedVolume(String secret, String... keys) {
    pods.unmountedVolume(secret, keys);
    return self();
  }

  /** One key as a single mounted file, which Kubernetes does not refresh. */
  public T subPath(String secret, String key) {
    pods.subPath(secret, key);
    return self();
  }

  /** The same of a volume that has a file for each key. */
  public T subPathOfAll(String secret, String key) {
    pods.subPathOfAll(secret, key);
    return self();
  }

  /** A mounted projected volume with these keys, or with all when none is named. */
  public T projected(String secret, String... keys) {
    pods.projected(secret, keys);
    return self();
  }

  final String namespace() {
    return namespace;
  }

  final String name() {
    return name;
  }

  final ObjectMeta metadata() {
    return new ObjectMetaBuilder()
        .withNamespace(namespace)
        .withName(name)
        .withAnnotations(annotations.isEmpty() ? null : annotations)
        .withLabels(labels.isEmpty() ? null : labels)
        .build();
  }

  final LabelSelector selector() {
    return new LabelSelectorBuilder().addToMatchLabels("app", name).build();
  }

  final PodTemplateSpec template() {
    return pods.build(name);
  }
}
