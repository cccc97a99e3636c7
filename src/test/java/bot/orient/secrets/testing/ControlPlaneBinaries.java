package bot.orient.secrets.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The programs of a control plane.
 *
 * @param version of the API server, such as 1.20.2
 */
public record ControlPlaneBinaries(
    String version, Path etcd, Path kubeApiserver, Path kubeControllerManager) {
  static final List<String> NAMES = List.of("etcd", "kube-apiserver", "kube-controller-manager");

  private static final Pattern VERSION = Pattern.compile("v?(\\d+\\.(\\d+)\\.\\d+)");

  /**
   * Finds the programs: given by KUBEBUILDER_ASSETS, else cached, else downloaded, else built from
   * Debian's packages, which takes minutes once.
   *
   * @param progress told in one line what each long step does, and every 30 s that it still runs
   * @throws MissingBinariesException saying why each source had none and what to do
   */
  public static ControlPlaneBinaries find(Consumer<String> progress) {
    return BinarySources.standard(System.getenv(), progress).find();
  }

  static ControlPlaneBinaries inDirectory(Path directory) {
    return of(
        directory.resolve("etcd"),
        directory.resolve("kube-apiserver"),
        directory.resolve("kube-controller-manager"));
  }

  static ControlPlaneBinaries of(Path etcd, Path kubeApiserver, Path kubeControllerManager) {
    return new ControlPlaneBinaries(
        versionOf(kubeApiserver), etcd, kubeApiserver, kubeControllerManager);
  }

  /**
   * Asks the program for its version, such as 1.20.2.
   *
   * @throws MissingBinariesException if it does not run on this machine
   */
  static String versionOf(Path kubernetesProgram) {
    CommandResult result = Command.run(List.of(kubernetesProgram.toString(), "--version"));
    Matcher version = VERSION.matcher(result.stdout());
    if (result.exit() != 0 || !version.find()) {
      throw new MissingBinariesException(
          "%s --version does not tell a version (exit code %d: %s). Is it built for this machine?"
              .formatted(kubernetesProgram, result.exit(), result.stderr().strip()));
    }
    return version.group(1);
  }

  int minorVersion() {
    Matcher matcher = VERSION.matcher(version);
    if (!matcher.matches()) {
      throw new IllegalStateException("not a version: " + version);
    }
    return Integer.parseInt(matcher.group(2));
  }
}
