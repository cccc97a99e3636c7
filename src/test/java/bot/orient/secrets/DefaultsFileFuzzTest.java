package bot.orient.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.Fallbacks;
import bot.orient.secrets.testing.FuzzedFile;
import bot.orient.secrets.testing.PlantedValue;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** Any file has defaults, or is refused by its variable, and no value of it is told. */
class DefaultsFileFuzzTest {

  private static final FuzzedFile FILE = new FuzzedFile("defaults.yaml");

  private static final PlantedValue PLANTED = PlantedValue.plant("a default");

  /** Only what follows a colon is a value: a key may be told. */
  @FuzzTest
  void read(byte[] input) {
    byte[] content =
        new String(input, StandardCharsets.ISO_8859_1)
            .replace(": PLANTED", ": " + PLANTED.text())
            .getBytes(StandardCharsets.ISO_8859_1);
    try {
      Map<String, String> values = DefaultsFile.read(FILE.with(content));
      assertThat(values).doesNotContainValue(null);
      Fallbacks fallbacks = new Fallbacks(Map.of(), values, key -> false, Set.of());
      values.keySet().forEach(key -> assertThat(fallbacks.find(key)).isPresent());
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).startsWith("ORIENT_DEFAULTS_FILE: ");
      for (Throwable told = refused; told != null; told = told.getCause()) {
        assertThat(PLANTED.isIn(String.valueOf(told.getMessage()))).isFalse();
      }
    }
  }
}
