package bot.orient.secrets.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.PlantedValue;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Any file has a public key, or is refused by its option and not quoted: it may be another one. */
class PublicKeyFileFuzzTest {

  private static final PlantedValue PLANTED = PlantedValue.plant("a file given by mistake");

  private static Path file;

  @FuzzTest
  void read(byte[] input) throws IOException {
    if (file == null) {
      file = Files.createTempFile("orient-fuzz", ".yaml");
      file.toFile().deleteOnExit();
    }
    Files.write(
        file,
        new String(input, StandardCharsets.ISO_8859_1)
            .replace("PLANTED", PLANTED.text())
            .getBytes(StandardCharsets.ISO_8859_1));
    try {
      assertThat(PublicKeyFile.read(file).base64()).hasSizeBetween(43, 44);
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).startsWith("--public-key: ");
      for (Throwable told = refused; told != null; told = told.getCause()) {
        assertThat(PLANTED.isIn(String.valueOf(told.getMessage()))).isFalse();
      }
    }
  }
}
