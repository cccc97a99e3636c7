package bot.orient.secrets.playground;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.OperatorProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's first command, which applies every file of examples/ and waits until all is ready.
 */
class PlaygroundIT {

  private static final Duration PATIENCE = Duration.ofMinutes(20);

  @Test
  void everyExampleBecomesReadyAndOnlyWhoIsDueRestarts(@TempDir Path directory) throws Exception {
    Path output = directory.resolve("output");
    Process playground =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlogback.configurationFile=logback-quiet.xml",
                "-cp",
                OperatorProcess.Builder.classPath(),
                Playground.class.getName(),
                "--once")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = playground.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    playground.destroyForcibly();
    String printed = Files.readString(output);

    assertThat(ended).as(printed).isTrue();
    assertThat(playground.waitFor()).as(printed).isZero();
    assertThat(printed)
        .containsPattern("slack-bot .* yes +\\S")
        .containsPattern("github-sync .* no +\\S")
        .containsPattern("slack-archive .* no +\\S")
        .containsPattern("slack-legacy .* no +\\S")
        .containsPattern("assistant .* yes +\\S")
        .containsPattern("chat .* yes +\\S")
        .contains("kubectl-patch")
        .doesNotContain("WRONG");
  }

  @Test
  void everyExampleFileHasAResourceOfOurs() throws Exception {
    try (Stream<Path> files = Files.list(Scenario.EXAMPLES)) {
      List<Path> examples = files.toList();
      assertThat(examples).isNotEmpty();
      for (Path example : examples) {
        assertThat(Files.readString(example))
            .as(example.toString())
            .startsWith("#")
            .contains("apiVersion: secrets.orient.bot/v1");
      }
    }
  }
}
