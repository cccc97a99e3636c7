package bot.orient.secrets.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.FuzzedFile;
import bot.orient.secrets.testing.PlantedValue;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Any file has a public key, or is refused by its option and not quoted: it may be another one. */
class PublicKeyFileFuzzTest {

  private static final PlantedValue PLANTED = PlantedValue.plant("a file given by mistake");

  private static final FuzzedFile FILE = new FuzzedFile("public-key.yaml");

  @FuzzTest
  void read(byte[] input) {
    byte[] content =
        new String(input, StandardCharsets.ISO_8859_1)
            .replace("PLANTED", PLANTED.text())
            .getBytes(StandardCharsets.ISO_8859_1);
    try {
      assertThat(PublicKeyFile.read(FILE.with(content)).base64()).hasSizeBetween(43, 44);
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).startsWith("--public-key: ");
      for (Throwable told = refused; told != null; told = told.getCause()) {
        assertThat(PLANTED.isIn(String.valueOf(told.getMessage()))).isFalse();
      }
    }
  }
}
