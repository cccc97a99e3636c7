package bot.orient.secrets.cli.client;

/** The admin API, as one caller. */
interface Api extends AutoCloseable {

  /**
   * Sends a call.
   *
   * @throws ClientException when there is no answer
   */
  Reply send(Call call);

  @Override
  void close();
}
