package bot.orient.secrets.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.FuzzInput;
import bot.orient.secrets.testing.PlantedValue;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any text is lines of KEY=VALUE, or is refused by the number of a line, which is not quoted. */
class EnvFileFuzzTest {

  private static final PlantedValue PLANTED = PlantedValue.plant("a line of a file");

  @FuzzTest
  void read(byte[] input) {
    String text = FuzzInput.text(input).replace("PLANTED", PLANTED.text());
    try {
      EnvFile.read(text)
          .forEach(
              (key, value) -> {
                assertThat(key).isNotEmpty().doesNotContain("=", " ");
                assertThat(value).isNotNull();
              });
    } catch (ClientException refused) {
      assertThat(refused.getMessage()).matches("line [0-9]+ of the file .+");
      assertThat(PLANTED.isIn(refused.getMessage())).isFalse();
    }
  }
}
