package bot.orient.secrets.testing;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;

/** The one control plane of this JVM, started when first asked for. */
final class SharedControlPlane implements AutoCloseable {
  /** Users without rights of their own, for tests to bind roles to. */
  static final List<ClusterUser> USERS =
      List.of(ClusterUser.OPERATOR, ClusterUser.named("alice"), ClusterUser.named("bob"));

  private static final Path CRDS = Path.of("crds");

  private final ControlPlane controlPlane;
  private final KubernetesClient client;

  private SharedControlPlane(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    this.client = controlPlane.client();
  }

  static SharedControlPlane start() {
    Path directory =
        Path.of("target", "control-plane", Long.toString(ProcessHandle.current().pid()));
    ControlPlaneBinaries binaries = ControlPlaneBinaries.find(System.err::println);
    Directories.delete(directory); // of an earlier process with the same id
    ControlPlane controlPlane = ControlPlane.start(binaries, directory, USERS);
    try {
      controlPlane.installCrds(CRDS);
      return new SharedControlPlane(controlPlane);
    } catch (RuntimeException e) {
      controlPlane.close();
      throw e;
    }
  }

  ControlPlane controlPlane() {
    return controlPlane;
  }

  KubernetesClient client() {
    return client;
  }

  @Override
  public void close() {
    client.close();
    controlPlane.close();
  }
}
