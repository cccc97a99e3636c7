package bot.orient.secrets.sync;

import java.util.List;

/** How a Secret changed, by the names of its keys. */
public record ProjectionChange(
    boolean created, List<String> added, List<String> changed, List<String> removed) {

  /** For people: {@code added A, B; changed C}. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    append(text, "added", added);
    append(text, "changed", changed);
    append(text, "removed", removed);
    return text.isEmpty() ? "only labels or annotations differ" : text.toString();
  }

  private static void append(StringBuilder text, String verb, List<String> keys) {
    if (!keys.isEmpty()) {
      text.append(text.isEmpty() ? "" : "; ").append(verb).append(' ');
      text.append(String.join(", ", keys));
    }
  }
}
