package bot.orient.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.FuzzInput;
import bot.orient.secrets.testing.PlantedValue;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Any environment is one to start with, or is refused by the name of a variable. */
class SettingsFuzzTest {

  private static final Path NOWHERE = Path.of("/nonexistent/namespace");

  private static final PlantedValue PLANTED = PlantedValue.plant("a secret setting");

  /** Lines of NAME=VALUE; a variable of a process can hold no zero. */
  @FuzzTest
  void from(byte[] input) {
    Map<String, String> environment = new HashMap<>();
    FuzzInput.text(input)
        .replace("\0", "")
        .lines()
        .map(line -> line.split("=", 2))
        .filter(parts -> parts.length == 2)
        .forEach(parts -> environment.put(parts[0], parts[1]));
    environment.computeIfPresent("ORIENT_DATABASE_PASSWORD", (name, old) -> PLANTED.text());
    environment.computeIfPresent("ORIENT_KEK", (name, old) -> PLANTED.text());
    try {
      assertThat(PLANTED.isIn(Settings.from(environment, NOWHERE).toString())).isFalse();
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).contains("ORIENT_");
      for (Throwable told = refused; told != null; told = told.getCause()) {
        assertThat(PLANTED.isIn(String.valueOf(told.getMessage()))).isFalse();
      }
    }
    assertThat(PLANTED.isIn(new Variables(environment).toString())).isFalse();
  }
}
