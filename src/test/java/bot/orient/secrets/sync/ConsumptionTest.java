package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.SecretUse.EveryKey;
import bot.orient.secrets.sync.SecretUse.Medium;
import bot.orient.secrets.sync.SecretUse.OneFile;
import bot.orient.secrets.sync.SecretUse.OneKey;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsumptionTest {

  private static SecretUse variable(String secretName, String dataKey, boolean optional) {
    return new SecretUse(secretName, new OneKey(dataKey), Medium.ENVIRONMENT, optional);
  }

  private static SecretUse whole(String secretName, Medium medium, boolean optional) {
    return new SecretUse(secretName, new EveryKey(), medium, optional);
  }

  private static EnvVar env(String secretName, String dataKey, Boolean optional) {
    return new EnvVarBuilder()
        .withName("X")
        .withNewValueFrom()
        .withNewSecretKeyRef(dataKey, secretName, optional)
        .endValueFrom()
        .build();
  }

  private static EnvFromSource envFrom(String prefix, String secretName, Boolean optional) {
    return new EnvFromSourceBuilder()
        .withPrefix(prefix)
        .withNewSecretRef(secretName, optional)
        .build();
  }

  private static Volume secretVolume(String secretName) {
    return new VolumeBuilder()
        .withName("vol")
        .withNewSecret()
        .withSecretName(secretName)
        .endSecret()
        .build();
  }

  private static Volume volumeOfSourcesWithoutASecretAndItsName() {
    return new VolumeBuilder()
        .withName("vol")
        .withNewProjected()
        .addNewSource()
        .endSource()
        .addNewSource()
        .withNewSecret()
        .endSecret()
        .endSource()
        .endProjected()
        .build();
  }

  private static VolumeMount mount(String volume) {
    return new VolumeMountBuilder().withName(volume).withMountPath("/" + volume).build();
  }

  private static VolumeMount subPathMount(String volume, String subPath) {
    return new VolumeMountBuilder(mount(volume)).withSubPath(subPath).build();
  }

  /** {@code A} as {@code conf/a.txt}, {@code B} as {@code conf.d/b.txt}, {@code C} beside them. */
  private static Volume volumeWithDirectories() {
    return new VolumeBuilder()
        .withName("vol")
        .withNewSecret()
        .withSecretName("app")
        .addNewItem("A", null, "conf/a.txt")
        .addNewItem("B", null, "conf.d/b.txt")
        .addNewItem("C", null, "c.txt")
        .endSecret()
        .build();
  }

  private static SecretUse file(String secretName, String dataKey, boolean optional) {
    return new SecretUse(secretName, new OneFile(dataKey), Medium.ENVIRONMENT, optional);
  }

  private static Container with(EnvVar... variables) {
    return new ContainerBuilder().withName("app").withEnv(variables).build();
  }

  private static Container with(VolumeMount... mounts) {
    return new ContainerBuilder().withName("app").withVolumeMounts(mounts).build();
  }

  private static PodSpec pod(Container... containers) {
    return new PodSpecBuilder().withContainers(containers).build();
  }

  private static PodSpec pod(Volume volume, VolumeMount... mounts) {
    return new PodSpecBuilder().withContainers(with(mounts)).withVolumes(volume).build();
  }

  @Test
  void findsVariables() {
    assertThat(Consumption.of(pod(with(env("app", "A", null), env("db", "B", true)))))
        .containsExactly(variable("app", "A", false), variable("db", "B", true));
  }

  @Test
  void findsAllVariablesWithAnyPrefix() {
    Container container =
        new ContainerBuilder()
            .withEnvFrom(envFrom("APP_", "app", false), envFrom(null, "db", true))
            .build();
    assertThat(Consumption.of(pod(container)))
        .containsExactly(
            whole("app", Medium.ENVIRONMENT, false), whole("db", Medium.ENVIRONMENT, true));
  }

  @Test
  void findsWhatInitContainersUse() {
    PodSpec spec =
        new PodSpecBuilder()
            .withInitContainers(with(env("app", "A", null)), with(mount("vol")))
            .withVolumes(secretVolume("files"))
            .build();
    assertThat(Consumption.of(spec))
        .containsExactly(variable("app", "A", false), whole("files", Medium.FILE, false));
  }

  @Test
  void findsWholeVolumes() {
    assertThat(Consumption.of(pod(secretVolume("app"), mount("vol"))))
        .containsExactly(whole("app", Medium.FILE, false));
  }

  @Test
  void findsTheItemsOfAVolume() {
    Volume volume =
        new VolumeBuilder()
            .withName("vol")
            .withNewSecret()
            .withSecretName("app")
            .withOptional(true)
            .addNewItem("A", null, "a.txt")
            .addNewItem("B", null, "b.txt")
            .endSecret()
            .build();
    assertThat(Consumption.of(pod(volume, mount("vol"))))
        .containsExactly(
            new SecretUse("app", new OneKey("A"), Medium.FILE, true),
            new SecretUse("app", new OneKey("B"), Medium.FILE, true));
  }

  @Test
  void findsProjectedVolumes() {
    Volume volume =
        new VolumeBuilder()
            .withName("vol")
            .withNewProjected()
            .addNewSource()
            .withNewConfigMap()
            .withName("ignored")
            .endConfigMap()
            .endSource()
            .addNewSource()
            .withNewSecret()
            .withName("app")
            .addNewItem("A", null, "a.txt")
            .endSecret()
            .endSource()
            .addNewSource()
            .withNewSecret()
            .withName("db")
            .withOptional(true)
            .endSecret()
            .endSource()
            .endProjected()
            .build();
    assertThat(Consumption.of(pod(volume, mount("vol"))))
        .containsExactly(
            new SecretUse("app", new OneKey("A"), Medium.FILE, false),
            whole("db", Medium.FILE, true));
    assertThat(Consumption.of(pod(volume, subPathMount("vol", "a.txt"))))
        .containsExactly(variable("app", "A", false), file("db", "a.txt", true));
  }

  @Test
  void leavesOutAVolumeThatNoContainerMounts() {
    assertThat(Consumption.of(pod(secretVolume("app"), mount("other")))).isEmpty();
  }

  @Test
  void countsASubPathMountAsEnvironmentAndAsUseOfThatFileOnly() {
    List<SecretUse> expected = List.of(file("app", "A", false));
    assertThat(Consumption.of(pod(secretVolume("app"), subPathMount("vol", "A"))))
        .isEqualTo(expected);
    assertThat(Consumption.of(pod(secretVolume("app"), subPathMount("vol", "./A/"))))
        .isEqualTo(expected);
    assertThat(
            Consumption.of(
                pod(secretVolume("app"), subPathMount("vol", "A"), subPathMount("vol", "B"))))
        .containsExactly(file("app", "A", false), file("app", "B", false));
  }

  /** Of a whole volume a pod waits for the Secret only. */
  @Test
  void takesAFileOfAWholeVolumeForOneThatPodsStartWithout() {
    SecretUse use = file("app", "A", false);
    assertThat(use.keys().covers("A")).isTrue();
    assertThat(use.keys().covers("B")).isFalse();
    assertThat(use.requiresItsKey()).isFalse();
  }

  @Test
  void findsTheItemsAtOrBelowASubPath() {
    Volume volume = volumeWithDirectories();
    assertThat(Consumption.of(pod(volume, subPathMount("vol", "conf/a.txt"))))
        .containsExactly(variable("app", "A", false));
    assertThat(Consumption.of(pod(volume, subPathMount("vol", "conf"))))
        .containsExactly(variable("app", "A", false));
    assertThat(Consumption.of(pod(volume, subPathMount("vol", "c.txt"))))
        .containsExactly(variable("app", "C", false));
    assertThat(Consumption.of(pod(volume, subPathMount("vol", "C")))).isEmpty();
    assertThat(Consumption.of(pod(volume, subPathMount("vol", "conf/a.txt/deeper")))).isEmpty();
    assertThat(Consumption.of(pod(secretVolume("app"), subPathMount("vol", "A/deeper")))).isEmpty();
  }

  @Test
  void countsASubPathThatOnlyTheKubeletCanTellAsUseOfTheWholeSecret() {
    VolumeMount expression =
        new VolumeMountBuilder(mount("vol")).withSubPathExpr("$(POD_NAME)").build();
    List<SecretUse> expected = List.of(whole("app", Medium.ENVIRONMENT, false));
    assertThat(Consumption.of(pod(secretVolume("app"), expression))).isEqualTo(expected);
    for (String subPath : List.of(".", "..data", "..data/A")) {
      assertThat(Consumption.of(pod(secretVolume("app"), subPathMount("vol", subPath))))
          .as(subPath)
          .isEqualTo(expected);
    }
    assertThat(Consumption.of(pod(volumeWithDirectories(), subPathMount("vol", "..data"))))
        .extracting(SecretUse::keys)
        .containsExactly(new OneKey("A"), new OneKey("B"), new OneKey("C"));
  }

  @Test
  void countsAVolumeMountedBothWaysTwice() {
    assertThat(Consumption.of(pod(secretVolume("app"), mount("vol"), subPathMount("vol", "A"))))
        .containsExactlyInAnyOrder(file("app", "A", false), whole("app", Medium.FILE, false));
  }

  @Test
  void namesEachUseOnce() {
    Container container = with(env("app", "A", null), env("app", "A", false));
    assertThat(Consumption.of(pod(container, container)))
        .containsExactly(variable("app", "A", false));
  }

  @Test
  void leavesOutImagePullSecretsAndEphemeralContainers() {
    PodSpec spec =
        new PodSpecBuilder()
            .addNewImagePullSecret("registry")
            .addNewEphemeralContainer()
            .withName("debug")
            .withEnv(env("app", "A", null))
            .endEphemeralContainer()
            .build();
    assertThat(Consumption.of(spec)).isEmpty();
  }

  @Test
  void standsMissingParts() {
    PodSpec hollow = new PodSpec();
    hollow.setContainers(null);
    hollow.setInitContainers(null);
    hollow.setVolumes(null);
    Container container = with(env(null, "A", null), env("app", null, null));
    container.setEnvFrom(Arrays.asList(null, new EnvFromSource(), envFrom("", null, null)));
    container.setVolumeMounts(List.of(new VolumeMount(), mount("vol")));
    container.getEnv().add(new EnvVar("PLAIN", "value", null));
    container.getEnv().add(new EnvVar("EMPTY", null, new EnvVarSource()));
    PodSpec partial = pod(container);
    partial.setInitContainers(Collections.singletonList(new Container()));
    partial.setVolumes(
        List.of(new Volume(), secretVolume(null), volumeOfSourcesWithoutASecretAndItsName()));
    assertThat(Consumption.of(null)).isEmpty();
    assertThat(Consumption.of(hollow)).isEmpty();
    assertThat(Consumption.of(partial)).isEmpty();
  }
}
