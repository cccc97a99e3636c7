package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.PrintWriter;

/** Prints results as the options say. */
final class Printer {

  private final PrintWriter out;
  private final OutputFormat format;
  private final boolean colours;

  Printer(PrintWriter out, OutputFormat format, boolean colours) {
    this.out = out;
    this.format = format;
    this.colours = colours;
  }

  void print(Result result) {
    out.print(
        switch (format) {
          case TABLE -> result.text().print(colours);
          case JSON -> Json.pretty(result.document()) + "\n";
          case YAML -> yaml(result.document());
          case NAME -> lines(result);
        });
    out.flush();
  }

  /** A part of what goes on and on: its elements as JSON, one a line, so that each can be read. */
  void printPart(Result result, Iterable<JsonNode> elements) {
    if (format == OutputFormat.TABLE || format == OutputFormat.NAME) {
      print(result);
      return;
    }
    for (JsonNode element : elements) {
      out.print(format == OutputFormat.JSON ? Json.line(element) + "\n" : "---\n" + yaml(element));
    }
    out.flush();
  }

  private static String lines(Result result) {
    StringBuilder lines = new StringBuilder();
    result.names().forEach(name -> lines.append(Text.plain(name)).append('\n'));
    return lines.toString();
  }

  private static String yaml(JsonNode document) {
    try {
      return YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .build()
          .writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  OutputFormat format() {
    return format;
  }
}
