package bot.orient.secrets.sync;

import bot.orient.secrets.sync.FileTemplate.Malformed;
import bot.orient.secrets.sync.FileTemplate.Parsed;
import bot.orient.secrets.sync.FileTemplate.Parsing;
import bot.orient.secrets.sync.FileTemplate.Part;
import bot.orient.secrets.sync.FileTemplate.Section;
import bot.orient.secrets.sync.FileTemplate.Text;
import bot.orient.secrets.sync.FileTemplate.Variable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the part of Mustache that templates may use: variables, comments and the helpers. All else
 * that Mustache knows is refused by its name.
 *
 * <p>Our own, because the libraries render characters, and a value that is no text could not get
 * into a {@code base64} part; because they do not tell lines before there are values; and because
 * jmustache cannot be kept from changing delimiters and takes {@code {{}}} for its own bug.
 */
final class TemplateParser {

  private static final String OPEN = "{{";
  private static final String CLOSE = "}}";
  private static final String UNCLOSED = "{{ is not closed with }}";

  /** Kinds of tags that take their line with them if nothing else is on it. */
  private static final String ALONE = "!#/";

  /** More of one template help nobody. */
  static final int MOST_PROBLEMS = 5;

  private static final int DEEPEST = 8;

  private static final Pattern NAME = Pattern.compile("[-._a-zA-Z0-9]{1,253}");

  /** A section that is not closed yet. */
  private record Opened(Optional<TemplateHelper> helper, String name, int line, List<Part> outer) {}

  private final String text;
  private final List<String> problems = new ArrayList<>();
  private final Deque<Opened> opened = new ArrayDeque<>();
  private List<Part> parts = new ArrayList<>();
  private int position;
  private int line = 1;

  TemplateParser(String text) {
    this.text = text;
  }

  /** Never throws. To be called once. */
  Parsing parse() {
    int start = text.indexOf(OPEN);
    while (start >= 0 && problems.size() < MOST_PROBLEMS) {
      addText(start);
      int end = text.indexOf(CLOSE, start + OPEN.length());
      if (end < 0) {
        problem(UNCLOSED);
        return new Malformed(problems);
      }
      tag(start, end);
      start = text.indexOf(OPEN, position);
    }
    addText(text.length());
    if (start < 0) {
      opened.stream().filter(section -> section.helper().isPresent()).forEach(this::unclosed);
    }
    return problems.isEmpty()
        ? new Parsed(new FileTemplate(parts))
        : new Malformed(problems.stream().limit(MOST_PROBLEMS).toList());
  }

  private void unclosed(Opened section) {
    problems.add(
        "line %d: {{#%s}} is not closed with {{/%s}}"
            .formatted(section.line(), section.name(), section.name()));
  }

  private void tag(int start, int end) {
    String content = text.substring(start + OPEN.length(), end);
    char kind = content.isEmpty() ? ' ' : content.charAt(0);
    String name = content.isEmpty() ? "" : content.substring(1).strip();
    int next = end + CLOSE.length();
    boolean alone = ALONE.indexOf(kind) >= 0 && isAloneOnItsLines(start, next);
    if (alone) {
      cutIndentation();
    }
    if (kind != '!' && kind != '{' && content.contains(OPEN)) {
      problem(UNCLOSED);
    } else {
      tag(kind, name, content);
    }
    advance(alone ? endOfLine(next) : next);
  }

  private void tag(char kind, String name, String content) {
    switch (kind) {
      case '!' -> {}
      case '#' -> open(name);
      case '/' -> close(name);
      case '{' ->
          problem(
              "{{{ is not supported: write {{KEY}}, and a space between it and a brace before it");
      case '&' -> problem("{{& is not supported: write {{KEY}}, only helpers escape values");
      case '>' -> problem("partials ({{>) are not supported: write the text here");
      case '=' -> problem("other delimiters ({{=) are not supported: write {{ and }}");
      case '^' -> {
        problem("inverted sections ({{^) are not supported: templates have no conditions");
        enter(Optional.empty(), name);
      }
      case '<', '$' -> {
        problem("inheritance (" + OPEN + kind + ") is not supported");
        enter(Optional.empty(), name);
      }
      case '%' -> problem("pragmas ({{%) are not supported");
      default -> variable(content.strip());
    }
  }

  private void variable(String name) {
    if (NAME.matcher(name).matches()) {
      parts.add(new Variable(name, line));
    } else {
      problem(
          "{{...}} must hold the name of a key in the Secret: letters, digits, dots, dashes and"
              + " underscores");
    }
  }

  private void open(String name) {
    Optional<TemplateHelper> helper = TemplateHelper.named(name);
    if (helper.isEmpty()) {
      problem(
          quoted("{{#", name)
              + " is no helper; sections over values are not supported, helpers are "
              + TemplateHelper.names());
    } else if (opened.size() == DEEPEST) {
      problem("helpers are nested more than " + DEEPEST + " deep");
    }
    enter(helper, name);
  }

  /** What is refused is entered too, so that its end is not a second problem. */
  private void enter(Optional<TemplateHelper> helper, String name) {
    opened.push(new Opened(helper, NAME.matcher(name).matches() ? name : "...", line, parts));
    parts = new ArrayList<>();
  }

  private void close(String name) {
    if (opened.isEmpty()) {
      problem(quoted("{{/", name) + " closes nothing");
      return;
    }
    Opened section = opened.pop();
    boolean fits = section.helper().isEmpty() || section.name().equals(name);
    if (!fits) {
      problem(
          "%s stands where {{/%s}} must close {{#%s}} of line %d"
              .formatted(quoted("{{/", name), section.name(), section.name(), section.line()));
    }
    List<Part> inner = parts;
    parts = section.outer();
    section.helper().ifPresent(helper -> parts.add(new Section(helper, inner)));
  }

  /** Text that is no name may be anything, even a value pasted by mistake: it is not repeated. */
  private static String quoted(String opening, String name) {
    return opening + (NAME.matcher(name).matches() ? name : "...") + CLOSE;
  }

  private void addText(int end) {
    if (end > position) {
      parts.add(new Text(text.substring(position, end)));
      advance(end);
    }
  }

  private void advance(int to) {
    line += (int) text.substring(position, to).chars().filter(c -> c == '\n').count();
    position = to;
  }

  /** As Mustache has it, comments and helpers with nothing beside them leave no empty line. */
  private boolean isAloneOnItsLines(int start, int end) {
    return text.substring(text.lastIndexOf('\n', start) + 1, start).isBlank()
        && text.substring(end, endOfLine(end)).isBlank();
  }

  /** Behind the line break. */
  private int endOfLine(int from) {
    int lineBreak = text.indexOf('\n', from);
    return lineBreak < 0 ? text.length() : lineBreak + 1;
  }

  private void cutIndentation() {
    int last = parts.size() - 1;
    if (last >= 0 && parts.get(last) instanceof Text before) {
      parts.set(last, new Text(before.text().substring(0, before.text().lastIndexOf('\n') + 1)));
    }
  }

  private void problem(String message) {
    problems.add("line " + line + ": " + message);
  }
}
