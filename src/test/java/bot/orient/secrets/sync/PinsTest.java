package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.Pins.Pin;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PinsTest {

  private static final Pin OF_US = new Pin(3, 4, Optional.of("Deployment chat"), Optional.empty());
  private static final Pin OF_A_PERSON = new Pin(1, 2, Optional.empty(), Optional.empty());

  private static Pins pins(Map<String, Pin> byKey) {
    return new Pins(new TreeMap<>(byKey));
  }

  @Test
  void areCompactSortedJsonAndReadBack() {
    Pins pins =
        pins(
            Map.of(
                "B",
                OF_US,
                "A",
                OF_A_PERSON,
                "C",
                new Pin(1, 2, Optional.empty(), Optional.of("shared"))));

    assertThat(pins.toAnnotation())
        .isEqualTo(
            "{\"A\":{\"use\":1,\"instead\":2},"
                + "\"B\":{\"use\":3,\"instead\":4,\"failed\":\"Deployment chat\"},"
                + "\"C\":{\"use\":1,\"instead\":2,\"scope\":\"shared\"}}");
    assertThat(Pins.parse(pins.toAnnotation())).contains(pins);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "{}"})
  void areNoneWithoutAnAnnotation(String annotation) {
    assertThat(Pins.parse(annotation)).contains(Pins.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "{",
        "{} {}",
        "3",
        "{\"A\":3}",
        "{\"A\":{}}",
        "{\"A\":{\"use\":3}}",
        "{\"A\":{\"instead\":3}}",
        "{\"A\":{\"use\":\"3\",\"instead\":4}}",
        "{\"A\":{\"use\":0,\"instead\":4}}",
        "{\"A\":{\"use\":-1,\"instead\":4}}",
        "{\"A\":{\"use\":1.5,\"instead\":4}}",
        "{\"A\":{\"use\":99999999999999999999,\"instead\":4}}",
        "{\"A\":{\"use\":3,\"instead\":4,\"failed\":7}}",
        "{\"A\":{\"use\":3,\"instead\":4},\"B\":null}"
      })
  void areUnknownWhenTheAnnotationIsMalformed(String annotation) {
    assertThat(Pins.parse(annotation)).isEmpty();
  }

  @Test
  void haveNoEffectOnKeysThatTheSpecDoesNotHave() {
    Pins pins = pins(Map.of("A", OF_US, "GONE", OF_US));

    assertThat(pins.inForce(Specs.orientSecret("keys: [{key: A}, {key: B}]"), "team"))
        .isEqualTo(pins(Map.of("A", OF_US)));
  }

  @Test
  void haveNoEffectOnKeysThatTheSpecHoldsAtAVersion() {
    Pins pins = pins(Map.of("A", OF_US, "B", OF_US));

    assertThat(pins.inForce(Specs.orientSecret("keys: [{key: A, version: 7}, {key: B}]"), "team"))
        .isEqualTo(pins(Map.of("B", OF_US)));
  }

  @Test
  void haveNoEffectOnAnotherScope() {
    Pin shared = new Pin(3, 4, Optional.empty(), Optional.of("shared"));
    Pins pins = pins(Map.of("A", OF_US, "B", shared));

    assertThat(pins.inForce(Specs.orientSecret("keys: [{key: A}, {key: B}]"), "team"))
        .isEqualTo(pins(Map.of("A", OF_US)));
    assertThat(pins.inForce(Specs.orientSecret("{scope: team, keys: [{key: A}]}"), "team"))
        .isEqualTo(pins(Map.of("A", OF_US)));
    assertThat(
            pins.inForce(Specs.orientSecret("{scope: shared, keys: [{key: A}, {key: B}]}"), "team"))
        .isEqualTo(pins(Map.of("B", shared)));
  }

  @Test
  void areAddedToThoseThatAreThere() {
    assertThat(pins(Map.of("A", OF_US)).plus(Map.of("B", OF_A_PERSON)))
        .isEqualTo(pins(Map.of("A", OF_US, "B", OF_A_PERSON)));
  }
}
