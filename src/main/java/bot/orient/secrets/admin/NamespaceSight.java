package bot.orient.secrets.admin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Which namespaces a caller may see: those whose secrets they may list. */
final class NamespaceSight {

  private static final Permission LOOK = Route.LIST_SECRETS.permission().orElseThrow();

  /**
   * Each is a question to the API server, and a call must not ask without end. What is remembered
   * does not count, so that the next call gets further.
   */
  static final int MOST_QUESTIONS = 50;

  private final RememberedReviews reviews;

  NamespaceSight(RememberedReviews reviews) {
    this.reviews = reviews;
  }

  /**
   * What a caller sees.
   *
   * @param namespaces sorted
   * @param truncated whether there may be more, because one call may not ask so many questions. Who
   *     sees nothing of many is told so for ever: how often they had to ask would tell how many
   *     there are
   */
  record Seen(List<String> namespaces, boolean truncated) {}

  Seen of(Caller caller, Collection<String> namespaces) {
    Collection<String> sorted = new TreeSet<>(namespaces);
    if (reviews.allows(caller, LOOK, Optional.empty())) {
      return new Seen(List.copyOf(sorted), false);
    }
    List<String> seen = new ArrayList<>();
    int questions = 0;
    boolean truncated = false;
    for (String namespace : sorted) {
      Optional<String> where = Optional.of(namespace);
      boolean known = reviews.remembered(caller, LOOK, where).isPresent();
      if (!known && questions == MOST_QUESTIONS) {
        truncated = true;
        continue;
      }
      questions += known ? 0 : 1;
      if (reviews.allows(caller, LOOK, where)) {
        seen.add(namespace);
      }
    }
    boolean nothingOfMany = seen.isEmpty() && sorted.size() > MOST_QUESTIONS;
    return new Seen(List.copyOf(seen), truncated || nothingOfMany);
  }
}
