package bot.orient.secrets.cli.client;

import java.util.Map;

/** What a kubeconfig leads to. */
interface Cluster extends AutoCloseable {

  /** A way to a port of a pod. */
  interface PortForward {

    /** On 127.0.0.1. */
    int port();

    void close();
  }

  /** The namespace of the context. */
  String namespace();

  /**
   * A token for the admin API.
   *
   * @throws ClientException when the kubeconfig has none
   */
  String token();

  /**
   * Leads to the admin API of a pod of the operator that is ready.
   *
   * @throws ClientException when there is none, or it is not allowed
   */
  PortForward forward(String operatorNamespace);

  /**
   * The ConfigMap with the public key for sealed values.
   *
   * @throws ClientException when there is none, or it is not allowed
   */
  Map<String, String> sealingKey(String operatorNamespace);

  @Override
  void close();
}
