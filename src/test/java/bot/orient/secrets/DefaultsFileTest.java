package bot.orient.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefaultsFileTest {

  @TempDir private Path directory;

  @Test
  void textsAreReadAsTheyStand() throws IOException {
    Path file =
        write(
            """
            # for development
            OPENAI_API_KEY: sk-one
            GITHUB_APP_ID: 0123
            FLAG: yes
            EMPTY: ""
            PEM: |
              line one
              line two
            """);

    assertThat(DefaultsFile.read(file))
        .isEqualTo(
            Map.of(
                "OPENAI_API_KEY", "sk-one",
                "GITHUB_APP_ID", "0123",
                "FLAG", "yes",
                "EMPTY", "",
                "PEM", "line one\nline two\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# nothing yet\n", "{}"})
  void fileWithoutEntriesHasNoDefaults(String text) throws IOException {
    assertThat(DefaultsFile.read(write(text))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A: one\nB: {planted: planted}",
        "A: one\nB: [planted]",
        "A: one\nB: \"planted",
        "A: one\nB: planted: planted",
        "A: one\nB: !!java.net.URL [planted]\n",
        "planted",
        "- planted",
      })
  void whatIsNoMappingToTextIsRefusedWithoutQuotingIt(String text) throws IOException {
    Path file = write(text);

    assertThatThrownBy(() -> DefaultsFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("ORIENT_DEFAULTS_FILE", file.toString(), "YAML mapping", "line ")
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("planted"));
  }

  @Test
  void keyWithoutValueIsRefusedByName() throws IOException {
    Path file = write("OPENAI_API_KEY:\nGITHUB_TOKEN: planted");

    assertThatThrownBy(() -> DefaultsFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("ORIENT_DEFAULTS_FILE", "OPENAI_API_KEY", "has no value")
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("planted"));
  }

  @Test
  void keyGivenTwiceIsRefused() throws IOException {
    Path file = write("A: planted\nA: planted-too");

    assertThatThrownBy(() -> DefaultsFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("ORIENT_DEFAULTS_FILE", "line 2")
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("planted"));
  }

  @Test
  void absentFileIsRefusedByName() {
    Path file = directory.resolve("absent.yaml");

    assertThatThrownBy(() -> DefaultsFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "ORIENT_DEFAULTS_FILE", file.toString(), "check that it is mounted");
  }

  @Test
  void whatIsNoUtf8IsRefused() throws IOException {
    Path file =
        Files.write(directory.resolve("latin1.yaml"), new byte[] {'A', ':', ' ', -28, '\n'});

    assertThatThrownBy(() -> DefaultsFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("ORIENT_DEFAULTS_FILE", file.toString());
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("defaults.yaml"), text, StandardCharsets.UTF_8);
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
