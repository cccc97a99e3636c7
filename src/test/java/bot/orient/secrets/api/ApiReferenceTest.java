package bot.orient.secrets.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ApiReferenceTest {

  private static final Path FILE = Path.of("crds", "README.md");

  @Test
  void theCommittedReferenceIsWhatTheCrdsSay() throws IOException {
    String generated = ApiReference.text();
    if (Boolean.getBoolean("reference.write")) {
      Files.writeString(FILE, generated);
    }
    assertThat(FILE)
        .as("%s is not what the CRDs say. Run: %s", FILE, ApiReference.REWRITE)
        .hasContent(generated);
  }

  @ParameterizedTest
  @EnumSource
  void everyFieldIsThere(CommittedCrd crd) {
    String reference = ApiReference.text();

    assertThat(crd.nodes())
        .filteredOn(node -> node.isField() && node.path().contains("."))
        .extracting(node -> "`" + node.path().replaceFirst("^(spec|status)\\.", "") + "`")
        .allMatch(reference::contains);
    assertThat(CelRule.of(crd)).extracting(CelRule::message).allMatch(reference::contains);
  }

  /** Every row of a table has its three cells, whatever a pattern has in it. */
  @Test
  void everyRowHasThreeCells() {
    assertThat(ApiReference.text().lines().filter(line -> line.startsWith("|")))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.split("(?<!\\\\)\\|", -1)).hasSize(5));
  }
}
