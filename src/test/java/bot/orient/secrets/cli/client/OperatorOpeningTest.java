package bot.orient.secrets.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be used is told before anything is sent. */
class OperatorOpeningTest {

  @TempDir private Path directory;

  private final ConnectionOptions options = new ConnectionOptions();

  @BeforeEach
  void fill() throws IOException {
    options.scope = "shop";
    options.server = "https://127.0.0.1:8443";
    options.tokenFile = Files.writeString(directory.resolve("token"), "a.b.c\n");
  }

  @Test
  void withServerScopeAndTokenNoKubeconfigIsNeeded() {
    try (Session session = new OperatorOpening().session(options, true)) {
      assertThat(session.path("secrets", "A")).isEqualTo("/v1/scopes/shop/secrets/A");
    }
  }

  @Test
  void whatIsAboutAllScopesNeedsNoKubeconfigForOne() {
    options.scope = null;
    options.kubeconfig = directory.resolve("none");

    try (Session session = new OperatorOpening().session(options, false)) {
      assertThat(session.api()).isNotNull();
    }
    assertThatExceptionOfType(ClientException.class)
        .isThrownBy(() -> new OperatorOpening().session(options, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://host:1",
        "host:1",
        "https://",
        "https://user:planted@host",
        "https://host/path",
        "https://host?planted",
        "https://ho st"
      })
  void onlyPlainHttpsAddressesAreServers(String server) {
    options.server = server;

    assertRefused("--server");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "planted planted", "Bearer planted", "planted\nplanted"})
  void aFileThatIsNoTokenIsNotSentAndNotQuoted(String content) throws IOException {
    Files.writeString(options.tokenFile, content);

    assertRefused("--token-file");
  }

  @Test
  void aTokenIsAskedForWithTheAudienceOfTheOperator() throws IOException {
    Files.writeString(options.tokenFile, "");
    options.audience = "ours";

    assertRefused("--audience ours");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AA:BB", "planted"})
  void aFingerprintHasThirtyTwoBytes(String fingerprint) {
    options.fingerprint = fingerprint;

    assertRefused("--fingerprint");
  }

  @Test
  void anAuthorityIsAFileWithACertificate() throws IOException {
    options.certificateAuthority = directory.resolve("none");
    assertRefused("--certificate-authority: cannot read");

    Files.writeString(options.certificateAuthority, "planted");
    assertRefused("--certificate-authority");

    options.fingerprint = "aa".repeat(32);
    assertRefused("not both");
  }

  private void assertRefused(String reason) {
    assertThatExceptionOfType(ClientException.class)
        .isThrownBy(() -> new OperatorOpening().session(options, true))
        .withMessageContaining(reason)
        .withMessageNotContaining("planted")
        .satisfies(refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.USAGE));
  }
}
