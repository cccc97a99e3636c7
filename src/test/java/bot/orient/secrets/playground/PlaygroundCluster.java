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
import java.util.List;

/** Where the playground happens. */
interface PlaygroundCluster extends AutoCloseable {

  Path CRDS = Path.of("crds");

  KubernetesClient client();

  Kubectl kubectl();

  Path kubeconfig();

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
      return new Local(controlPlane, client, FakeKubelet.start(client));
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
    public void close() {
      kubelet.close();
      client.close();
      controlPlane.close();
    }
  }

  /** The user's own cluster. */
  record Current(KubernetesClient client, Kubectl kubectl, Path kubeconfig)
      implements PlaygroundCluster {

    static Current connect(Screen screen, Path directory) {
      Config config = Config.autoConfigure(null);
      screen.step("using the cluster at " + config.getMasterUrl());
      KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
      List<String> kept = CustomResourceDefinitions.createMissing(client, CRDS);
      if (!kept.isEmpty()) {
        screen.step("used as they are: custom resource definitions " + String.join(", ", kept));
      }
      Path kubeconfig = kubeconfig(directory, Kubectl.installed(Path.of("unused")).executable());
      return new Current(client, Kubectl.installed(kubeconfig), kubeconfig);
    }

    /** One file with the current context alone: KUBECONFIG may name several. */
    private static Path kubeconfig(Path directory, Path kubectl) {
      try {
        Path file = Files.createDirectories(directory).resolve("kubeconfig");
        Process process =
            new ProcessBuilder(
                    kubectl.toString(), "config", "view", "--minify", "--flatten", "--raw")
                .redirectOutput(file.toFile())
                .start();
        if (process.waitFor() != 0) {
          throw new IllegalStateException(
              "kubectl knows no current context; set KUBECONFIG, or choose one with kubectl config use-context");
        }
        file.toFile().setReadable(false, false);
        file.toFile().setReadable(true, true);
        return file;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
