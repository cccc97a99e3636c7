package bot.orient.secrets.sync;

import bot.orient.secrets.sync.SecretUse.Medium;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a container mounts of a volume.
 *
 * @param path to a file or directory in the volume, name by name; empty for the whole volume, or
 *     where only the kubelet can tell
 */
record MountedPart(Medium medium, List<String> path) {

  /** No name of a file begins so; the kubelet keeps its own links to all files under such names. */
  private static final String RESERVED = "..";

  MountedPart {
    path = List.copyOf(path);
  }

  static MountedPart of(VolumeMount mount) {
    if (isGiven(mount.getSubPathExpr())) {
      return new MountedPart(Medium.ENVIRONMENT, List.of());
    }
    if (!isGiven(mount.getSubPath())) {
      return new MountedPart(Medium.FILE, List.of());
    }
    List<String> path = names(mount.getSubPath());
    boolean reserved = path.stream().anyMatch(name -> name.startsWith(RESERVED));
    // The kubelet never refreshes a subPath mount, so its content is as fixed as a variable.
    return new MountedPart(Medium.ENVIRONMENT, reserved ? List.of() : path);
  }

  boolean isWhole() {
    return path.isEmpty();
  }

  /** Whether it is this file, or a directory that has it. */
  boolean has(String file) {
    List<String> names = names(file);
    return names.size() >= path.size() && names.subList(0, path.size()).equals(path);
  }

  /** The file that it is in a volume without directories; empty if it cannot be one. */
  Optional<String> name() {
    return path.size() == 1 ? Optional.of(path.get(0)) : Optional.empty();
  }

  private static List<String> names(String path) {
    return path == null
        ? Collections.emptyList()
        : Stream.of(path.split("/")).filter(name -> !name.isEmpty() && !name.equals(".")).toList();
  }

  private static boolean isGiven(String path) {
    return path != null && !path.isEmpty();
  }
}
