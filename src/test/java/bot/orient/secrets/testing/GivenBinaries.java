package bot.orient.secrets.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Programs the user names: KUBEBUILDER_ASSETS is a directory with etcd and kube-apiserver. Such a
 * directory often lacks kube-controller-manager, which then is the file KUBE_CONTROLLER_MANAGER or
 * a download of the same version.
 */
final class GivenBinaries implements BinarySource {
  private static final String CONTROLLER_MANAGER = "kube-controller-manager";

  private final Map<String, String> environment;
  private final BinaryCache cache;
  private final ControllerManagerDownload download;

  /** Fetches kube-controller-manager of a version into a directory. */
  @FunctionalInterface
  interface ControllerManagerDownload {
    void controllerManager(String version, Path directory) throws IOException;
  }

  GivenBinaries(
      Map<String, String> environment, BinaryCache cache, ControllerManagerDownload download) {
    this.environment = environment;
    this.cache = cache;
    this.download = download;
  }

  @Override
  public Result find() {
    return setting("KUBEBUILDER_ASSETS")
        .<Result>map(assets -> new Found(in(Path.of(assets))))
        .orElseGet(() -> new Absent("given: KUBEBUILDER_ASSETS is not set"));
  }

  private ControlPlaneBinaries in(Path assets) {
    for (String program : List.of("etcd", "kube-apiserver")) {
      if (!Files.isExecutable(assets.resolve(program))) {
        throw new MissingBinariesException(
            "KUBEBUILDER_ASSETS=%s has no executable %s. Put it there, or unset KUBEBUILDER_ASSETS."
                .formatted(assets, program));
      }
    }
    Path apiServer = assets.resolve("kube-apiserver");
    return ControlPlaneBinaries.of(
        assets.resolve("etcd"), apiServer, controllerManager(assets, apiServer));
  }

  private Path controllerManager(Path assets, Path apiServer) {
    Path beside = assets.resolve(CONTROLLER_MANAGER);
    if (Files.isExecutable(beside)) {
      return beside;
    }
    return setting("KUBE_CONTROLLER_MANAGER")
        .map(Path::of)
        .map(GivenBinaries::requireExecutable)
        .orElseGet(() -> downloaded(assets, ControlPlaneBinaries.versionOf(apiServer)));
  }

  private static Path requireExecutable(Path file) {
    if (!Files.isExecutable(file)) {
      throw new MissingBinariesException(
          "KUBE_CONTROLLER_MANAGER=%s is no executable file. Correct it, or unset it."
              .formatted(file));
    }
    return file;
  }

  private Path downloaded(Path assets, String version) {
    try {
      return cache
          .publish(
              CONTROLLER_MANAGER + "-" + version,
              List.of(CONTROLLER_MANAGER),
              directory -> download.controllerManager(version, directory))
          .resolve(CONTROLLER_MANAGER);
    } catch (IOException e) {
      throw new MissingBinariesException(
          """
          KUBEBUILDER_ASSETS=%s has no kube-controller-manager, and version %s could not be downloaded (%s). \
          Put it there, set KUBE_CONTROLLER_MANAGER to its path, or unset KUBEBUILDER_ASSETS."""
              .formatted(assets, version, e.getMessage()));
    }
  }

  private Optional<String> setting(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }
}
