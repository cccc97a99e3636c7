package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Set;

/** Waits for work that the operator does by itself; draws how far it is at a terminal only. */
final class Waiting {

  private static final int BAR = 30;

  private final Session session;
  private final PrintWriter err;
  private final boolean seen;
  private final Duration pause;

  Waiting(Session session, PrintWriter err, boolean seen, Duration pause) {
    this.session = session;
    this.err = err;
    this.seen = seen;
    this.pause = pause;
  }

  /** Asks again and again until the state is none of those. */
  JsonNode until(String path, Set<String> busy) {
    while (true) {
      JsonNode now = session.send(Call.get(path));
      boolean over = !busy.contains(Documents.text(now, "state"));
      if (seen && now.has("total")) {
        err.print("\r" + bar(now.path("done").asLong(), now.path("total").asLong()));
        err.print(over ? "\n" : "");
        err.flush();
      }
      if (over) {
        return now;
      }
      rest();
    }
  }

  static String bar(long done, long total) {
    int full = total == 0 ? BAR : (int) (BAR * Math.min(done, total) / total);
    return "[%s%s] %d of %d".formatted("#".repeat(full), ".".repeat(BAR - full), done, total);
  }

  private void rest() {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClientException.unavailable("interrupted; the operator goes on with it");
    }
  }
}
