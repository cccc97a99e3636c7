package bot.orient.secrets.admin;

import bot.orient.secrets.admin.TokenReviews.Authenticated;
import bot.orient.secrets.admin.TokenReviews.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers for a short time whose a token is, so that a busy caller costs the API server little.
 * Keeps hashes, no tokens.
 */
final class TokenCache {

  /** For so long a token goes on after it was revoked. */
  static final Duration GOOD = Duration.ofSeconds(30);

  /** Enough for a client in a loop; a token that has just become valid waits no longer. */
  static final Duration BAD = Duration.ofSeconds(3);

  static final int LARGEST = 1000;

  private final InstantSource clock;
  private final Map<String, Entry> entries =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
          return size() > LARGEST;
        }
      };

  TokenCache(InstantSource clock) {
    this.clock = clock;
  }

  private record Entry(Verdict verdict, Instant until) {}

  synchronized Optional<Verdict> find(String token) {
    return Optional.ofNullable(entries.get(hash(token)))
        .filter(entry -> clock.instant().isBefore(entry.until()))
        .map(Entry::verdict);
  }

  synchronized void keep(String token, Verdict verdict) {
    String hash = hash(token);
    // So that it is the youngest again.
    entries.remove(hash);
    entries.put(
        hash,
        new Entry(verdict, clock.instant().plus(verdict instanceof Authenticated ? GOOD : BAD)));
  }

  private static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
