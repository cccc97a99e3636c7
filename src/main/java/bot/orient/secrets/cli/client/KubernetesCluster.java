package bot.orient.secrets.cli.client;

import bot.orient.secrets.sync.SealingKeyDocument;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** With the user's kubeconfig. */
final class KubernetesCluster implements Cluster {

  private final Config config;
  private final KubernetesClient client;
  private final String audience;

  private KubernetesCluster(Config config, String audience) {
    this.config = config;
    this.audience = audience;
    this.client = new KubernetesClientBuilder().withConfig(config).build();
  }

  /**
   * Reads the kubeconfig.
   *
   * @param kubeconfig null for the usual one
   * @param context null for the current one
   * @param audience that tokens are asked for
   * @throws ClientException when it cannot be read
   */
  static Cluster of(Path kubeconfig, String context, String audience) {
    if (kubeconfig != null) {
      if (!Files.isReadable(kubeconfig)) {
        throw ClientException.usage("--kubeconfig: cannot read " + kubeconfig);
      }
      System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, kubeconfig.toString());
    }
    return new KubernetesCluster(config(context), audience);
  }

  private static Config config(String context) {
    try {
      Config config = Config.autoConfigure(context);
      // A person waits.
      config.setRequestRetryBackoffLimit(1);
      return config;
    } catch (RuntimeException e) {
      // Without what it says: the file may be another one by mistake, and would be quoted.
      throw ClientException.usage(
          "the kubeconfig cannot be used: check it with kubectl config view, or name another one"
              + " with --kubeconfig");
    }
  }

  @Override
  public String namespace() {
    return Optional.ofNullable(config.getNamespace()).filter(it -> !it.isBlank()).orElse("default");
  }

  @Override
  public String token() {
    String own =
        Optional.ofNullable(config.getOauthToken())
            .or(() -> Optional.ofNullable(config.getAutoOAuthToken()))
            .filter(it -> !it.isBlank())
            .orElseThrow(
                () ->
                    ClientException.usage(
                        "the kubeconfig has no token (a client certificate tells the operator"
                            + " nothing): give one with --token-file, from kubectl create token"
                            + " SERVICE_ACCOUNT --audience "
                            + audience));
    return TokenSubject.of(own).flatMap(this::requested).orElse(own);
  }

  /** Empty if the service account may not have one: its own one may do, too. */
  private Optional<String> requested(TokenSubject account) {
    try {
      return Optional.of(
          client
              .serviceAccounts()
              .inNamespace(account.namespace())
              .withName(account.name())
              .tokenRequest(
                  new TokenRequestBuilder().withNewSpec().withAudiences(audience).endSpec().build())
              .getStatus()
              .getToken());
    } catch (KubernetesClientException e) {
      if (e.getCode() == 403 || e.getCode() == 404) {
        return Optional.empty();
      }
      throw refused("a token", e);
    }
  }

  @Override
  public PortForward forward(String operatorNamespace) {
    return asked(
        "a port forward to the operator in namespace " + operatorNamespace,
        () -> {
          OperatorPod operator = readyPod(operatorNamespace);
          LocalPortForward forward =
              client
                  .pods()
                  .resource(operator.pod())
                  .portForward(operator.port(), InetAddress.getLoopbackAddress(), 0);
          return new PortForward() {
            @Override
            public int port() {
              return forward.getLocalPort();
            }

            @Override
            public void close() {
              try {
                forward.close();
              } catch (IOException e) {
                // The process ends with it anyway.
                return;
              }
            }
          };
        });
  }

  private OperatorPod readyPod(String namespace) {
    return OperatorPod.among(
            client
                .pods()
                .inNamespace(namespace)
                .withLabel(OperatorPod.LABEL, OperatorPod.COMPONENT)
                .list()
                .getItems())
        .orElseThrow(
            () ->
                ClientException.unavailable(
                    "no pod of the operator is ready in namespace "
                        + namespace
                        + ": look with kubectl get pods --namespace "
                        + namespace
                        + " --selector "
                        + OperatorPod.LABEL
                        + "="
                        + OperatorPod.COMPONENT
                        + ", or name another one with --operator-namespace"));
  }

  @Override
  public Map<String, String> sealingKey(String operatorNamespace) {
    ConfigMap published =
        asked(
            "the ConfigMap " + SealingKeyDocument.NAME + " in namespace " + operatorNamespace,
            () ->
                client
                    .configMaps()
                    .inNamespace(operatorNamespace)
                    .withName(SealingKeyDocument.NAME)
                    .get());
    if (published == null) {
      throw new ClientException(
          ExitCode.NOT_FOUND,
          "there is no ConfigMap "
              + SealingKeyDocument.NAME
              + " in namespace "
              + operatorNamespace
              + ": name the operator's namespace with --operator-namespace, or give --public-key");
    }
    return Optional.ofNullable(published.getData()).orElse(Map.of());
  }

  private static <T> T asked(String what, Supplier<T> question) {
    try {
      return question.get();
    } catch (KubernetesClientException e) {
      throw refused(what, e);
    }
  }

  private static ClientException refused(String what, KubernetesClientException failure) {
    if (failure.getCode() == 401) {
      return new ClientException(
          ExitCode.NOT_ALLOWED, "the API server does not know you: renew your kubeconfig");
    }
    if (failure.getCode() == 403) {
      return new ClientException(
          ExitCode.NOT_ALLOWED,
          what + " is not allowed for you: " + reason(failure) + "; without it, use --server");
    }
    return ClientException.unavailable(
        what
            + " cannot be had: the API server cannot be reached or failed; check with: kubectl get"
            + " --raw /readyz");
  }

  /** What the API server says, without the request. */
  private static String reason(KubernetesClientException failure) {
    return Text.plain(
        failure.getStatus() == null
            ? String.valueOf(failure.getMessage())
            : String.valueOf(failure.getStatus().getMessage()));
  }

  @Override
  public void close() {
    client.close();
  }
}
