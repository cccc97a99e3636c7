package bot.orient.secrets.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CrdsAreCurrentTest {

  private static final Path DIRECTORY = Path.of("crds");

  @Test
  void committedCrdsAreWhatTheRecordsSay() throws IOException {
    Map<String, String> generated = new CrdWriter().write();
    if (Boolean.getBoolean("crds.write")) {
      replace(generated);
    }
    assertThat(committed())
        .as("crds/ is not what the records in api/ say. Run: %s", CrdWriter.REWRITE)
        .isEqualTo(generated);
  }

  private static void replace(Map<String, String> files) throws IOException {
    Files.createDirectories(DIRECTORY);
    for (String stale : committed().keySet()) {
      Files.delete(DIRECTORY.resolve(stale));
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(DIRECTORY.resolve(file.getKey()), file.getValue());
    }
  }

  private static Map<String, String> committed() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (var paths = Files.newDirectoryStream(DIRECTORY, "*.yaml")) {
      for (Path path : paths) {
        files.put(path.getFileName().toString(), Files.readString(path));
      }
    }
    return files;
  }
}
