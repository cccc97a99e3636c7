package bot.orient.secrets.sync;

import java.util.ArrayList;
import java.util.List;

/** A template of {@code spec.target.template}, read and found fit to be rendered. */
record FileTemplate(List<Part> parts) {

  FileTemplate {
    parts = List.copyOf(parts);
  }

  /** A piece of a template. */
  sealed interface Part {}

  /** Text that stands in the file as it is. */
  record Text(String text) implements Part {}

  /**
   * The place of a key's value.
   *
   * @param name of the key in the Secret
   * @param line from 1
   */
  record Variable(String name, int line) implements Part {}

  /** A part that a helper works on. */
  record Section(TemplateHelper helper, List<Part> parts) implements Part {

    Section {
      parts = List.copyOf(parts);
    }
  }

  /** How reading a text ended. */
  sealed interface Parsing {}

  record Parsed(FileTemplate template) implements Parsing {}

  /**
   * @param problems at least one, each for people, beginning with its line
   */
  record Malformed(List<String> problems) implements Parsing {}

  /** Of the text of a valid spec. */
  static FileTemplate of(String text) {
    if (new TemplateParser(text).parse() instanceof Parsed parsed) {
      return parsed.template();
    }
    throw new IllegalArgumentException("a template that no valid spec has");
  }

  /** The places of values, in the order of the text. */
  List<Variable> variables() {
    List<Variable> found = new ArrayList<>();
    addVariables(parts, found);
    return found;
  }

  private static void addVariables(List<Part> parts, List<Variable> found) {
    for (Part part : parts) {
      if (part instanceof Variable variable) {
        found.add(variable);
      } else if (part instanceof Section section) {
        addVariables(section.parts(), found);
      }
    }
  }
}
