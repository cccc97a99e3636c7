package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.FileTemplate.Malformed;
import bot.orient.secrets.sync.FileTemplate.Parsed;
import bot.orient.secrets.sync.FileTemplate.Parsing;
import bot.orient.secrets.sync.TemplateRenderer.Failed;
import bot.orient.secrets.sync.TemplateRenderer.Rendered;
import bot.orient.secrets.sync.TemplateRenderer.Rendering;
import bot.orient.secrets.testing.FuzzInput;
import bot.orient.secrets.testing.PlantedValue;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.HashMap;
import java.util.Map;

/** Any template is rendered within its bounds, or refused by the line, and tells of no value. */
class TemplateFuzzTest {

  private static final int MOST_BYTES = 4096;

  /** With a blank, so that it can be the name of nothing. */
  private static final PlantedValue PASTED =
      PlantedValue.plant("text of a template", "not a name ");

  private static final PlantedValue PLANTED = PlantedValue.plant("value of a key");

  private static final byte[] BINARY = {(byte) 0xff, 0, (byte) 0xc3, 0x28};

  /** The word PASTED stands for a value that somebody took for a template. */
  @FuzzTest
  void render(byte[] input) {
    String text = FuzzInput.text(input).replace("PASTED", PASTED.text());
    Parsing parsing = new TemplateParser(text).parse();
    if (parsing instanceof Malformed malformed) {
      assertThat(malformed.problems())
          .hasSizeBetween(1, TemplateParser.MOST_PROBLEMS)
          .allMatch(problem -> problem.matches("(?s)line [0-9]+: .+"))
          .noneMatch(PASTED::isIn);
      return;
    }
    FileTemplate template = ((Parsed) parsing).template();

    Rendering rendering = new TemplateRenderer(values(template), MOST_BYTES).render(template);

    assertThat(PLANTED.isIn(rendering.toString())).isFalse();
    if (rendering instanceof Rendered file) {
      assertThat(file.bytes()).hasSizeLessThanOrEqualTo(MOST_BYTES);
      assertThat(template.variables().isEmpty() || file.bytes().length > 0).isTrue();
    } else {
      assertThat(((Failed) rendering).message()).isNotBlank();
    }
  }

  /** Names with a dash have bytes that are no text. */
  private static Map<String, byte[]> values(FileTemplate template) {
    Map<String, byte[]> values = new HashMap<>();
    template
        .variables()
        .forEach(
            variable ->
                values.put(
                    variable.name(), variable.name().contains("-") ? BINARY : PLANTED.bytes()));
    return values;
  }
}
