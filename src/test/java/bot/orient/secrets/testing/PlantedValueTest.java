package bot.orient.secrets.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hunt that finds nothing means nothing unless it can find something. */
class PlantedValueTest {

  private final PlantedValue value = PlantedValue.plant("test", "sk-");

  @Test
  void isFoundAsTextWhateverItsCase() {
    assertThat(value.isIn("before " + value.text() + " after")).isTrue();
    assertThat(value.isIn(value.text().toUpperCase(Locale.ROOT))).isTrue();
  }

  @Test
  void isFoundWhenCutAtEitherEnd() {
    int length = value.text().length();

    assertThat(value.isIn(value.text().substring(0, length - 5))).isTrue();
    assertThat(value.isIn(value.text().substring(length - 20))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ab", "abc", "{\"key\":\""})
  void isFoundInBase64AtAnyOffset(String before) {
    byte[] whole = (before + value.text() + "\"}").getBytes(StandardCharsets.UTF_8);

    assertThat(value.isIn(Base64.getEncoder().encodeToString(whole))).isTrue();
    assertThat(value.isIn(Base64.getEncoder().encodeToString(value.bytes()))).isTrue();
  }

  @Test
  void isFoundAsHexAndAsNumbers() {
    assertThat(value.isIn("\\x00" + HexFormat.of().formatHex(value.bytes()))).isTrue();
    assertThat(value.isIn(HexFormat.of().withUpperCase().formatHex(value.bytes()))).isTrue();
    assertThat(value.isIn(Arrays.toString(value.bytes()))).isTrue();
  }

  @Test
  void isNotFoundInAnotherValue() {
    PlantedValue other = PlantedValue.plant("other", "sk-");

    assertThat(value.isIn(other.text() + other.base64() + Arrays.toString(other.bytes())))
        .isFalse();
  }
}
