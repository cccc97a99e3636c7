package bot.orient.secrets.cli.client;

/** Opens sessions and clusters by what the options say. */
interface Opening {

  /**
   * @throws ClientException when there is no way to the operator
   */
  Session session(ConnectionOptions options);

  /**
   * @throws ClientException when there is no kubeconfig
   */
  Cluster cluster(ConnectionOptions options);
}
