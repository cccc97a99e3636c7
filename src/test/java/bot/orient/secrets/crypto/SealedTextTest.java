package bot.orient.secrets.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Base64;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedTextTest {

  private static final UUID KEY = UUID.fromString("11111111-2222-3333-4444-555555555555");
  private static final int SHORTEST = SealedText.LEAST_CIPHERTEXT_BYTES;

  @Test
  void isReadAsItWasWritten() {
    SealedText text = sample(SHORTEST);

    assertThat(text.encoded()).startsWith("osv1.").matches("[-._a-zA-Z0-9]+");
    assertThat(SealedText.parse(text.encoded())).isEqualTo(text).hasSameHashCodeAs(text);
    assertThat(SealedText.parse(text.encoded()).keyId()).isEqualTo(KEY);
    assertThat(text).hasToString("SealedText[key " + KEY + "]");
  }

  @Test
  void theLongestIsAsLongAsItsBoundSays() {
    SealedText longest = sample(SealedText.MOST_CIPHERTEXT_BYTES);

    assertThat(longest.encoded()).hasSize(SealedText.MAX_LENGTH);
    assertThat(SealedText.parse(longest.encoded())).isEqualTo(longest);
    assertThatThrownBy(
            () -> SealedText.parse(sample(SealedText.MOST_CIPHERTEXT_BYTES + 1).encoded()))
        .hasMessageContaining("longer than " + SealedText.MAX_LENGTH);
  }

  @Test
  void everyBitCountsInTheDigest() {
    byte[] bytes = Base64.getUrlDecoder().decode(sample(SHORTEST).encoded().substring(5));
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(SealedText.parse("osv1." + base64(changed)).digest())
          .hasSize(32)
          .isNotEqualTo(sample(SHORTEST).digest());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "osv1", "sk-made-up", "osv2.AAAA", "OSV1.AAAA", " osv1.AAAA"})
  void whatIsNoSealedTextMayBeAValueAndIsNotQuoted(String text) {
    assertThatThrownBy(() -> SealedText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("does not begin with osv1.: give what the command seal printed, never a value");
  }

  @Test
  void oneValueHasOneSpellingOnly() {
    String text = sample(SHORTEST + 1).encoded();
    // Of the last character only some bits count; another one with the same bits is refused.
    char last = text.charAt(text.length() - 1);
    String spelling = text.substring(0, text.length() - 1) + (char) (last + 1);

    assertThat(Base64.getUrlDecoder().decode(spelling.substring(5)))
        .isEqualTo(Base64.getUrlDecoder().decode(text.substring(5)));
    for (String other :
        new String[] {
          spelling, text + "=", text + "\n", text.replaceFirst("A", "A\n"), text + " "
        }) {
      assertThatThrownBy(() -> SealedText.parse(other)).hasMessageContaining("is damaged");
    }
  }

  @Test
  void tooShortIsSaidToBeCutOff() {
    assertThatThrownBy(() -> SealedText.parse(sample(SHORTEST - 1).encoded()))
        .hasMessageContaining("cut off");
  }

  /** The seed is fixed: a failure can be repeated. */
  @Test
  void whatIsMalformedGetsACleanErrorThatQuotesNothing() {
    Random random = new Random(20261128);
    String good = sample(SHORTEST).encoded();
    int refused = 0;
    for (int i = 0; i < 5000; i++) {
      String text = mutated(good, random);
      Throwable failure = catchThrowable(() -> SealedText.parse(text));
      if (failure == null) {
        assertThat(SealedText.parse(text).encoded()).isEqualTo(text);
        continue;
      }
      refused++;
      assertThat(failure).isExactlyInstanceOf(IllegalArgumentException.class).hasNoCause();
      assertThat(failure.getMessage()).hasSizeLessThan(120).doesNotContain("AAAAAAAA");
    }
    assertThat(refused).isGreaterThan(1000);
  }

  private static String mutated(String good, Random random) {
    StringBuilder text = new StringBuilder(good);
    for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(5)) {
        case 0 -> text.setCharAt(at, (char) random.nextInt(0x250));
        case 1 -> text.insert(at, (char) (' ' + random.nextInt(95)));
        case 2 -> text.deleteCharAt(at);
        case 3 -> text.setLength(Math.max(1, at));
        default -> text.append("=");
      }
    }
    return text.toString();
  }

  private static SealedText sample(int ciphertext) {
    return SealedText.of(KEY, new byte[SealedText.ENCAPSULATED_BYTES], new byte[ciphertext]);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
