package bot.orient.secrets.cli.client;

/** Opens sessions and clusters by what the options say. */
interface Opening {

  /**
   * @param scoped whether the scope is needed; else a kubeconfig need not name one
   * @throws ClientException when there is no way to the operator
   */
  Session session(ConnectionOptions options, boolean scoped);

  /**
   * @throws ClientException when there is no kubeconfig
   */
  Cluster cluster(ConnectionOptions options);
}
