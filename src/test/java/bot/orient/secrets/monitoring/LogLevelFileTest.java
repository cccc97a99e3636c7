package bot.orient.secrets.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogLevelFileTest {

  @TempDir private Path directory;

  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("ours");
  private LogLevelFile following;
  private Path file;

  private void look(String content) throws IOException {
    if (following == null) {
      logger.setLevel(Level.INFO);
      file = directory.resolve("level");
      following = new LogLevelFile(file, logger);
    }
    if (content == null) {
      Files.deleteIfExists(file);
    } else {
      Files.writeString(file, content);
    }
    following.look();
  }

  @AfterEach
  void stop() {
    following.close();
  }

  @Test
  void theLevelIsTheOneOfTheFileWhileThereIsOne() throws IOException {
    look(null);
    assertThat(logger.getLevel()).isEqualTo(Level.INFO);

    look("debug\n");
    assertThat(logger.getLevel()).isEqualTo(Level.DEBUG);

    look("ERROR");
    assertThat(logger.getLevel()).isEqualTo(Level.ERROR);

    look(" \n");
    assertThat(logger.getLevel()).as("an empty file is none").isEqualTo(Level.INFO);

    look("TRACE");
    look(null);
    assertThat(logger.getLevel()).isEqualTo(Level.INFO);
  }

  @Test
  void whatIsNoLevelLeavesTheOneThereIs() throws IOException {
    look("DEBUG");
    look("LOUD");
    assertThat(logger.getLevel()).isEqualTo(Level.DEBUG);

    look("DEBUG".repeat(100));
    assertThat(logger.getLevel()).isEqualTo(Level.DEBUG);
  }

  @Test
  void whatCannotBeReadLeavesTheOneThereIs() throws IOException {
    look("DEBUG");
    Files.delete(file);
    Files.createDirectories(file.resolve("something"));
    following.look();

    assertThat(logger.getLevel()).isEqualTo(Level.DEBUG);
  }

  @Test
  void noOtherLoggerIsReached() throws IOException {
    Logger wire = context.getLogger("io.fabric8.kubernetes.client.http");
    wire.setLevel(Level.INFO);
    look("TRACE");

    assertThat(wire.isDebugEnabled()).isFalse();
    assertThat(context.getLogger("ours.deeper").isTraceEnabled()).isTrue();
  }
}
