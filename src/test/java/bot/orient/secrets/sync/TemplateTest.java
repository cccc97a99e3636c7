package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.ProjectionScenario.base64;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.PlantedValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a template may hold, what it comes to, and what is said of one that is wrong. */
class TemplateTest {

  private static final int MOST_BYTES = 1000;

  /** Everything that has a meaning to something that reads such files. */
  private static final String AWKWARD =
      "a'b\"c\\d$e`f\ng\r\nh\ti\u0000j\u001fk<l>&m{{n}}o}}p%q ä€\uD83D\uDE00\u2028=";

  private final Map<String, byte[]> values = new HashMap<>();

  private TemplateTest value(String name, String text) {
    values.put(name, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  private TemplateRenderer.Rendering rendering(String template) {
    return new TemplateRenderer(values, MOST_BYTES).render(FileTemplate.of(template));
  }

  private byte[] bytes(String template) {
    return ((TemplateRenderer.Rendered) rendering(template)).bytes();
  }

  private String rendered(String template) {
    return new String(bytes(template), StandardCharsets.UTF_8);
  }

  private String failure(String template) {
    return ((TemplateRenderer.Failed) rendering(template)).message();
  }

  private static List<String> problems(String template) {
    return ((FileTemplate.Malformed) new TemplateParser(template).parse()).problems();
  }

  @Test
  void textStaysAndValuesComeInAsTheyAre() {
    value("A", "one").value("b.c-d_2", AWKWARD);

    assertThat(rendered("x={{A}}\n{{ b.c-d_2 }}{{A}}\n} }} { €"))
        .isEqualTo("x=one\n" + AWKWARD + "one\n} }} { €");
    assertThat(rendered("")).isEmpty();
    assertThat(rendered("{{A}}")).isEqualTo("one");
  }

  /** A value is never read as a template. */
  @Test
  void valueThatLooksLikeATemplateIsText() {
    value("A", "{{B}}").value("B", "{{#json}}");

    assertThat(rendered("{{A}}{{B}}")).isEqualTo("{{B}}{{#json}}");
  }

  @Test
  void jsonIsAStringThatReadsBackTheSame() throws JsonProcessingException {
    value("A", AWKWARD);

    assertThat(
            new ObjectMapper()
                .readTree(
                    rendered("{\"a\":{{#json}}{{A}}{{/json}},\"b\":{\"c\":{{#json}}{{/json}}}}"))
                .toString())
        .isEqualTo(
            new ObjectMapper()
                .valueToTree(Map.of("a", AWKWARD))
                .toString()
                .replaceFirst("}$", ",\"b\":{\"c\":\"\"}}"));
  }

  @Test
  void base64IsOfAllThatIsBetween() {
    value("USER", "ann").value("PASSWORD", AWKWARD);

    assertThat(rendered("{{#base64}}{{USER}}:{{PASSWORD}}{{/base64}}"))
        .isEqualTo(base64("ann:" + AWKWARD));
  }

  @Test
  void base64TakesWhatIsNoText() {
    values.put("KEYSTORE", new byte[] {(byte) 0xfe, 0, (byte) 0xff});

    assertThat(rendered("{{#base64}}{{KEYSTORE}}{{/base64}}")).isEqualTo("/gD/");
    assertThat(rendered("{{#json}}{{#base64}}{{KEYSTORE}}{{/base64}}{{/json}}"))
        .isEqualTo("\"/gD/\"");
    assertThat(rendered("{{#urlencode}}{{KEYSTORE}}{{/urlencode}}")).isEqualTo("%FE%00%FF");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\n{{KEYSTORE}}",
        "a\n{{#json}}{{KEYSTORE}}{{/json}}",
        "a\n{{#quote}}{{KEYSTORE}}{{/quote}}",
        "a\n{{#base64}}{{#json}}{{KEYSTORE}}{{/json}}{{/base64}}"
      })
  void whatIsNoTextIsRefusedElsewhereByLineAndKey(String template) {
    values.put("KEYSTORE", new byte[] {(byte) 0xfe, 0, (byte) 0xff});

    assertThat(failure(template))
        .isEqualTo(
            "line 2: the value of KEYSTORE is not UTF-8 text; put it between {{#base64}} and {{/base64}}");
  }

  @Test
  void quoteIsOneWordToAShell() throws Exception {
    String text = AWKWARD.replace("\u0000", "");
    value("A", text).value("EMPTY", "");

    Process shell =
        new ProcessBuilder(
                "sh",
                "-c",
                rendered(
                    "A={{#quote}}{{A}}{{/quote}} B={{#quote}}{{EMPTY}}{{/quote}}; printf %s \"$A|$B\""))
            .start();
    assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(text + "|");
    assertThat(value("A", "plain").rendered("{{#quote}}{{A}}{{/quote}}")).isEqualTo("'plain'");
    assertThat(value("A", "it's").rendered("{{#quote}}{{A}}{{/quote}}")).isEqualTo("'it'\\''s'");
  }

  @Test
  void urlencodeReadsBackTheSame() {
    value("A", AWKWARD).value("B", "AZaz09-._~");

    String encoded = rendered("{{#urlencode}}{{A}}{{/urlencode}}");
    assertThat(encoded).matches("[-._~%A-Za-z0-9]+").contains("%20").doesNotContain("+");
    assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).isEqualTo(AWKWARD);
    assertThat(rendered("{{#urlencode}}{{B}}{{/urlencode}}")).isEqualTo("AZaz09-._~");
  }

