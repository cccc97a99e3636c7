package bot.orient.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bot.orient.secrets.crypto.EnvironmentKekProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrientImportToolsTest {

  private static final String URL = "ORIENT_IMPORT_DATABASE_URL";

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "postgresql://db.example/orient, db.example:5432/orient",
    "postgres://alice:s%40cret@db.example:6432/orient?sslmode=require, db.example:6432/orient",
    "jdbc:postgresql://db.example:6432/orient, db.example:6432/orient"
  })
  void urlMayBeOrientsOwnOrOfJdbc(String url, String name) {
    assertThat(tools(Map.of(URL, url)).orient().name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://alice:planted@db/orient",
        "postgresql://alice:planted@db",
        "postgresql://alice:planted@/orient",
        "postgresql://alice:planted@db:port/orient",
        "jdbc:mysql://alice:planted@db/orient",
        "planted"
      })
  void otherUrlIsRefusedWithoutQuotingIt(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tools(Map.of(URL, url)).orient())
        .withMessageStartingWith(URL + ": the URL of Orient's database cannot be used: it must be")
        .withMessageNotContaining("planted");
  }

  @Test
  void masterKeyMayComeFromAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("key"), "k".repeat(32) + "\n");

    tools(Map.of("ORIENT_MASTER_KEY_FILE", file.toString())).masterKey().close();
  }

  @Test
  void masterKeyThatTheLocaleSpoiltIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tools(Map.of("ORIENT_MASTER_KEY", "k".repeat(40) + "\uFFFD")).masterKey())
        .withMessageContaining("LC_ALL=C.UTF-8");
  }

  @Test
  void missingMasterKeyIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tools(Map.of()).masterKey())
        .withMessageStartingWith("ORIENT_MASTER_KEY is not set");
  }

  private static OrientImportTools tools(Map<String, String> environment) {
    return new OrientImportTools(environment, settings -> new EnvironmentKekProvider(environment));
  }
}
