package bot.orient.secrets.sync;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.TargetSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the schema cannot say of templates: their names, their texts, and the keys they use. */
final class TemplateRules {

  private static final String PATH = "spec.target.template";

  /** The API server's rule for the keys of a Secret. */
  private static final String NAME = "^[-._a-zA-Z0-9]+$";

  private static final int LONGEST_NAME = 253;

  /** A message has 1024 characters. */
  private static final int MOST_NAMES = 10;

  private final List<SpecProblem> problems;

  /** What a template may find under a name: a text that says why not to use it, empty if it may. */
  private final Map<String, String> keys = new TreeMap<>();

  private final Map<String, String> places = new HashMap<>();

  TemplateRules(List<SpecProblem> problems) {
    this.problems = problems;
  }

  /** Checks the templates of an OrientSecret; {@code specs} may be null. */
  void check(TargetSpec target, List<KeySpec> specs) {
    for (int i = 0; specs != null && i < specs.size(); i++) {
      KeySpec spec = specs.get(i);
      if (spec != null && ValueResolver.dataKey(spec) != null) {
        String name = ValueResolver.dataKey(spec);
        places.put(name, "spec.keys[%d]".formatted(i));
        keys.put(
            name,
            Boolean.TRUE.equals(spec.optional())
                ? "is optional: a file cannot leave a value out; make the key required, or take it out of the template"
                : "");
      }
    }
    check(target);
  }

  /** Checks the templates of ProviderDefaults. */
  void check(TargetSpec target, ProviderKeys provided) {
    provided
        .projected(List.of())
        .forEach(
            key -> {
              keys.put(key.dataKey(), "");
              places.put(key.dataKey(), "a choice");
            });
    provided
        .apiKeys()
        .forEach(
            key -> {
              keys.put(
                  key,
                  "is an API key that may be absent: a file cannot leave a value out; use an OrientSecret for it");
              places.put(key, "an API key");
            });
    check(target);
  }

  private void check(TargetSpec target) {
    if (target != null && target.template() != null) {
      target.template().forEach(this::check);
    }
  }

  private void check(String name, String text) {
    String path = SpecProblem.entry(PATH, name);
    checkName(path, name);
    if (text == null) {
      return;
    }
    FileTemplate.Parsing parsing = new TemplateParser(text).parse();
    if (parsing instanceof FileTemplate.Malformed malformed) {
      malformed.problems().forEach(problem -> problems.add(new SpecProblem(path, problem)));
    } else if (parsing instanceof FileTemplate.Parsed parsed) {
      parsed.template().variables().stream()
          .map(this::problem)
          .filter(Objects::nonNull)
          .distinct()
          .limit(TemplateParser.MOST_PROBLEMS)
          .forEach(problem -> problems.add(new SpecProblem(path, problem)));
    }
  }

  private void checkName(String path, String name) {
    if (!name.matches(NAME) || name.length() > LONGEST_NAME) {
      problems.add(
          new SpecProblem(
              PATH,
              "%s does not match %s, or is longer than %d characters"
                  .formatted(SpecProblem.quote(name), NAME, LONGEST_NAME)));
    } else if (name.equals(".") || name.startsWith("..")) {
      problems.add(
          new SpecProblem(
              path, "cannot be a key of a Secret: it may not be \".\" nor begin with \"..\""));
    } else if (places.containsKey(name)) {
      problems.add(
          new SpecProblem(
              path,
              "is already what %s is called in the Secret; call one of them otherwise"
                  .formatted(places.get(name))));
    }
  }

  private String names() {
    String first = keys.keySet().stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    return keys.size() <= MOST_NAMES
        ? first
        : first + " and " + (keys.size() - MOST_NAMES) + " more";
  }

  /** Null if the name is one of a value that is always there. */
  private String problem(FileTemplate.Variable variable) {
    String why = keys.get(variable.name());
    if (why == null) {
      return "line %d: there is no key %s in the Secret; %s"
          .formatted(
              variable.line(),
              SpecProblem.quote(variable.name()),
              keys.isEmpty() ? "list it" : "there are " + names());
    }
    return why.isEmpty() ? null : "line %d: %s %s".formatted(variable.line(), variable.name(), why);
  }
}
