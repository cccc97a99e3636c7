package bot.orient.secrets.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was done and seen, in order, and what of it must not have been. No values. */
final class Chronicle {

  private static final int MOST_LINES = 4_000;

  private final long began = System.nanoTime();
  private final List<String> lines = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  synchronized void fault(String what) {
    faults.add(what);
    tell("fault: " + what);
  }

  synchronized void tell(String what) {
    if (lines.size() == MOST_LINES) {
      // The rounds before this one have ended well.
      lines.subList(0, MOST_LINES / 2).clear();
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "%9.3f %s",
            Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0,
            what));
  }

  synchronized void violation(String what) {
    tell("VIOLATION: " + what);
    violations.add(what);
  }

  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  /** The faults since this was asked last. */
  synchronized List<String> takeFaults() {
    List<String> taken = List.copyOf(faults);
    faults.clear();
    return taken;
  }

  synchronized String story() {
    return String.join("\n", lines);
  }
}
