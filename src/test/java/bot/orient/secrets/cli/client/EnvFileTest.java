package bot.orient.secrets.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvFileTest {

  @Test
  void valuesAreReadAsDotenvWritesThem() {
    assertThat(
            EnvFile.read(
                """
                # a comment
                PLAIN=a b#c=d\s\s

                export EXPORTED = "x"   # said of it
                EMPTY=
                QUOTED_EMPTY=''
                SINGLE='a "b" \\n $c'
                DOUBLE="a 'b' \\"c\\" \\n \\\\ \\$d"
                PEM="-----BEGIN-----
                line
                -----END-----"
                dotted.key-1=v
                LAST=end"""))
        .containsExactly(
            entry("PLAIN", "a b#c=d"),
            entry("EXPORTED", "x"),
            entry("EMPTY", ""),
            entry("QUOTED_EMPTY", ""),
            entry("SINGLE", "a \"b\" \\n $c"),
            entry("DOUBLE", "a 'b' \"c\" \n \\ $d"),
            entry("PEM", "-----BEGIN-----\nline\n-----END-----"),
            entry("dotted.key-1", "v"),
            entry("LAST", "end"));
  }

  @Test
  void filesOfWindowsAreReadToo() {
    assertThat(EnvFile.read("A=1\r\nB='2'\r\n")).containsOnly(entry("A", "1"), entry("B", "2"));
    assertThat(EnvFile.read("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "planted             | is not KEY=VALUE",
        "=planted            | is not KEY=VALUE",
        "my key=planted      | is not KEY=VALUE",
        "A=1\\nB='planted    | has a quote that does not end",
        "A=1\\nB=\"plan\\nted | has a quote that does not end",
        "A=1\\nB='p'lanted   | has something after the quote",
        "A=1\\nB=\"\\\\planted\" | has an escape other than",
        "A=1\\nA=planted     | has a key that an earlier line has"
      })
  void whatIsSomethingElseIsNamedByItsLine(String text, String reason) {
    String file = text.replace("\\n", "\n").replace("\\\\", "\\");
    assertThatExceptionOfType(ClientException.class)
        .isThrownBy(() -> EnvFile.read(file))
        .withMessageStartingWith("line " + (file.contains("\n") ? 2 : 1) + " of the file " + reason)
        .withMessageNotContaining("plan")
        .satisfies(refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.USAGE));
  }
}
