package bot.orient.secrets.testing;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.KeyToPathBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Deployment that consumes Secrets, for a test. Keeps the ReplicaSets of many rollouts. */
public final class TestDeployment {

  /** So that counting ReplicaSets counts rollouts. */
  private static final int HISTORY = 100;

  private final String namespace;
  private final String name;
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final Map<String, String> annotations = new LinkedHashMap<>();
  private final List<EnvVar> variables = new ArrayList<>();
  private final List<EnvVar> initVariables = new ArrayList<>();
  private final List<EnvFromSource> variableSources = new ArrayList<>();
  private final List<Volume> volumes = new ArrayList<>();
  private final List<VolumeMount> mounts = new ArrayList<>();
  private String image = "example.test/app:1";
  private int replicas = 1;
  private Integer progressDeadlineSeconds;
  private Boolean paused;

  private TestDeployment(String namespace, String name) {
    this.namespace = namespace;
    this.name = name;
  }

  public static TestDeployment named(TestNamespace namespace, String name) {
    return new TestDeployment(namespace.name(), name);
  }

  public TestDeployment replicas(int count) {
    replicas = count;
    return this;
  }

  public TestDeployment image(String reference) {
    image = reference;
    return this;
  }

  /** On the Deployment itself, not on its pods. */
  public TestDeployment annotation(String key, String value) {
    annotations.put(key, value);
    return this;
  }

  /** On the Deployment itself, not on its pods. */
  public TestDeployment label(String key, String value) {
    labels.put(key, value);
    return this;
  }

  public TestDeployment progressDeadlineSeconds(int seconds) {
    progressDeadlineSeconds = seconds;
    return this;
  }

  public TestDeployment paused() {
    paused = true;
    return this;
  }

  /** A variable from one key. */
  public TestDeployment env(String secret, String key) {
    variables.add(variable(secret, key, false));
    return this;
  }

  /** A variable from one key, without which the pods start too. */
  public TestDeployment optionalEnv(String secret, String key) {
    variables.add(variable(secret, key, true));
    return this;
  }

  /** A variable of an init container. */
  public TestDeployment initEnv(String secret, String key) {
    initVariables.add(variable(secret, key, false));
    return this;
  }

  /** A variable for each key. */
  public TestDeployment envFrom(String secret) {
    variableSources.add(
        new EnvFromSourceBuilder()
            .withPrefix("FROM_")
            .withNewSecretRef()
            .withName(secret)
            .endSecretRef()
            .build());
    return this;
  }

  /** A mounted volume with a file for each of these keys, or for all when none is named. */
  public TestDeployment volume(String secret, String... keys) {
    return mounted(secretVolume(secret, keys), null);
  }

  /** As {@link #volume}, and nobody mounts it. */
  public TestDeployment unmountedVolume(String secret, String... keys) {
    volumes.add(secretVolume(secret, keys));
    return this;
  }

  /** One key as a single mounted file, which Kubernetes does not refresh. */
  public TestDeployment subPath(String secret, String key) {
    return mounted(secretVolume(secret, key), key);
  }

  /** A mounted projected volume with these keys, or with all when none is named. */
  public TestDeployment projected(String secret, String... keys) {
    return mounted(
        new VolumeBuilder()
            .withName(nextVolumeName())
            .withNewProjected()
            .addNewSource()
            .withNewSecret()
            .withName(secret)
            .withItems(items(keys))
            .endSecret()
            .endSource()
            .endProjected()
            .build(),
        null);
  }

  private TestDeployment mounted(Volume volume, String subPath) {
    volumes.add(volume);
    mounts.add(
        new VolumeMountBuilder()
            .withName(volume.getName())
            .withMountPath("/mnt/" + volume.getName())
            .withSubPath(subPath)
            .build());
    return this;
  }

  private Volume secretVolume(String secret, String... keys) {
    return new VolumeBuilder()
        .withName(nextVolumeName())
        .withNewSecret()
        .withSecretName(secret)
        .withItems(items(keys))
        .endSecret()
        .build();
  }

  private String nextVolumeName() {
    return "volume-" + volumes.size();
  }

  private static List<KeyToPath> items(String... keys) {
    return Stream.of(keys)
        .map(key -> new KeyToPathBuilder().withKey(key).withPath(key).build())
        .toList();
  }

  private static EnvVar variable(String secret, String key, boolean optional) {
    return new EnvVarBuilder()
        .withName(key)
        .withNewValueFrom()
        .withNewSecretKeyRef()
        .withName(secret)
        .withKey(key)
        .withOptional(optional ? true : null)
        .endSecretKeyRef()
        .endValueFrom()
        .build();
  }

  public Deployment build() {
    Map<String, String> selector = Map.of("app", name);
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withLabels(labels.isEmpty() ? null : labels)
        .withAnnotations(annotations.isEmpty() ? null : annotations)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withProgressDeadlineSeconds(progressDeadlineSeconds)
        .withPaused(paused)
        .withRevisionHistoryLimit(HISTORY)
        .withNewSelector()
        .withMatchLabels(selector)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(selector)
        .endMetadata()
        .withNewSpec()
        .addAllToInitContainers(
            initVariables.isEmpty()
                ? List.of()
                : List.of(
                    new ContainerBuilder()
                        .withName("init")
                        .withImage(image)
                        .withEnv(initVariables)
                        .build()))
        .addNewContainer()
        .withName("main")
        .withImage(image)
        .withEnv(variables)
        .withEnvFrom(variableSources)
        .withVolumeMounts(mounts)
        .endContainer()
        .withVolumes(volumes)
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
