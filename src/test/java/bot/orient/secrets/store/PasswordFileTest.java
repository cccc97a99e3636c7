package bot.orient.secrets.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordFileTest {

  @TempDir private Path directory;

  @Test
  void aFileThatIsAwayForAMomentIsWhatItWas() throws IOException {
    Path file = Files.writeString(directory.resolve("password"), "planted-one\n");
    PasswordFile password = PasswordFile.at("ORIENT_DATABASE_PASSWORD_FILE", file);

    Files.delete(file);
    assertThat(password.get()).isEqualTo("planted-one");
    Files.writeString(file, "");
    assertThat(password.get()).isEqualTo("planted-one");
    Files.writeString(file, "planted-two");
    assertThat(password.get()).isEqualTo("planted-two");
    assertThat(password.toString()).doesNotContain("planted");
  }
}
