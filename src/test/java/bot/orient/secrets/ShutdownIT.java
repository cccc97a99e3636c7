package bot.orient.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.OperatorProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of which a part does not stop ends nevertheless. */
class ShutdownIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;

  @Test
  void sigtermIsAnsweredInTimeAlsoWhenItComesTwice() {
    try (OperatorProcess program = program().start(log())) {
      program.awaitLog(Pattern.compile("runs"), PATIENCE);

      program.terminate();
      program.awaitLog(Pattern.compile("what fails did not stop in order"), PATIENCE);
      program.terminate();

      assertThat(program.awaitExit(PATIENCE)).isEqualTo(143);
      assertThat(program.log())
          .contains("what fails did not stop in order: java.lang.IllegalStateException: on purpose")
          .contains("what hangs did not stop within PT2S; the process ends without it")
          .doesNotContain("too far");
    }
  }

  @Test
  void processThatEndsItselfKeepsItsExitCode() {
    try (OperatorProcess program = program().argument("75").start(log())) {
      assertThat(program.awaitExit(PATIENCE)).isEqualTo(75);
      assertThat(program.log()).contains("what hangs did not stop within PT2S");
    }
  }

  private static OperatorProcess.Builder program() {
    return OperatorProcess.builder().mainClass(HangingProgram.class.getName());
  }

  private Path log() {
    return directory.resolve("program.log");
  }
}
