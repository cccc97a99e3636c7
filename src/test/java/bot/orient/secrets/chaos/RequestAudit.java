package bot.orient.secrets.chaos;

/** Sees every request that the operators send to the API server. */
@FunctionalInterface
interface RequestAudit {

  /**
   * Called for each before any fault.
   *
   * @param body as it is on the wire
   */
  void sent(HttpHead head, byte[] body);
}
