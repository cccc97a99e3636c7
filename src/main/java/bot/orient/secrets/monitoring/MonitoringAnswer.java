package bot.orient.secrets.monitoring;

/** What is sent back; never a word of what was asked. */
record MonitoringAnswer(int status, String contentType, String body) {

  private static final String TEXT = "text/plain; charset=utf-8";

  static MonitoringAnswer text(int status, String body) {
    return new MonitoringAnswer(status, TEXT, body);
  }
}
