package bot.orient.secrets.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines of the three servers, for Kubernetes 1.20 to 1.33. */
final class ServerFlags {
  /** The last minor version whose controller manager has an insecure port to switch off. */
  private static final int LAST_MINOR_WITH_INSECURE_PORT = 23;

  /**
   * Only what the tests look at: the others cost start-up time and need cloud, node or certificate
   * settings. The short names work in every version; newer ones know them as aliases.
   */
  private static final String CONTROLLERS =
      "deployment,replicaset,statefulset,daemonset,job,garbagecollector,namespace,serviceaccount";

  private final ControlPlaneBinaries binaries;
  private final Path directory;
  private final int etcdPort;

  ServerFlags(ControlPlaneBinaries binaries, Path directory, int etcdPort) {
    this.binaries = binaries;
    this.directory = directory;
    this.etcdPort = etcdPort;
  }

  String etcdUrl() {
    return "http://127.0.0.1:" + etcdPort;
  }

  Path etcdData() {
    return directory.resolve("etcd");
  }

  List<String> etcd() {
    List<String> command =
        new ArrayList<>(
            List.of(
                binaries.etcd().toString(),
                "--data-dir=" + etcdData(),
                "--listen-client-urls=" + etcdUrl(),
                "--advertise-client-urls=" + etcdUrl(),
                "--listen-peer-urls=http://127.0.0.1:0"));
    // Nothing here has to survive a power cut. etcd 3.4 does not know the flag.
    if (Command.run(List.of(binaries.etcd().toString(), "--help"))
        .stdout()
        .contains("unsafe-no-fsync")) {
      command.add("--unsafe-no-fsync");
    }
    return command;
  }

  List<String> apiServer(ClusterAccess access, int port) {
    return List.of(
        binaries.kubeApiserver().toString(),
        "--etcd-servers=" + etcdUrl(),
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        // A loopback address is no valid endpoint of the service "kubernetes"; nothing here uses
        // it.
        "--endpoint-reconciler-type=none",
        "--secure-port=" + port,
        "--cert-dir=" + access.certificates(),
        "--token-auth-file=" + access.tokenFile(),
        "--authorization-mode=RBAC",
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-key-file=" + access.serviceAccountKey(),
        "--service-account-signing-key-file=" + access.serviceAccountKey(),
        "--service-cluster-ip-range=10.0.0.0/24",
        // Pods need no service account token: nothing runs them.
        "--disable-admission-plugins=ServiceAccount",
        "--audit-policy-file=" + access.auditPolicy(),
        "--audit-log-path=" + access.auditLog(),
        "--profiling=false");
  }

  List<String> controllerManager(ClusterAccess access) {
    List<String> command =
        new ArrayList<>(
            List.of(
                binaries.kubeControllerManager().toString(),
                "--kubeconfig=" + access.kubeconfig(ClusterUser.ADMIN.name()),
                "--service-account-private-key-file=" + access.serviceAccountKey(),
                "--controllers=" + CONTROLLERS,
                "--leader-elect=false",
                // By default 20 requests a second, which hundreds of rollouts would wait for.
                "--kube-api-qps=500",
                "--kube-api-burst=1000",
                "--secure-port=0",
                "--profiling=false"));
    if (binaries.minorVersion() <= LAST_MINOR_WITH_INSECURE_PORT) {
      command.add("--port=0");
    }
    return command;
  }
}
