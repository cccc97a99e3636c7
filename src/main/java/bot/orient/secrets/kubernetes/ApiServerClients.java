package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/** Clients of the API server, with {@linkplain ApiServerHttpClientFactory connections} to match. */
public final class ApiServerClients {

  private ApiServerClients() {}

  /**
   * One for the cluster that the process runs in, or that its kubeconfig names; others close it.
   */
  public static KubernetesClient open() {
    return like(new ConfigBuilder().build()).build();
  }

  /** Builds one that is configured like this. */
  static KubernetesClientBuilder like(Config config) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new ApiServerHttpClientFactory(config));
  }
}
