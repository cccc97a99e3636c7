package bot.orient.secrets.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KekProviderTest {

  private static final byte[] KEY = CryptoSamples.kek("k").toByteArray();

  @TempDir Path directory;

  @Test
  void readsADirectoryThatOnlyTheOperatorMayRead() throws IOException {
    write(directory.resolve("k1"), KEY, "rw-------");
    write(directory.resolve("k2"), KEY, "rw-r-----");
    write(directory.resolve("active"), CryptoSamples.bytes("k2"), "rw-------");

    KekSet set = new DirectoryKekProvider(directory).load();

    assertThat(set.activeId()).isEqualTo("k2");
    assertThat(set.keys()).containsOnlyKeys("k1", "k2");
  }

  @Test
  void refusesAKeyThatEverybodyMayRead() throws IOException {
    write(directory.resolve("k1"), KEY, "rw-r--r--");

    assertThatThrownBy(() -> new DirectoryKekProvider(directory).load())
        .isInstanceOf(KekUnavailableException.class)
        .hasMessageContaining(directory.resolve("k1").toString())
        .hasMessageContaining("chmod o-r");
  }

  @Test
  void readsAMountedSecretWhoseModeKubernetesDecides() throws IOException {
    Path data = Files.createDirectory(directory.resolve("..2026_11_23"));
    write(data.resolve("k1"), KEY, "rw-r--r--");
    Files.createSymbolicLink(directory.resolve("..data"), data.getFileName());
    Files.createSymbolicLink(directory.resolve("k1"), Path.of("..data", "k1"));

    assertThat(new DirectoryKekProvider(directory).load().keys()).containsOnlyKeys("k1");
  }

  @Test
  void passesOverWhatIsNotMeantAsAKey() throws IOException {
    write(directory.resolve("k1"), KEY, "rw-------");
    write(directory.resolve(".k1.swp"), KEY, "rw-r--r--");
    Files.createDirectory(directory.resolve("lost+found"));

    assertThat(new DirectoryKekProvider(directory).load().keys()).containsOnlyKeys("k1");
  }

  @Test
  void namesTheDirectoryOrFileThatIsAtFault() throws IOException {
    assertThatThrownBy(() -> new DirectoryKekProvider(directory.resolve("none")).load())
        .isInstanceOf(KekUnavailableException.class)
        .hasMessageContaining(directory.resolve("none").toString());
    write(directory.resolve("k1"), new byte[2000], "rw-------");
    assertThatThrownBy(() -> new DirectoryKekProvider(directory).load())
        .hasMessageContaining(directory.resolve("k1").toString());
    write(directory.resolve("k1"), CryptoSamples.bytes("no key"), "rw-------");
    assertThatThrownBy(() -> new DirectoryKekProvider(directory).load())
        .hasMessageContaining("'k1' in directory " + directory);
  }

  @Test
  void readsTheEnvironment() {
    String text = Base64.getEncoder().encodeToString(KEY);

    KekSet set = new EnvironmentKekProvider(Map.of("ORIENT_KEK", text)).load();

    assertThat(set.activeId()).isEqualTo("env");
    assertThat(set.keys()).containsEntry("env", SecretBytes.copyOf(KEY));
  }

  @Test
  void namesTheVariableThatIsMissingOrWrong() {
    assertThatThrownBy(() -> new EnvironmentKekProvider(Map.of()).load())
        .isInstanceOf(KekUnavailableException.class)
        .hasMessageContaining("ORIENT_KEK is not set");
    String devKey = "orient-dev-master-key-do-not-use-in-production-32chars";
    assertThatThrownBy(() -> new EnvironmentKekProvider(Map.of("ORIENT_KEK", devKey)).load())
        .hasMessageStartingWith("environment variable ORIENT_KEK is Orient's development key")
        .hasMessageContaining("which is public");
  }

  @Test
  void loadsAndClosesBothSourcesWhileTheStoreMoves() {
    FakeProvider writing = new FakeProvider("k2");
    FakeProvider former = new FakeProvider("k1");
    CombinedKekProvider both = new CombinedKekProvider(writing, former);

    KeyEncryptionKeys keks = both.load();
    both.close();

    assertThat(keks.activeId()).isEqualTo("k2");
    assertThat(keks.ids()).containsExactly("k1", "k2");
    assertThat(both.description())
        .isEqualTo("source of k2, and source of k1 for what it wrapped before");
    assertThat(writing.closed && former.closed).isTrue();
  }

  private static final class FakeProvider implements KekProvider {

    private final String keyId;
    private boolean closed;

    private FakeProvider(String keyId) {
      this.keyId = keyId;
    }

    @Override
    public KekSet load() {
      return CryptoSamples.keks(keyId);
    }

    @Override
    public String description() {
      return "source of " + keyId;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static void write(Path file, byte[] content, String mode) throws IOException {
    Files.write(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }
}
