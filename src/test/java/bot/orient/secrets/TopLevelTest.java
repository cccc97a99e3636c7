package bot.orient.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The customer fixed what the checkout has at its top; tools like to leave files there. */
class TopLevelTest {

  @Test
  void hasNothingButWhatTheCustomerAskedFor() throws IOException {
    try (Stream<Path> entries = Files.list(Path.of(""))) {
      assertThat(entries.map(Path::toString))
          .filteredOn(name -> !name.startsWith("."))
          .filteredOn(name -> !name.equals("target") && !name.endsWith(".iml"))
          .containsExactlyInAnyOrder(
              "pom.xml", "src", "crds", "helm", "examples", "README.md", "LICENSE");
    }
  }
}
