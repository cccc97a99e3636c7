package bot.orient.secrets;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process in order: part by part, as they were added, on SIGTERM or {@link #exit}. A part
 * that fails does not keep the others from ending, and one that hangs does not keep the process
 * from it.
 */
final class Shutdown {

  private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

  /** Below the 30 s that Kubernetes waits before it kills. */
  static final Duration LONGEST = Duration.ofSeconds(27);

  /** What the JVM itself ends with after SIGTERM: 128 and the signal's number. */
  private static final int TERMINATED = 143;

  private final List<Part> parts = new ArrayList<>();
  private final Duration longest;
  private volatile int exitCode = TERMINATED;
  private volatile String current = "";

  private record Part(String name, AutoCloseable what) {}

  /**
   * @param longest after so long the process ends, whatever still hangs
   */
  Shutdown(Duration longest) {
    this.longest = longest;
  }

  /**
   * @param name for the log
   */
  Shutdown then(String name, AutoCloseable what) {
    parts.add(new Part(name, what));
    return this;
  }

  void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::run, "shutdown"));
  }

  /** Ends the process with this code; does nothing more than wait if it is ending already. */
  void exit(int code) {
    halting(code);
    System.exit(code);
  }

  /**
   * What the process ends with if the parts do not end in time, and nothing else is asked for; too
   * late once they are ending, which may be why something failed.
   */
  void halting(int code) {
    if (current.isEmpty()) {
      exitCode = code;
    }
  }

  private void run() {
    CountDownLatch done = new CountDownLatch(1);
    Thread watch = new Thread(() -> haltUnless(done), "shutdown-watch");
    watch.setDaemon(true);
    watch.start();
    parts.forEach(this::close);
    log.info("stopped");
    done.countDown();
  }

  private void close(Part part) {
    current = part.name();
    try {
      part.what().close();
    } catch (Exception e) {
      log.warn("{} did not stop in order: {}", part.name(), e.toString());
    }
  }

  private void haltUnless(CountDownLatch done) {
    try {
      if (!done.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        log.error("{} did not stop within {}; the process ends without it", current, longest);
        Runtime.getRuntime().halt(exitCode);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
