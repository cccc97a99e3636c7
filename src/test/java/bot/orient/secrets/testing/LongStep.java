package bot.orient.secrets.testing;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Tells the user that a step began, and every 30 s that it still runs. */
final class LongStep implements AutoCloseable {
  private static final int HEARTBEAT_SECONDS = 30;

  private final ScheduledExecutorService heartbeat =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
          });
  private final Consumer<String> progress;
  private final long began = System.nanoTime();
  private volatile String description;

  private LongStep(Consumer<String> progress, String description) {
    this.progress = progress;
    this.description = description;
  }

  static LongStep begin(Consumer<String> progress, String description) {
    LongStep step = new LongStep(progress, description);
    progress.accept(description);
    step.heartbeat.scheduleAtFixedRate(
        step::report, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    return step;
  }

  /** The step has come to its next part. */
  void nowDoing(String part) {
    description = part;
    progress.accept(part);
  }

  private void report() {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
    progress.accept(
        "  still running after %d min %02d s: %s"
            .formatted(elapsed.toMinutes(), elapsed.toSecondsPart(), description));
  }

  @Override
  public void close() {
    heartbeat.shutdownNow();
  }
}
