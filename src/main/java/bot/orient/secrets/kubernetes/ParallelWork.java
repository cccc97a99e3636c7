package bot.orient.secrets.kubernetes;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Work that waits for others most of the time. */
final class ParallelWork {

  private ParallelWork() {}

  /**
   * Does all at once, and returns when all is done or something has failed; the rest goes on then.
   *
   * @throws RuntimeException of the first that failed
   */
  static void carryOut(String name, List<Runnable> work) {
    DaemonThreads threads = new DaemonThreads(name);
    CompletableFuture<Void> failed = new CompletableFuture<>();
    CompletableFuture<?>[] all =
        work.stream()
            .map(one -> CompletableFuture.runAsync(one, task -> threads.newThread(task).start()))
            .map(one -> one.whenComplete((done, failure) -> endWith(failed, failure)))
            .toArray(CompletableFuture[]::new);
    join(CompletableFuture.anyOf(CompletableFuture.allOf(all), failed));
  }

  /**
   * Waits until something is done.
   *
   * @throws RuntimeException as it was thrown there
   */
  static void join(CompletableFuture<?> work) {
    try {
      work.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static void endWith(CompletableFuture<Void> failed, Throwable failure) {
    if (failure != null) {
      failed.completeExceptionally(failure);
    }
  }
}
