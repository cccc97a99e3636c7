package bot.orient.secrets.sync;

import bot.orient.secrets.api.RestartRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files that templates come to, as data of the Secret beside the keys. They are rendered from
 * the values that are projected, so that a file and a key never differ.
 */
final class RenderedFiles {

  private final SortedMap<String, byte[]> data = new TreeMap<>();
  private final Map<String, RestartRule> rules = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * @param templates of a valid spec, by name
   * @param values to be projected, by name; a template of which one is missing has no file
   * @param valueRules by name
   */
  RenderedFiles(
      Map<String, FileTemplate> templates,
      Map<String, byte[]> values,
      Map<String, RestartRule> valueRules) {
    TemplateRenderer renderer = new TemplateRenderer(values, SecretComposer.MAX_SECRET_BYTES);
    new TreeMap<>(templates)
        .forEach(
            (name, template) -> {
              List<String> used =
                  template.variables().stream().map(FileTemplate.Variable::name).toList();
              if (!values.keySet().containsAll(used)) {
                return;
              }
              rules.put(name, strictest(used, valueRules));
              TemplateRenderer.Rendering rendering = renderer.render(template);
              if (rendering instanceof TemplateRenderer.Rendered rendered) {
                data.put(name, rendered.bytes());
              } else if (rendering instanceof TemplateRenderer.Failed failed) {
                problems.add("spec.target.template[" + name + "]: " + failed.message());
              }
            });
  }

  /** Text alone changes only when somebody edits it, which pods are to see. */
  private static RestartRule strictest(List<String> names, Map<String, RestartRule> rules) {
    return names.stream().map(rules::get).min(Comparator.naturalOrder()).orElse(RestartRule.ALWAYS);
  }

  SortedMap<String, byte[]> data() {
    return data;
  }

  /** The rule of a file is the strictest of the keys that it uses. */
  Map<String, RestartRule> rules() {
    return rules;
  }

  /** One line a template that could not be rendered, for people. */
  List<String> problems() {
    return problems;
  }
}
