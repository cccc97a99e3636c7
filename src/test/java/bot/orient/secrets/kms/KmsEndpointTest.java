package bot.orient.secrets.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KmsEndpointTest {

  @Test
  void readsTheSocketOfTheApiServersConfiguration() {
    KmsEndpoint endpoint = KmsEndpoint.parse("unix:///var/run/kms/plugin.sock");

    assertThat(endpoint.socket()).isEqualTo(Path.of("/var/run/kms/plugin.sock"));
    assertThat(endpoint).hasToString("unix:///var/run/kms/plugin.sock");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "planted-key",
        "/var/run/planted.sock",
        "unix://planted",
        "unix:/planted",
        "tcp://planted:8080",
        "https://planted"
      })
  void refusesWhatIsNoSocketWithoutQuotingIt(String text) {
    assertThatThrownBy(() -> KmsEndpoint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unix:///var/run/kms/plugin.sock")
        .hasMessageNotContaining("planted");
  }

  @Test
  void refusesAPathThatTheKernelWouldNotTake() {
    String longest = "unix:///" + "p".repeat(106);

    assertThat(KmsEndpoint.parse(longest).socket().toString()).hasSize(107);
    assertThatThrownBy(() -> KmsEndpoint.parse(longest + "p"))
        .hasMessageContaining("107 bytes at most");
    assertThatThrownBy(() -> KmsEndpoint.parse("unix:///a\0b")).hasMessageContaining("not a path");
  }
}
