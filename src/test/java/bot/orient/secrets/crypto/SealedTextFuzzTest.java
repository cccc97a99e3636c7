package bot.orient.secrets.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.FuzzInput;
import bot.orient.secrets.testing.FuzzSeed;
import bot.orient.secrets.testing.PlantedValue;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** No text opens but the one that was sealed, and a value pasted by mistake is never quoted. */
class SealedTextFuzzTest {

  static final SealingKeyPair KEYS =
      new SealingKeyPair(
          UUID.fromString("cccccccc-dddd-eeee-ffff-111111111111"),
          CryptoSamples.kek("a sealing key").array());

  static final SealedPlace PLACE = new SealedPlace(CryptoSamples.STORE, "shop", "API_KEY");

  private static final String SEALED =
      new String(
          FuzzSeed.of(SealedTextFuzzTest.class, "open", "sealed"), StandardCharsets.US_ASCII);

  private static final PlantedValue PASTED = PlantedValue.plant("a sealed value");

  @FuzzTest
  void open(byte[] input) {
    String text = FuzzInput.text(input).replace("PASTED", PASTED.text());
    SealedText sealed;
    try {
      sealed = SealedText.parse(text);
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      assertThat(PASTED.isIn(refused.getMessage())).isFalse();
      assertThat(refused.getCause()).isNull();
      return;
    }
    assertThat(sealed.encoded()).isEqualTo(text);

    Optional<SealedContent> content = SealedValueHpke.open(KEYS, PLACE, sealed);

    assertThat(content.isPresent()).isEqualTo(text.equals(SEALED));
    assertThat(sealed.toString()).startsWith("SealedText[key ").hasSizeLessThan(60);
  }
}
