package bot.orient.secrets.testing;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.KeyToPathBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The pods of a {@link TestWorkload}: one container, and an init container if it has variables. */
final class TestPodTemplate {

  private final List<EnvVar> variables = new ArrayList<>();
  private final List<EnvVar> initVariables = new ArrayList<>();
  private final List<EnvFromSource> variableSources = new ArrayList<>();
  private final List<Volume> volumes = new ArrayList<>();
  private final List<VolumeMount> mounts = new ArrayList<>();
  private String image = "example.test/app:1";

  void image(String reference) {
    image = reference;
  }

  void env(String secret, String key, boolean optional) {
    variables.add(variable(secret, key, optional));
  }

  void initEnv(String secret, String key) {
    initVariables.add(variable(secret, key, false));
  }

  void envFrom(String secret) {
    variableSources.add(
        new EnvFromSourceBuilder()
            .withPrefix("FROM_")
            .withNewSecretRef()
            .withName(secret)
            .endSecretRef()
            .build());
  }

  void volume(String secret, String... keys) {
    mounted(secretVolume(secret, keys), null);
  }

  void unmountedVolume(String secret, String... keys) {
    volumes.add(secretVolume(secret, keys));
  }

  void subPath(String secret, String key) {
    mounted(secretVolume(secret, key), key);
  }

  void subPathOfAll(String secret, String key) {
    mounted(secretVolume(secret), key);
  }

  void projected(String secret, String... keys) {
    mounted(
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

  private void mounted(Volume volume, String subPath) {
    volumes.add(volume);
    mounts.add(
        new VolumeMountBuilder()
            .withName(volume.getName())
            .withMountPath("/mnt/" + volume.getName())
            .withSubPath(subPath)
            .build());
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

  /**
   * @param name of the workload, the label {@code app} of the pods
   */
  PodTemplateSpec build(String name) {
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .addToLabels("app", name)
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
        .build();
  }
}
