package bot.orient.secrets.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Alerts and dashboard speak of metrics, labels and values of labels that there are. */
class AlertsAndDashboardTest {

  private static final Pattern METRIC = Pattern.compile("\\b(?:orient|jvm|hikaricp|process)_\\w+");
  private static final Pattern SELECTOR = Pattern.compile("(\\w+)\\{(\\w+)=\"([\\w-]+)\"}");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on) \\(([^)]*)\\)");

  private static final Pattern SHARED = Pattern.compile("\\b(?:jvm|hikaricp|process)_\\w+");

  /** Parts of an expression that no other program answers. */
  private static final String OURS =
      "hikaricp_\\w+\\{pool=\"orient-store\"}"
          + "|(?:rate\\()?(?:jvm|process)_\\w+(?:\\{[^}]*})?(?:\\[[^]]*]\\))? and on \\(instance\\) orient_build_info";

  /** Those that Prometheus itself adds, and that of buckets. */
  private static final Set<String> GIVEN = Set.of("instance", "pod", "le");

  private Map<String, ExportedMetric> documented;
  private String table;

  @BeforeEach
  void readTheTable() throws IOException {
    table = resource("metrics.md");
    documented = ExportedMetric.ofTable(table);
  }

  @Test
  void everyAlertSaysWhatIsWrongAndWhatToDo() throws IOException {
    JsonNode alerts = alerts();

    assertThat(alerts).hasSizeGreaterThan(10);
    assertThat(alerts)
        .allSatisfy(
            alert -> {
              assertThat(alert.fieldNames())
                  .toIterable()
                  .containsExactlyInAnyOrder("alert", "expr", "for", "labels", "annotations");
              assertThat(alert.path("alert").asText()).matches("Orient[A-Za-z]+");
              assertThat(alert.path("for").asText()).matches("\\d+[smh]");
              assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning", "info");
              assertThat(alert.at("/annotations/summary").asText()).isNotEmpty();
              assertThat(alert.at("/annotations/description").asText()).endsWith(".");
            });
    assertThat(texts(alerts, "alert")).doesNotHaveDuplicates();
  }

  @Test
  void everyExpressionIsOfDocumentedMetrics() throws IOException {
    List<String> expressions = texts(alerts(), "expr");
    List<String> panels = dashboardExpressions();
    assertThat(panels).hasSizeGreaterThan(20);
    expressions.addAll(panels);

    assertThat(expressions).allSatisfy(this::assertDocumented);
  }

  /** Any Java program may export these. */
  @Test
  void everyExpressionIsOfTheOperatorsOwnProcesses() throws IOException {
    List<String> expressions = texts(alerts(), "expr");
    expressions.addAll(dashboardExpressions());
    assertThat(expressions)
        .filteredOn(expression -> SHARED.matcher(expression).find())
        .hasSizeGreaterThan(5)
        .allSatisfy(
            expression -> {
              String others = expression.replaceAll(OURS, "");
              assertThat(SHARED.matcher(others).find()).as(expression).isFalse();
            });
  }

  /** Those that wait on a standby wait for its turn. */
  @Test
  void workIsCountedWhereItIsDone() throws IOException {
    assertThat(dashboardExpressions())
        .filteredOn(expression -> expression.matches(".*orient_reconciliations_(waiting|run).*"))
        .hasSize(2)
        .allMatch(expression -> expression.contains(" and on (instance) orient_leader == 1"));
  }

  private void assertDocumented(String expression) {
    Set<String> labels = new TreeSet<>(GIVEN);
    List<String> metrics =
        METRIC.matcher(expression).results().map(found -> family(found.group())).toList();
    assertThat(metrics).isNotEmpty().allMatch(documented::containsKey);
    metrics.forEach(metric -> labels.addAll(documented.get(metric).labels()));
    assertThat(
            GROUPING
                .matcher(expression)
                .results()
                .flatMap(found -> Set.of(found.group(1).split(",\\s*")).stream())
                .filter(label -> !label.isEmpty()))
        .isSubsetOf(labels);
    SELECTOR
        .matcher(expression)
        .results()
        .forEach(
            found -> {
              assertThat(documented.get(family(found.group(1))).labels()).contains(found.group(2));
              assertThat(row(family(found.group(1))))
                  .as("the values of %s", found.group(2))
                  .containsPattern("\\b" + found.group(3) + "\\b");
            });
  }

  /** A histogram and a summary are exported in parts. */
  private String family(String sample) {
    return documented.containsKey(sample)
        ? sample
        : sample.replaceFirst("_(bucket|count|sum)$", "");
  }

  private String row(String metric) {
    return table
        .lines()
        .filter(line -> line.startsWith("| `") && line.contains("`" + metric + "`"))
        .collect(Collectors.joining());
  }

  @Test
  void theDashboardPutsNoPanelOverAnother() throws IOException {
    List<JsonNode> places = new ArrayList<>();
    dashboard().path("panels").forEach(panel -> places.add(panel.path("gridPos")));

    for (JsonNode one : places) {
      assertThat(places.stream().filter(other -> other != one))
          .noneMatch(other -> overlap(one, other, "x", "w") && overlap(one, other, "y", "h"));
      assertThat(one.path("x").asInt() + one.path("w").asInt()).isLessThanOrEqualTo(24);
    }
  }

  private static boolean overlap(JsonNode one, JsonNode other, String start, String length) {
    int first = one.path(start).asInt();
    int second = other.path(start).asInt();
    return first < second + other.path(length).asInt() && second < first + one.path(length).asInt();
  }

  private static JsonNode alerts() throws IOException {
    return new YAMLMapper().readTree(resource("alerts.yaml")).at("/groups/0/rules");
  }

  private static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(resource("dashboard.json"));
  }

  private static List<String> dashboardExpressions() throws IOException {
    return dashboard().findValuesAsText("expr");
  }

  private static List<String> texts(JsonNode list, String field) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(entry -> entry.path(field).asText())
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static String resource(String name) throws IOException {
    try (InputStream file = AlertsAndDashboardTest.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
