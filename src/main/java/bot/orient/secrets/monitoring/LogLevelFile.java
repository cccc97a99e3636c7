package bot.orient.secrets.monitoring;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * Follows a file, such as one of a mounted ConfigMap, that says how much the operator's own classes
 * log. It reaches no other logger: some of the libraries' print what goes over the wire, and with
 * it values, from a level on that no setting gives them. While the file is not there or empty the
 * level of the start holds.
 */
public final class LogLevelFile implements AutoCloseable {

  /** What may be said. */
  public static final Set<String> LEVELS = Set.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE");

  private static final org.slf4j.Logger log = LoggerFactory.getLogger(LogLevelFile.class);

  private static final Duration POLL = Duration.ofSeconds(5);
  private static final int LONGEST = 100;

  private final Path file;
  private final Logger logger;
  private final Level atStart;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "orient-log-level");
            thread.setDaemon(true);
            return thread;
          });
  private String complained = "";

  LogLevelFile(Path file, Logger logger) {
    this.file = file;
    this.logger = logger;
    this.atStart = logger.getEffectiveLevel();
  }

  /** Looks now, and again every 5 s: a mounted ConfigMap changes without a file event. */
  public static LogLevelFile follow(Path file) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    LogLevelFile following = new LogLevelFile(file, context.getLogger("bot.orient.secrets"));
    following.worker.scheduleWithFixedDelay(
        following::look, 0, POLL.toMillis(), TimeUnit.MILLISECONDS);
    return following;
  }

  /** Must not throw, which would end it. */
  void look() {
    try {
      Optional<String> said = read();
      if (said.isPresent() && !LEVELS.contains(said.get())) {
        complain("has none of ERROR, WARN, INFO, DEBUG and TRACE");
        return;
      }
      complained = "";
      use(said.map(level -> Level.toLevel(level, atStart)).orElse(atStart));
    } catch (IOException | RuntimeException e) {
      complain("cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private Optional<String> read() throws IOException {
    try {
      if (Files.size(file) > LONGEST) {
        return Optional.of("too long");
      }
      return Optional.of(Files.readString(file).strip().toUpperCase(Locale.ROOT))
          .filter(level -> !level.isEmpty());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private void use(Level level) {
    if (!level.equals(logger.getEffectiveLevel())) {
      Level before = logger.getEffectiveLevel();
      // While the more talkative of both is in force, so that it is always seen.
      if (before.isGreaterOrEqual(level)) {
        logger.setLevel(level);
      }
      log.warn("the log level is {} now, it was {}", level, before);
      logger.setLevel(level);
    }
  }

  private void complain(String why) {
    if (!complained.equals(why)) {
      complained = why;
      log.warn(
          "ORIENT_LOG_LEVEL_FILE: {} {}; the log level stays {}",
          file,
          why,
          logger.getEffectiveLevel());
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
