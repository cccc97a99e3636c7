package bot.orient.secrets.admin;

import bot.orient.secrets.sync.KeyConsumer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which consumers of a key a caller may see: those in namespaces whose secrets they may see. */
final class ConsumerSight {

  /** As looking at a secret of the namespace itself. */
  private static final Permission LOOK = Route.GET_SECRET.permission().orElseThrow();

  /** Each is a question to the API server, and a call must not ask without end. */
  private static final int MOST_NAMESPACES = 50;

  private final AccessReviews reviews;

  ConsumerSight(AccessReviews reviews) {
    this.reviews = reviews;
  }

  /**
   * Those of the consumers that the caller may see.
   *
   * @param scope that the caller may look at already; empty if there is none
   */
  List<KeyConsumer> visible(Caller caller, String scope, List<KeyConsumer> consumers) {
    Set<String> others =
        consumers.stream()
            .map(KeyConsumer::namespace)
            .filter(namespace -> !namespace.equals(scope))
            .collect(Collectors.toCollection(TreeSet::new));
    if (others.isEmpty() || reviews.allows(caller, LOOK, Optional.empty())) {
      return consumers;
    }
    Set<String> seen =
        others.stream()
            .limit(MOST_NAMESPACES)
            .filter(namespace -> reviews.allows(caller, LOOK, Optional.of(namespace)))
            .collect(Collectors.toSet());
    return consumers.stream()
        .filter(
            consumer -> consumer.namespace().equals(scope) || seen.contains(consumer.namespace()))
        .toList();
  }
}
