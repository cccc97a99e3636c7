package bot.orient.secrets.sync;

import java.util.Comparator;

/** One key of one Secret, within a namespace: {@code secretName/dataKey}. */
record KeyAddress(String secretName, String dataKey) {

  static final Comparator<KeyAddress> ORDER =
      Comparator.comparing(KeyAddress::secretName).thenComparing(KeyAddress::dataKey);

  /**
   * Neither part can contain the slash: both are restricted by the API server.
   *
   * @throws IllegalArgumentException when the text has not both parts
   */
  static KeyAddress parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 1 || slash == text.length() - 1) {
      throw new IllegalArgumentException("not of the form secret/key");
    }
    return new KeyAddress(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public String toString() {
    return secretName + "/" + dataKey;
  }
}
