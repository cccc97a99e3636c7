package bot.orient.secrets.sync;

import bot.orient.secrets.api.RestartWindow;
import bot.orient.secrets.sync.RestartRules.Request;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The JSON of {@link Markers#RESTART_RULES}: what is default is left out. */
final class RestartRulesFormat {

  private static final String AUTOMATIC = "automatic";
  private static final String CANARY = "canary";
  private static final String FILES = "files";
  private static final String RESTART_NOW = "restartNow";
  private static final String SETTLE = "settle";
  private static final String SKIP = "skip";
  private static final String URGENT = "urgent";
  private static final String WAVES = "waves";
  private static final String WINDOWS = "windows";

  private static final String TOKEN = "token";
  private static final String AT = "at";

  private static final String SCHEDULE = "schedule";
  private static final String TIME_ZONE = "timeZone";
  private static final String DURATION = "duration";

  private RestartRulesFormat() {}

  /** Empty when anything is malformed. What it does not know it ignores. */
  static Optional<RestartRules> parse(String annotation) {
    try {
      Map<String, JsonNode> fields = AnnotationJson.fields(annotation);
      return Optional.of(
          new RestartRules(
              flag(fields.get(AUTOMATIC), true),
              Optional.ofNullable(fields.get(SETTLE)).map(RestartRulesFormat::settle),
              list(fields.get(WAVES), RestartRulesFormat::wave),
              flag(fields.get(CANARY), false),
              windows(fields.get(WINDOWS)),
              Optional.ofNullable(fields.get(RESTART_NOW)).map(RestartRulesFormat::request),
              Optional.ofNullable(fields.get(SKIP)).map(RestartRulesFormat::request),
              new TreeSet<>(list(fields.get(URGENT), AnnotationJson::text)),
              files(fields.get(FILES))));
    } catch (IllegalArgumentException | DateTimeException malformed) {
      return Optional.empty();
    }
  }

  /** The fields come sorted, since each is added in the order of its name. */
  static String write(RestartRules rules) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    if (!rules.automatic()) {
      root.put(AUTOMATIC, false);
    }
    if (rules.canary()) {
      root.put(CANARY, true);
    }
    if (!rules.files().isEmpty()) {
      ObjectNode files = root.putObject(FILES);
      rules.files().forEach((file, keys) -> keys.forEach(files.putArray(file)::add));
    }
    rules.restartNow().ifPresent(request -> root.set(RESTART_NOW, json(request)));
    rules.settle().ifPresent(settle -> root.put(SETTLE, settle.toString()));
    rules.skip().ifPresent(request -> root.set(SKIP, json(request)));
    SortedSet<String> urgent = rules.urgent();
    if (!urgent.isEmpty()) {
      urgent.forEach(root.putArray(URGENT)::add);
    }
    if (!rules.waves().isEmpty()) {
      ArrayNode waves = root.putArray(WAVES);
      rules.waves().forEach(wave -> wave.forEach(waves.addObject()::put));
    }
    if (!rules.windows().isEmpty()) {
      ArrayNode windows = root.putArray(WINDOWS);
      rules.windows().forEach(window -> windows.add(json(window)));
    }
    return root.toString();
  }

  private static ObjectNode json(Request request) {
    return JsonNodeFactory.instance
        .objectNode()
        .put(AT, request.at().toString())
        .put(TOKEN, request.token());
  }

  private static ObjectNode json(RestartWindow window) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put(DURATION, window.duration())
            .put(SCHEDULE, window.schedule());
    return window.timeZone() == null ? json : json.put(TIME_ZONE, window.timeZone());
  }

  private static Duration settle(JsonNode node) {
    Duration settle = Duration.parse(AnnotationJson.text(node));
    if (settle.isNegative() || settle.compareTo(RestartSpecRules.LONGEST_SETTLE) > 0) {
      throw new IllegalArgumentException("no spec may have such a settle window");
    }
    return settle;
  }

  private static Request request(JsonNode node) {
    return new Request(AnnotationJson.text(node.path(TOKEN)), AnnotationJson.time(node.path(AT)));
  }

  private static RestartWindow window(JsonNode node) {
    return new RestartWindow(
        AnnotationJson.text(node.path(SCHEDULE)),
        node.has(TIME_ZONE) ? AnnotationJson.text(node.path(TIME_ZONE)) : null,
        AnnotationJson.text(node.path(DURATION)));
  }

  /** Those that make a calendar. */
  private static List<RestartWindow> windows(JsonNode node) {
    List<RestartWindow> windows = list(node, RestartRulesFormat::window);
    RestartCalendar.of(windows);
    return windows;
  }

  private static Map<String, String> wave(JsonNode node) {
    Map<String, String> labels = new TreeMap<>();
    node.properties()
        .forEach(
            label -> {
              if (!label.getValue().isTextual()) {
                throw new IllegalArgumentException("the value of a label is no text");
              }
              labels.put(label.getKey(), label.getValue().textValue());
            });
    return labels;
  }

  private static SortedMap<String, SortedSet<String>> files(JsonNode node) {
    SortedMap<String, SortedSet<String>> files = new TreeMap<>();
    if (node != null) {
      node.properties()
          .forEach(
              file ->
                  files.put(
                      file.getKey(), new TreeSet<>(list(file.getValue(), AnnotationJson::text))));
    }
    return files;
  }

  private static boolean flag(JsonNode node, boolean otherwise) {
    if (node != null && !node.isBoolean()) {
      throw new IllegalArgumentException("a flag is neither true nor false");
    }
    return node == null ? otherwise : node.booleanValue();
  }

  private static <T> List<T> list(JsonNode node, Function<JsonNode, T> item) {
    List<T> items = new ArrayList<>();
    if (node != null) {
      node.forEach(element -> items.add(item.apply(element)));
    }
    return items;
  }
}
