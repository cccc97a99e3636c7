package bot.orient.secrets.playground;

import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneBinaries;
import bot.orient.secrets.testing.CustomResourceDefinitions;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.Kubectl;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Where the playground happens. */
interface PlaygroundCluster extends AutoCloseable {

  Path CRDS = Path.of("crds");

  KubernetesClient client();

  Kubectl kubectl();

  Path kubeconfig();

  /** What to type in another terminal before anything else. */
  String shellSetUp();

  /** What is good to know of what it leaves, or leaves out. */
  String remark();

  /** Whether pods fail here that start with a value of {@link ExampleValues#REVOKED}. */
  boolean failsWithRevokedValues();

  @Override
  void close();

  /** A control plane on this machine; a fake kubelet reports its pods ready, no container runs. */
  record Local(ControlPlane controlPlane, KubernetesClient client, FakeKubelet kubelet)
      implements PlaygroundCluster {

    static Local start(Screen screen, Path directory) {
      ControlPlaneBinaries binaries = ControlPlaneBinaries.find(screen::step);
      screen.step("starting Kubernetes " + binaries.version() + " (API server, etcd, controllers)");
      ControlPlane controlPlane = ControlPlane.start(binaries, directory);
      controlPlane.installCrds(CRDS);
      KubernetesClient client = controlPlane.client();
      PlaygroundNamespace.claim(client);
      FakeKubelet kubelet = FakeKubelet.start(client);
      kubelet.decide(new RevokedValues(client)::fateOf);
      return new Local(controlPlane, client, kubelet);
    }

    @Override
    public boolean failsWithRevokedValues() {
      return true;
    }

    @Override
    public Kubectl kubectl() {
      return controlPlane.kubectl();
    }

    @Override
    public Path kubeconfig() {
      return controlPlane.kubeconfig();
    }

    @Override
    public String shellSetUp() {
      return "export KUBECONFIG=%s%nalias kubectl=%s"
          .formatted(kubeconfig(), kubectl().executable());
    }

    @Override
    public String remark() {
      return "No container runs here: a fake kubelet reports the pods ready. All the rest is real.";
    }

    @Override
    public void close() {
      kubelet.close();
      client.close();
      controlPlane.close();
    }
  }

  /**
   * The user's own cluster.
   *
   * @param created the custom resource definitions that were not there before
   */
  record Current(KubernetesClient client, Kubectl kubectl, Path kubeconfig, List<String> created)
      implements PlaygroundCluster {

    static Current connect(Screen screen, Path directory) {
      Path kubeconfig = kubeconfig(directory, Kubectl.installed(Path.of("unused")).executable());
      Config config = Config.fromKubeconfig(kubeconfig.toFile());
      screen.step("using the cluster at " + config.getMasterUrl());
      KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
      PlaygroundNamespace.claim(client);
      List<String> created = CustomResourceDefinitions.createMissing(client, CRDS);
      screen.step(
          "namespace %s; custom resource definitions: %s"
              .formatted(
                  PlaygroundNamespace.NAME,
                  created.isEmpty()
                      ? "used as they are"
                      : "created " + String.join(" and ", created)));
      return new Current(client, Kubectl.installed(kubeconfig), kubeconfig, created);
    }

    /** The examples' image looks at no value. */
    @Override
    public boolean failsWithRevokedValues() {
      return false;
    }

    /** One file with the current context alone: KUBECONFIG may name several. */
    private static Path kubeconfig(Path directory, Path kubectl) {
      try {
        Path file = directory.resolve("kubeconfig");
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        // It may hold credentials of a real cluster.
        file.toFile().deleteOnExit();
        Process process =
            new ProcessBuilder(
                    kubectl.toString(), "config", "view", "--minify", "--flatten", "--raw")
                .redirectOutput(file.toFile())
                .start();
        if (process.waitFor() != 0) {
          throw new IllegalStateException(
              "kubectl knows no current context; set KUBECONFIG, or choose one with kubectl config use-context");
        }
        return file;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }

    @Override
    public String shellSetUp() {
      return "export KUBECONFIG=" + kubeconfig;
    }

    @Override
    public String remark() {
      return "To remove what it made: kubectl delete namespace "
          + PlaygroundNamespace.NAME
          + (created.isEmpty() ? "" : " && kubectl delete crd " + String.join(" ", created));
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
