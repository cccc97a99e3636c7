package bot.orient.secrets.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.PlantedValue;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Files with keys are read, or refused by the name of the file, and none of them is quoted. */
class KeyFileFuzzTest {

  private static final PlantedValue PLANTED = PlantedValue.plant("a key");

  private static final String SEPARATOR = "\n=====\n";

  /** The word PLANTED stands for something secret. */
  @FuzzTest
  void kek(byte[] input) {
    byte[] content = planted(input);
    try (SecretBytes key = KekText.parse(content, "the key file")) {
      assertThat(key.length()).isEqualTo(32);
    } catch (KekUnavailableException refused) {
      assertThat(refused.getMessage()).startsWith("the key file ");
      assertToldNothing(refused);
    }
  }

  /** Certificates and a key, with a line of five equals signs between. */
  @FuzzTest
  void tls(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    String[] files = text.split(SEPARATOR, 2);
    byte[] certificates = files[0].getBytes(StandardCharsets.ISO_8859_1);
    byte[] key =
        files.length < 2 ? new byte[0] : planted(files[1].getBytes(StandardCharsets.ISO_8859_1));
    try {
      assertThat(PemIdentity.read(certificates, key).certificate()).isNotNull();
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).containsAnyOf("tls.crt", "tls.key");
      assertToldNothing(refused);
    }
  }

  private static byte[] planted(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    return text.contains("PLANTED")
        ? text.replace("PLANTED", PLANTED.text()).getBytes(StandardCharsets.ISO_8859_1)
        : Arrays.copyOf(input, input.length);
  }

  private static void assertToldNothing(RuntimeException refused) {
    for (Throwable told = refused; told != null; told = told.getCause()) {
      assertThat(PLANTED.isIn(String.valueOf(told.getMessage()))).isFalse();
    }
  }

  @FuzzTest
  void pem(byte[] input) {
    try (SecretBytes text = SecretBytes.copyOf(input)) {
      Pem.read(text).ifPresent(found -> assertThat(found.getHeaders().isEmpty()).isTrue());
    }
  }
}
