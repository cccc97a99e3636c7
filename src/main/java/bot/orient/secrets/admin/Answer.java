package bot.orient.secrets.admin;

import java.util.Map;

/**
 * What is sent back.
 *
 * @param headers beside the length
 * @param body may hold a value; wiped once it is sent
 */
record Answer(int status, Map<String, String> headers, byte[] body) {

  @Override
  public String toString() {
    return "Answer[" + status + ", redacted]";
  }
}
