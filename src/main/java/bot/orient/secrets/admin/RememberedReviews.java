package bot.orient.secrets.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers for a short time what callers may look at, for answers that need many such questions.
 * Not for what changes anything.
 */
final class RememberedReviews implements AccessReviews {

  /** For so long a right goes on after it was taken away; as long as a token, see TokenCache. */
  static final Duration TIME = TokenCache.GOOD;

  static final int LARGEST = 20_000;

  private final AccessReviews reviews;
  private final InstantSource clock;
  private final Map<Question, Reply> replies =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Reply> eldest) {
          return size() > LARGEST;
        }
      };

  RememberedReviews(AccessReviews reviews, InstantSource clock) {
    this.reviews = reviews;
    this.clock = clock;
  }

  private record Question(Caller caller, Permission permission, Optional<String> namespace) {}

  private record Reply(boolean allowed, Instant until) {}

  /** What is known without asking. */
  Optional<Boolean> remembered(Caller caller, Permission permission, Optional<String> namespace) {
    return find(new Question(caller, permission, namespace));
  }

  @Override
  public boolean allows(Caller caller, Permission permission, Optional<String> namespace) {
    Question question = new Question(caller, permission, namespace);
    // Asked outside of the lock: the API server may take its time.
    return find(question)
        .orElseGet(() -> keep(question, reviews.allows(caller, permission, namespace)));
  }

  private synchronized Optional<Boolean> find(Question question) {
    return Optional.ofNullable(replies.get(question))
        .filter(reply -> clock.instant().isBefore(reply.until()))
        .map(Reply::allowed);
  }

  private synchronized boolean keep(Question question, boolean allowed) {
    // So that it is the youngest again.
    replies.remove(question);
    replies.put(question, new Reply(allowed, clock.instant().plus(TIME)));
    return allowed;
  }
}
