package bot.orient.secrets.testing;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A real control plane without nodes on 127.0.0.1: etcd, kube-apiserver and
 * kube-controller-manager. Nothing runs pods; see {@link FakeKubelet}. The processes end with
 * {@link #close()} and never outlive this JVM.
 */
public final class ControlPlane implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofSeconds(90);

  private final ControlPlaneBinaries binaries;
  private final Path directory;
  private final ServerFlags flags;
  private final ClusterAccess access;
  private final int apiServerPort;
  private final Thread shutdownHook = new Thread(this::stopEverything, "control-plane-shutdown");
  private ServerProcess etcd;
  private ServerProcess apiServer;
  private ServerProcess controllerManager;

  private ControlPlane(ControlPlaneBinaries binaries, Path directory, List<ClusterUser> users)
      throws IOException {
    this.binaries = binaries;
    this.directory = Files.createDirectories(directory).toAbsolutePath();
    this.apiServerPort = FreePort.pick();
    this.flags = new ServerFlags(binaries, this.directory, FreePort.pick());
    this.access = new ClusterAccess(this.directory, apiServerPort, users);
  }

  /** As {@link #start(ControlPlaneBinaries, Path, List)}, with the user admin alone. */
  public static ControlPlane start(ControlPlaneBinaries binaries, Path directory) {
    return start(binaries, directory, List.of());
  }

  /**
   * Starts and waits until namespace "default" exists: about 5 s on two cores.
   *
   * @param directory for data, keys and logs; must not hold those of another control plane
   * @param users in addition to {@link ClusterUser#ADMIN}
   * @throws IllegalStateException with the end of the log of the server that did not start
   */
  public static ControlPlane start(
      ControlPlaneBinaries binaries, Path directory, List<ClusterUser> users) {
    ControlPlane controlPlane;
    try {
      controlPlane = new ControlPlane(binaries, directory, users);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "could not prepare %s; give the control plane an empty, writable directory"
              .formatted(directory),
          e);
    }
    Runtime.getRuntime().addShutdownHook(controlPlane.shutdownHook);
    try {
      controlPlane.startServers();
      return controlPlane;
    } catch (RuntimeException e) {
      controlPlane.close();
      throw e;
    }
  }

  private void startServers() {
    etcd = ServerProcess.start("etcd", flags.etcd(), log("etcd"));
    startApiServer();
    startControllerManager();
    try (KubernetesClient client = impatientClient()) {
      controllerManager.awaitReady(
          () ->
              answers(() -> client.namespaces().withName("default").get() != null)
                  && answers(
                      () ->
                          client.serviceAccounts().inNamespace("default").withName("default").get()
                              != null),
          START_PATIENCE);
    }
  }

  /**
   * Starts the API server on the port it had before, with all its data; waits until it is ready.
   */
  public synchronized void startApiServer() {
    if (apiServer != null && apiServer.isAlive()) {
      throw new IllegalStateException("the API server is running already");
    }
    apiServer =
        ServerProcess.start(
            "kube-apiserver", flags.apiServer(access, apiServerPort), log("kube-apiserver"));
    apiServer.awaitReady(() -> Files.exists(access.certificate()), START_PATIENCE);
    try (KubernetesClient client = impatientClient()) {
      apiServer.awaitReady(() -> answers(() -> "ok".equals(client.raw("/readyz"))), START_PATIENCE);
    }
  }

  /** Ends the API server at once, as a crash would; etcd and the controller manager stay. */
  public synchronized void stopApiServer() {
    apiServer.kill();
  }

  /**
   * Has etcd forget all but the newest state and shrink its file: whoever asks for an older one
   * hears 410 Gone, once the API server has started anew and remembers none itself.
   */
  public void compactEtcd() {
    new EtcdMaintenance(flags.etcdUrl()).compact();
  }

  /** The kubeconfig of {@link ClusterUser#ADMIN}; only its owner may read the file. */
  public Path kubeconfig() {
    return kubeconfig(ClusterUser.ADMIN.name());
  }

  /**
   * The kubeconfig of one of the users this control plane was started with.
   *
   * @throws IllegalArgumentException naming the known users, if there is no such user
   */
  public Path kubeconfig(String user) {
    return access.kubeconfig(user);
  }

  /** A proxy in front of the API server; see {@link #kubeconfig(Path, TcpProxy, Path)}. */
  public TcpProxy newProxy() {
    return TcpProxy.to(apiServerPort);
  }

  /** Copies a kubeconfig, with the way through a proxy. */
  public Path kubeconfig(Path original, TcpProxy network, Path copy) {
    try {
      return Files.writeString(
          copy,
          Files.readString(original)
              .replace(
                  "https://127.0.0.1:" + apiServerPort, "https://127.0.0.1:" + network.port()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new client of the user admin; the caller closes it. */
  public KubernetesClient client() {
    return clientAs(ClusterUser.ADMIN.name());
  }

  /** A new client of one of the users; the caller closes it. */
  public KubernetesClient clientAs(String user) {
    return new KubernetesClientBuilder().withConfig(configFor(user)).build();
  }

  /** A fresh client configuration of one of the users. */
  public Config configFor(String user) {
    return Config.fromKubeconfig(kubeconfig(user).toFile());
  }

  /** kubectl as the user admin. */
  public Kubectl kubectl() {
    return Kubectl.find(binaries, kubeconfig());
  }

  /** What a service account asked the API server for since it was started. */
  public List<AuditedCall> callsOf(String namespace, String serviceAccount) {
    return AuditedCall.readAll(
        access.auditLog(), "system:serviceaccount:" + namespace + ":" + serviceAccount);
  }

  /** Where data, keys and logs are. */
  public Path directory() {
    return directory;
  }

  /** The version of the API server, such as 1.20.2. */
  public String version() {
    return binaries.version();
  }

  /**
   * Creates the CRDs in the directory's *.yaml files and waits until they are served. The
   * controller manager starts anew, because its garbage collector looks for new kinds only every 30
   * s.
   */
  public synchronized void installCrds(Path crds) {
    try (KubernetesClient client = client()) {
      if (CustomResourceDefinitions.create(client, crds) > 0) {
        controllerManager.kill();
        startControllerManager();
      }
    }
  }

  @Override
  public void close() {
    stopEverything();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The JVM is ending, so the hook runs anyway; stopping twice does no harm.
      return;
    }
  }

  private void startControllerManager() {
    controllerManager =
        ServerProcess.start(
            "kube-controller-manager",
            flags.controllerManager(access),
            log("kube-controller-manager"));
  }

  private synchronized void stopEverything() {
    for (ServerProcess server : new ServerProcess[] {controllerManager, apiServer, etcd}) {
      if (server != null) {
        server.kill();
      }
    }
    Directories.delete(flags.etcdData());
  }

  private KubernetesClient impatientClient() {
    Config config = configFor(ClusterUser.ADMIN.name());
    config.setRequestRetryBackoffLimit(0);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private static boolean answers(BooleanSupplier question) {
    try {
      return question.getAsBoolean();
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  private Path log(String server) {
    return directory.resolve(server + ".log");
  }
}
