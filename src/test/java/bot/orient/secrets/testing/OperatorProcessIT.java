package bot.orient.secrets.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorProcessIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern CHILD = Pattern.compile("child (\\d+)\\n");

  @TempDir private Path directory;

  @Test
  void seesGivenVariablesAndFewOthers() {
    try (OperatorProcess process =
        OperatorProcess.builder()
            .mainClass(Stub.class.getName())
            .argument(directory.resolve("child-log").toString())
            .env("ORIENT_GIVEN", "yes")
            .start(directory.resolve("log"))) {
      process.awaitLog(CHILD, PATIENCE);
      assertThat(process.log().lines().filter(line -> line.startsWith("variable ")))
          .contains("variable ORIENT_GIVEN", "variable PATH")
          .isSubsetOf(
              "variable ORIENT_GIVEN",
              "variable ORIENT_ADMIN_PORT",
              "variable ORIENT_MONITORING_PORT",
              "variable PATH",
              "variable HOME",
              "variable JAVA_HOME",
              "variable TMPDIR");
    }
  }

  @Test
  void stopIsOrderly() {
    OperatorProcess process = start();
    process.stop();
    assertThat(process.isAlive()).isFalse();
    assertThat(process.log()).contains("orderly end");
  }

  @Test
  void kill9IsNotOrderlyAndLeavesNoGrandchild() {
    OperatorProcess process = start();
    Matcher child = CHILD.matcher(process.log());
    assertThat(child.find()).isTrue();
    ProcessHandle grandchild = ProcessHandle.of(Long.parseLong(child.group(1))).orElseThrow();
    assertThat(grandchild.isAlive()).isTrue();

    process.kill9();

    assertThat(process.log()).doesNotContain("orderly end");
    await().atMost(PATIENCE).until(() -> !grandchild.isAlive());
  }

  @Test
  void pausedProcessIsFrozenUntilResumed() {
    try (OperatorProcess process = start()) {
      process.pause();
      await().atMost(PATIENCE).until(() -> state(process).startsWith("T"));
      process.resume();
      await().atMost(PATIENCE).until(() -> !state(process).startsWith("T"));
    }
  }

  @Test
  void processThatEndsEarlyShowsItsLog() {
    try (OperatorProcess process =
        OperatorProcess.builder().mainClass("bot.orient.Absent").start(directory.resolve("log"))) {
      assertThatThrownBy(() -> process.awaitLog(CHILD, PATIENCE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("exit code 1", "bot.orient.Absent");
    }
  }

  private OperatorProcess start() {
    OperatorProcess process =
        OperatorProcess.builder()
            .mainClass(Stub.class.getName())
            .argument(directory.resolve("child-log").toString())
            .start(directory.resolve("log"));
    process.awaitLog(CHILD, PATIENCE);
    return process;
  }

  /** The kernel's letter for what the process does: T is stopped. */
  private static String state(OperatorProcess process) {
    return Command.run(List.of("ps", "-o", "state=", "-p", Long.toString(process.pid())))
        .orThrow()
        .strip();
  }

  /** Prints the names of its variables and the id of a child, then waits to be ended. */
  static final class Stub {
    private Stub() {}

    public static void main(String[] arguments) throws Exception {
      System.getenv().keySet().forEach(name -> System.out.println("variable " + name));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("orderly end")));
      ServerProcess child =
          ServerProcess.start("child", List.of("sleep", "1000"), Path.of(arguments[0]));
      System.out.println("child " + child.pid());
      Thread.currentThread().join();
    }
  }
}
