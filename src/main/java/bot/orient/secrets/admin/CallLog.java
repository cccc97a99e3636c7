package bot.orient.secrets.admin;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The one line that a call leaves in the log: no path, no query, nothing that was sent. */
final class CallLog {

  private static final Logger log = LoggerFactory.getLogger(CallLog.class);

  private static final String NOBODY = "-";
  private static final int LONGEST_NAME = 100;

  private final long begin = System.nanoTime();
  private final String method;
  private String template = "-";
  private String user = NOBODY;

  CallLog(String method) {
    this.method = method;
  }

  void of(Route route) {
    template = route.template();
  }

  void by(String name) {
    user = name;
  }

  void write(int status) {
    // What anybody can have as many of as they like must not fill the log.
    log.atLevel(user.equals(NOBODY) ? Level.DEBUG : Level.INFO)
        .log(
            "{} {} {} {} {} ms",
            printable(user),
            printable(method),
            template,
            status,
            Duration.ofNanos(System.nanoTime() - begin).toMillis());
  }

  /** On one line, whatever somebody called themselves. */
  private static String printable(String text) {
    String line = text.replaceAll("[^\\x21-\\x7e]", "?");
    return line.length() > LONGEST_NAME ? line.substring(0, LONGEST_NAME) + "..." : line;
  }
}
