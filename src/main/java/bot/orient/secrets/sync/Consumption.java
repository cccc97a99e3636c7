package bot.orient.secrets.sync;

import bot.orient.secrets.sync.SecretUse.EveryKey;
import bot.orient.secrets.sync.SecretUse.KeySelection;
import bot.orient.secrets.sync.SecretUse.Medium;
import bot.orient.secrets.sync.SecretUse.OneFile;
import bot.orient.secrets.sync.SecretUse.OneKey;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.SecretEnvSource;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.SecretProjection;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds in a pod spec every Secret whose values the containers get when they start.
 *
 * <p>Left out on purpose: {@code imagePullSecrets} and the credentials of storage drivers are used
 * by the kubelet, not by the process, and are read anew each time; ephemeral containers are never
 * part of a template, and a restart removes them.
 */
public final class Consumption {

  private Consumption() {}

  /** The distinct uses, in the order of the pod spec; empty for a null spec. */
  public static List<SecretUse> of(PodSpec spec) {
    if (spec == null) {
      return List.of();
    }
    List<Container> containers =
        Stream.concat(present(spec.getInitContainers()), present(spec.getContainers())).toList();
    Set<SecretUse> uses = new LinkedHashSet<>();
    for (Container container : containers) {
      present(container.getEnv()).forEach(variable -> addVariable(uses, variable));
      present(container.getEnvFrom()).forEach(source -> addAllVariables(uses, source));
    }
    List<VolumeMount> mounts =
        containers.stream().flatMap(container -> present(container.getVolumeMounts())).toList();
    present(spec.getVolumes()).forEach(volume -> addVolume(uses, volume, mounts));
    return List.copyOf(uses);
  }

  private static void addVariable(Set<SecretUse> uses, EnvVar variable) {
    if (variable.getValueFrom() == null || variable.getValueFrom().getSecretKeyRef() == null) {
      return;
    }
    SecretKeySelector selector = variable.getValueFrom().getSecretKeyRef();
    if (named(selector.getName()) && named(selector.getKey())) {
      uses.add(
          new SecretUse(
              selector.getName(),
              new OneKey(selector.getKey()),
              Medium.ENVIRONMENT,
              isTrue(selector.getOptional())));
    }
  }

  private static void addAllVariables(Set<SecretUse> uses, EnvFromSource source) {
    SecretEnvSource secret = source.getSecretRef();
    if (secret != null && named(secret.getName())) {
      uses.add(
          new SecretUse(
              secret.getName(), new EveryKey(), Medium.ENVIRONMENT, isTrue(secret.getOptional())));
    }
  }

  /** A volume that no container mounts adds none: no process sees its values. */
  private static void addVolume(Set<SecretUse> uses, Volume volume, List<VolumeMount> mounts) {
    mounts.stream()
        .filter(mount -> named(volume.getName()) && volume.getName().equals(mount.getName()))
        .map(MountedPart::of)
        .distinct()
        .forEach(
            part -> {
              addSecretVolume(uses, volume.getSecret(), part);
              addProjectedVolume(uses, volume.getProjected(), part);
            });
  }

  private static void addSecretVolume(
      Set<SecretUse> uses, SecretVolumeSource secret, MountedPart part) {
    if (secret != null && named(secret.getSecretName())) {
      addFiles(uses, secret.getSecretName(), secret.getItems(), part, isTrue(secret.getOptional()));
    }
  }

  private static void addProjectedVolume(
      Set<SecretUse> uses, ProjectedVolumeSource projected, MountedPart part) {
    if (projected == null) {
      return;
    }
    present(projected.getSources())
        .map(VolumeProjection::getSecret)
        .filter(Objects::nonNull)
        .filter(secret -> named(secret.getName()))
        .forEach(secret -> addProjection(uses, secret, part));
  }

  private static void addProjection(
      Set<SecretUse> uses, SecretProjection secret, MountedPart part) {
    addFiles(uses, secret.getName(), secret.getItems(), part, isTrue(secret.getOptional()));
  }

  private static void addFiles(
      Set<SecretUse> uses,
      String secretName,
      List<KeyToPath> items,
      MountedPart part,
      boolean optional) {
    selections(items, part)
        .map(keys -> new SecretUse(secretName, keys, part.medium(), optional))
        .forEach(uses::add);
  }

  private static Stream<KeySelection> selections(List<KeyToPath> items, MountedPart part) {
    if (items == null || items.isEmpty()) {
      return part.isWhole()
          ? Stream.of(new EveryKey())
          : part.name().<KeySelection>map(OneFile::new).stream();
    }
    return present(items)
        .filter(item -> part.isWhole() || part.has(item.getPath()))
        .map(KeyToPath::getKey)
        .filter(Consumption::named)
        .map(OneKey::new);
  }

  private static <T> Stream<T> present(Collection<T> items) {
    return items == null ? Stream.empty() : items.stream().filter(Objects::nonNull);
  }

  private static boolean named(String name) {
    return name != null && !name.isEmpty();
  }

  private static boolean isTrue(Boolean flag) {
    return Boolean.TRUE.equals(flag);
  }
}
