package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.Scene.baseline;
import static bot.orient.secrets.sync.SecretDraft.second;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.Baseline.Entry;
import bot.orient.secrets.sync.KeyHistory.StintId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaselineTest {

  @Test
  void writesCompactSortedJsonAndReadsItBack() {
    Baseline baseline = baseline("db/B", "f2", "app/A", "f1");
    assertThat(baseline.toAnnotation()).isEqualTo("{\"app/A\":\"f1\",\"db/B\":\"f2\"}");
    assertThat(Baseline.parse(baseline.toAnnotation())).contains(baseline);
    assertThat(Baseline.parse("{}")).contains(baseline());
  }

  @Test
  void keepsTheStintOfAValueThatHadBeenAway() {
    Baseline baseline =
        new Baseline(
            new TreeMap<>(Map.of("a/B", new Entry("f1", Optional.of(new StintId(second(30), 2))))));
    assertThat(baseline.toAnnotation()).isEqualTo("{\"a/B\":\"f1@1795456830.2\"}");
    assertThat(Baseline.parse(baseline.toAnnotation())).contains(baseline);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "{",
        "{\"app/A\":1}",
        "{\"app/A\":\"\"}",
        "{\"app\":\"f\"}",
        "{\"/A\":\"f\"}",
        "{\"app/\":\"f\"}",
        "{\"app/A\":\"f@5\"}",
        "{\"app/A\":\"f@x.2\"}"
      })
  void isAbsentWhenTheAnnotationIsMissingOrMalformed(String annotation) {
    assertThat(Baseline.parse(annotation)).isEmpty();
  }

  @Test
  void hashesToTheSameTwentyTwoCharactersEachTime() {
    assertThat(baseline("app/A", "f1", "app/B", "f2").hash())
        .matches("[A-Za-z0-9_-]{22}")
        .isEqualTo(baseline("app/B", "f2", "app/A", "f1").hash());
  }

  @Test
  void hashesToAnotherTextWhenAnyPartDiffers() {
    assertThat(baseline("app/A", "f1").hash())
        .isNotEqualTo(baseline("app/A", "f2").hash())
        .isNotEqualTo(baseline("app/B", "f1").hash())
        .isNotEqualTo(baseline("app/Af", "1").hash())
        .isNotEqualTo(baseline().hash());
  }
}