  @Test
  void emptyValuesAreEmpty() {
    value("A", "");

    assertThat(
            rendered(
                "[{{A}}{{#json}}{{A}}{{/json}}{{#base64}}{{A}}{{/base64}}{{#quote}}{{A}}{{/quote}}]"))
        .isEqualTo("[\"\"'']");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void commentsAndHelpersAloneOnALineLeaveNone(String lineBreak) {
    value("A", "1").value("B", "2");
    String template =
        """
        {{! what this is }}
        a={{A}}
          {{! two
              lines }}
        {{#base64}}
        {{A}}:{{B}}
          {{/base64}}
        {{A}} {{! behind }}
        end
        {{! last }}"""
            .replace("\n", lineBreak);

    assertThat(rendered(template))
        .isEqualTo(
            "a=1" + lineBreak + base64("1:2" + lineBreak) + "1 " + lineBreak + "end" + lineBreak);
  }

  @Test
  void lineThatBeginsTheTemplateGoesWithItsCommentThoughItIsIndented() {
    assertThat(rendered("  {{! what this is }}\nend")).isEqualTo("end");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{{A       | line 1: {{ is not closed with }}",
        "{{A {{B}} | line 1: {{ is not closed with }}",
        "{{}}      | line 1: {{...}} must hold the name of a key in the Secret",
        "{{A B}}   | line 1: {{...}} must hold the name of a key in the Secret",
        "{{ä}}     | line 1: {{...}} must hold the name of a key in the Secret",
        "{{{A}}}   | line 1: {{{ is not supported: write {{KEY}}, and a space between",
        "{{&A}}    | line 1: {{& is not supported: write {{KEY}}",
        "{{>A}}    | line 1: partials ({{>) are not supported: write the text here",
        "{{=< >=}} | line 1: other delimiters ({{=) are not supported: write {{ and }}",
        "{{=       | line 1: {{ is not closed with }}",
        "{{^A}}{{/A}} | line 1: inverted sections ({{^) are not supported",
        "{{#A}}x{{/A}} | line 1: {{#A}} is no helper; sections over values are not supported, helpers are base64, json, quote, urlencode",
        "{{#A B}}{{/x}} | line 1: {{#...}} is no helper",
        "{{#JSON}}{{/JSON}} | line 1: {{#JSON}} is no helper",
        "{{<A}}    | line 1: inheritance ({{<) is not supported",
        "{{$A}}    | line 1: inheritance ({{$) is not supported",
        "{{<A}}x{{/A}} | line 1: inheritance ({{<) is not supported",
        "{{$A}}x{{/A}} | line 1: inheritance ({{$) is not supported",
        "{{%A}}    | line 1: pragmas ({{%) are not supported",
        "{{#json}} | line 1: {{#json}} is not closed with {{/json}}",
        "{{/json}} | line 1: {{/json}} closes nothing",
        "{{#json}}{{/base64}} | line 1: {{/base64}} stands where {{/json}} must close {{#json}} of line 1",
      })
  void whatIsNotSupportedIsRefusedByName(String template, String problem) {
    assertThat(problems(template)).singleElement().asString().startsWith(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void problemsNameTheirLines(String lineBreak) {
    assertThat(
            problems(
                "a{{! two\nlines }}b\n{{#json}}\n{{>x}}\n\n{{^y}}{{/y}}".replace("\n", lineBreak)))
        .hasSize(3)
        .anyMatch(problem -> problem.startsWith("line 4: partials"))
        .anyMatch(problem -> problem.startsWith("line 6: inverted"))
        .anyMatch(problem -> problem.startsWith("line 3: {{#json}} is not closed"));
  }

  @Test
  void nestingAndProblemsEnd() {
    String deep = "{{#json}}".repeat(8) + "x" + "{{/json}}".repeat(8);
    assertThat(new TemplateParser(deep).parse()).isInstanceOf(FileTemplate.Parsed.class);
    assertThat(problems("{{#json}}" + deep + "{{/json}}"))
        .containsExactly("line 1: helpers are nested more than 8 deep");
    assertThat(problems("{{#json}}".repeat(4000))).hasSize(5);
    assertThat(problems("{{>x}}".repeat(4000))).hasSize(5);
    assertThat(problems("{{>x}}".repeat(5) + "{{")).hasSize(5);
  }

  @Test
  void fileAndItsPartsAreNotTooLarge() {
    value("A", "x".repeat(MOST_BYTES / 2));

    assertThat(rendered("{{A}}{{A}}")).hasSize(MOST_BYTES);
    assertThat(failure("{{A}}{{A}}."))
        .isEqualTo("would be larger than 1000 bytes; make it shorter");
    assertThat(failure("{{#base64}}{{A}}{{A}}{{/base64}}")).contains("larger than 1000 bytes");
    assertThat(failure("{{#base64}}{{A}}{{A}}{{A}}{{/base64}}")).contains("larger than 1000 bytes");
  }

  /** Pieces of templates, put together at random, with a value that no message may hold. */
  @Test
  void generatedTemplatesAreRenderedOrHaveCleanProblems() {
    PlantedValue planted = PlantedValue.plant("template");
    value("A", planted.text());
    values.put("BINARY", new byte[] {(byte) 0xc3, 0x28});
    List<String> pieces =
        List.of(
            "{{",
            "}}",
            "{",
            "}",
            "{{{",
            "}}}",
            "{{A}}",
            "{{BINARY}}",
            "{{!",
            "{{#",
            "{{/",
            "{{^",
            "{{>",
            "{{=",
            "{{&",
            "{{%",
            "{{$",
            "{{<",
            "A",
            "BINARY",
            "json",
            "base64",
            "quote",
            "{{#json}}",
            "{{/json}}",
            "{{#base64}}",
            "{{/base64}}",
            " ",
            "\n",
            "\r\n",
            "\u0000",
            "ä",
            "\uD83D",
            "=",
            "x y",
            "<% %>");
    Random random = new Random(20261128);
    Map<String, Integer> ends = new HashMap<>();
    for (int i = 0; i < 5000; i++) {
      String template =
          Stream.generate(() -> pieces.get(random.nextInt(pieces.size())))
              .limit(1 + random.nextInt(15))
              .collect(Collectors.joining());
      FileTemplate.Parsing parsing = new TemplateParser(template).parse();
      ends.merge(parsing.getClass().getSimpleName(), 1, Integer::sum);
      if (parsing instanceof FileTemplate.Malformed malformed) {
        assertThat(malformed.problems())
            .as(template)
            .isNotEmpty()
            .allSatisfy(
                problem -> {
                  assertThat(problem).matches("line [0-9]+: [^\\p{Cntrl}]+");
                  assertThat(planted.isIn(problem)).isFalse();
                });
      } else if (parsing instanceof FileTemplate.Parsed parsed
          && values.keySet().containsAll(names(parsed.template()))) {
        TemplateRenderer.Rendering rendering =
            new TemplateRenderer(values, MOST_BYTES).render(parsed.template());
        assertThat(planted.isIn(rendering.toString())).isFalse();
        ends.merge(rendering.getClass().getSimpleName(), 1, Integer::sum);
      }
    }
    assertThat(ends.get("Malformed")).isGreaterThan(1000);
    assertThat(ends.get("Rendered")).isGreaterThan(100);
    assertThat(ends.get("Failed")).isGreaterThan(10);
  }

  private static List<String> names(FileTemplate template) {
    return template.variables().stream().map(FileTemplate.Variable::name).toList();
  }
}
