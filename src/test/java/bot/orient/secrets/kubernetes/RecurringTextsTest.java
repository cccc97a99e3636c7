package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecurringTextsTest {

  private final RecurringTexts texts = new RecurringTexts();

  @Test
  void equalTextsAreOneObject() {
    String first = texts.shared(new String("shop"));

    assertThat(texts.shared(new String("shop"))).isSameAs(first).isEqualTo("shop");
  }

  @Test
  void manyOtherTextsAreAllTheirOwn() {
    assertThat(IntStream.range(0, 100_000).mapToObj(i -> "text-" + i).toList())
        .allSatisfy(text -> assertThat(texts.shared(text)).isEqualTo(text));
  }

  @Test
  void aLongTextIsNotKept() {
    String text = "x".repeat(65);

    assertThat(texts.shared(text)).isSameAs(text);
    assertThat(texts.shared("x".repeat(65))).isNotSameAs(text);
  }

  @Test
  void noTextStaysNone() {
    assertThat(texts.shared(null)).isNull();
  }
}
