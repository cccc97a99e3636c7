package bot.orient.secrets.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a benchmark found, in the order it is told. */
final class Results {

  static final Path OUTPUT = Path.of("target", "benchmark");

  private final Map<String, Object> byName = new LinkedHashMap<>();

  Results() {
    put("processors", Runtime.getRuntime().availableProcessors());
  }

  void put(String name, Object value) {
    byName.put(name, value);
  }

  /** Two latencies in milliseconds and, as machines differ, their ratios. */
  void put(String name, Latencies ours, String ofTheOther, Latencies other) {
    put(name + "P50Millis", ours.medianMillis());
    put(name + "P99Millis", ours.percentileMillis(99));
    put(ofTheOther + "P50Millis", other.medianMillis());
    put(ofTheOther + "P99Millis", other.percentileMillis(99));
    put(name + "P50Ratio", ours.medianMillis() / other.medianMillis());
    put(name + "P99Ratio", ours.percentileMillis(99) / other.percentileMillis(99));
  }

  Map<String, Object> all() {
    return Collections.unmodifiableMap(byName);
  }

  /** Prints them, and writes them as JSON. */
  void tell(String fileName) throws IOException {
    System.out.println();
    byName.forEach(
        (name, value) ->
            System.out.printf(
                "  %-36s %s%n", name, value instanceof Double d ? "%.2f".formatted(d) : value));
    Path file = Files.createDirectories(OUTPUT).resolve(fileName);
    JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), byName);
    System.out.println("\n  written to " + file);
  }
}
