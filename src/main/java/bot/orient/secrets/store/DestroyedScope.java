package bot.orient.secrets.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What people are told of a scope that was destroyed on purpose. */
final class DestroyedScope {

  private DestroyedScope() {}

  static String message(String scope, Instant at) {
    return "scope %s was destroyed on purpose at %s, and what it had cannot be opened again: write a new value"
        .formatted(scope, seconds(at));
  }

  static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
