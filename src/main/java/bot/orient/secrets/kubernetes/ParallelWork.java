package bot.orient.secrets.kubernetes;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Work that waits for others most of the time. */
final class ParallelWork {

  private ParallelWork() {}

  /**
   * Does all at once, and returns when all is done.
   *
   * @throws RuntimeException one of those that were thrown, if any
   */
  static void carryOut(String name, List<Runnable> work) {
    DaemonThreads threads = new DaemonThreads(name);
    CompletableFuture<?>[] all =
        work.stream()
            .map(one -> CompletableFuture.runAsync(one, task -> threads.newThread(task).start()))
            .toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(all).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
