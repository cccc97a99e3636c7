package bot.orient.secrets.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** What was found at each size, side by side: as a table, as JSON, and as a chart. */
final class ScaleReport {

  /** What is drawn, and how it should be; the first is a lower bound, the others are upper ones. */
  private static final Map<String, OptionalDouble> DRAWN = new LinkedHashMap<>();

  static {
    DRAWN.put("firstSyncRatio", OptionalDouble.of(0.8));
    DRAWN.put("rotationP99Millis", OptionalDouble.of(250));
    DRAWN.put("restartSeconds", OptionalDouble.of(10));
    // 300 MB.
    DRAWN.put("residentMiB", OptionalDouble.of(286));
    DRAWN.put("startToFirstSecretSeconds", OptionalDouble.of(2));
    DRAWN.put("idleStoreCalls", OptionalDouble.empty());
  }

  private final List<Map<String, Object>> bySize = new ArrayList<>();

  void add(Results results) {
    bySize.add(results.all());
  }

  /** Prints the table; {@code target/benchmark} gets {@code scale.json} and {@code scale.svg}. */
  void tell() throws IOException {
    Set<String> names = new LinkedHashSet<>();
    bySize.forEach(results -> names.addAll(results.keySet()));
    // For the JSON only.
    names.removeIf(name -> bySize.stream().anyMatch(all -> all.get(name) instanceof List));
    System.out.println();
    for (String name : names) {
      StringBuilder line = new StringBuilder("  %-30s".formatted(name));
      for (Map<String, Object> results : bySize) {
        Object value = results.getOrDefault(name, "-");
        line.append(" %16s".formatted(value instanceof Double d ? "%.2f".formatted(d) : value));
      }
      System.out.println(line.append(target(name)));
    }
    Path json = Files.createDirectories(Results.OUTPUT).resolve("scale.json");
    JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), bySize);
    Path svg = Files.writeString(Results.OUTPUT.resolve("scale.svg"), chart().svg());
    System.out.println("\n  written to " + json + " and " + svg);
  }

  private static String target(String name) {
    OptionalDouble target = DRAWN.getOrDefault(name, OptionalDouble.empty());
    return target.isEmpty()
        ? ""
        : "   target %s %s"
            .formatted(name.endsWith("Ratio") ? "at least" : "under", target.getAsDouble());
  }

  private BarChart chart() {
    return new BarChart(
        DRAWN.entrySet().stream()
            .map(
                drawn -> new BarChart.Panel(drawn.getKey(), bars(drawn.getKey()), drawn.getValue()))
            .toList());
  }

  private List<BarChart.Bar> bars(String name) {
    return bySize.stream()
        .filter(results -> results.get(name) instanceof Number)
        .map(
            results ->
                new BarChart.Bar(
                    String.valueOf(results.get("resources")),
                    ((Number) results.get(name)).doubleValue()))
        .toList();
  }
}
