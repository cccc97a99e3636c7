package bot.orient.secrets.monitoring;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One metric, as a scrape or the table of metrics has it.
 *
 * @param labels but for those that its type brings
 */
public record ExportedMetric(String name, String type, Set<String> labels) {

  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Set<String> OF_TYPES = Set.of("le", "quantile");

  /** Those of a scrape, by name. */
  public static Map<String, ExportedMetric> ofScrape(String scrape) {
    Map<String, ExportedMetric> found = new TreeMap<>();
    scrape
        .lines()
        .map(TYPE::matcher)
        .filter(Matcher::matches)
        .forEach(
            type ->
                found.put(
                    type.group(1),
                    new ExportedMetric(type.group(1), type.group(2), new TreeSet<>())));
    Map<String, Set<String>> labels = new HashMap<>();
    scrape
        .lines()
        .map(SAMPLE::matcher)
        .filter(Matcher::matches)
        .forEach(
            sample ->
                labels
                    .computeIfAbsent(family(sample.group(1), found.keySet()), f -> new TreeSet<>())
                    .addAll(labels(sample.group(2))));
    labels.forEach((family, names) -> found.get(family).labels().addAll(names));
    return found;
  }

  private static String family(String sample, Set<String> families) {
    return families.stream()
        .filter(
            family ->
                sample.equals(family)
                    || List.of("_bucket", "_count", "_sum").stream()
                        .anyMatch(suffix -> sample.equals(family + suffix)))
        .max(Comparator.comparingInt(String::length))
        .orElseThrow(() -> new AssertionError(sample + " has no type"));
  }

  private static Set<String> labels(String text) {
    return LABEL
        .matcher(text == null ? "" : text)
        .results()
        .map(label -> label.group(1))
        .filter(name -> !OF_TYPES.contains(name))
        .collect(Collectors.toSet());
  }

  /** Those of a Markdown table whose first columns are names, type and labels. */
  public static Map<String, ExportedMetric> ofTable(String markdown) {
    Map<String, ExportedMetric> found = new TreeMap<>();
    markdown
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|"))
        .forEach(
            cells ->
                codes(cells[1])
                    .forEach(
                        name -> {
                          ExportedMetric metric =
                              new ExportedMetric(name, cells[2].strip(), codes(cells[3]));
                          if (found.put(name, metric) != null) {
                            throw new AssertionError(name + " is in the table twice");
                          }
                        }));
    return found;
  }

  private static Set<String> codes(String cell) {
    return CODE.matcher(cell)
        .results()
        .map(code -> code.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
