package bot.orient.secrets.benchmark;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** When each of several names was first seen, by whatever thread saw it. */
final class Arrivals {

  private static final long PATIENCE_SECONDS = 60;

  private final Map<String, CompletableFuture<Long>> seen = new ConcurrentHashMap<>();

  void saw(String name, long nanos) {
    of(name).complete(nanos);
  }

  /** {@link System#nanoTime} of the moment. */
  long await(String name) throws Exception {
    return of(name).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private CompletableFuture<Long> of(String name) {
    return seen.computeIfAbsent(name, n -> new CompletableFuture<>());
  }
}
