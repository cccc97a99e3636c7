package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a command has to say, in each format.
 *
 * @param document for JSON and YAML
 * @param names for scripts
 * @param text for people
 */
record Result(JsonNode document, List<String> names, Form text) {

  /** The form for people. */
  interface Form {
    String print(boolean colours);
  }

  /** Nothing but a sentence. */
  static Result sentence(JsonNode document, String name, String sentence) {
    return new Result(document, List.of(name), colours -> Text.plain(sentence) + "\n");
  }

  static Result table(JsonNode document, List<String> names, Table table) {
    return new Result(document, names, table::print);
  }
}
