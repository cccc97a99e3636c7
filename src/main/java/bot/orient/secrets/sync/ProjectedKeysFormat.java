package bot.orient.secrets.sync;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.ProjectedKey.Origin;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The JSON of {@link Markers#KEYS}: by data key {@code f} fingerprint, {@code r} restart rule,
 * {@code o} origin, {@code t} time of the last change unless it is the last apply, {@code w} time
 * of the first change of a burst unless it is the last, {@code v} version and {@code l} the line it
 * counts in, {@code g} the last good version and {@code h} the fingerprint it had, {@code e} the
 * fingerprint under the fingerprint key before, {@code p} past values. Under {@code ~}, which is no
 * data key, the past values of keys that were taken out. Short names, since an annotation may hold
 * 256 keys and all annotations together 256 KiB.
 */
final class ProjectedKeysFormat {

  private static final String FINGERPRINT = "f";
  private static final String RESTART = "r";
  private static final String ORIGIN = "o";
  private static final String SINCE = "t";
  private static final String WINDOW_START = "w";
  private static final String VERSION = "v";
  private static final String LINE = "l";
  private static final String GOOD = "g";
  private static final String GOOD_FINGERPRINT = "h";
  private static final String FORMER_FINGERPRINT = "e";
  private static final String PAST = "p";
  private static final String REMOVED = "~";

  /** More than there are reconciliations at once. */
  private static final int MOST_LATEST = 64;

  /** Characters; of more than a hundred keys, or made up by somebody. */
  private static final int LONGEST_REMEMBERED = 16_384;

  private static final Map<String, Parsed> LATEST =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Parsed> eldest) {
              return size() > MOST_LATEST;
            }
          });

  private ProjectedKeysFormat() {}

  /** A reconciliation asks for the same annotation several times. */
  private record Parsed(ProjectedKeys keys, boolean canonical) {

    static Parsed of(String annotation) {
      ProjectedKeys keys = parseAnew(annotation);
      return new Parsed(keys, write(keys).equals(annotation));
    }
  }

  /** Empty when anything is malformed: half an annotation would look like removed keys. */
  static ProjectedKeys parse(String annotation) {
    return parsed(annotation).keys();
  }

  /** Whether the annotation is just what would be written of its keys; null never is. */
  static boolean isCanonical(String annotation) {
    return parsed(annotation).canonical();
  }

  private static Parsed parsed(String annotation) {
    if (annotation == null) {
      return new Parsed(new ProjectedKeys(Map.of()), false);
    }
    if (annotation.length() > LONGEST_REMEMBERED) {
      return Parsed.of(annotation);
    }
    Parsed known = LATEST.get(annotation);
    if (known == null) {
      known = Parsed.of(annotation);
      LATEST.put(annotation, known);
    }
    return known;
  }

  private static ProjectedKeys parseAnew(String annotation) {
    Map<String, ProjectedKey> keys = new TreeMap<>();
    Map<String, KeyHistory> removed = new TreeMap<>();
    try {
      Map<String, JsonNode> fields = AnnotationJson.fields(annotation);
      JsonNode past = fields.remove(REMOVED);
      for (Map.Entry<String, JsonNode> field : fields.entrySet()) {
        keys.put(field.getKey(), key(field.getValue()));
      }
      if (past != null) {
        past.properties().forEach(key -> removed.put(key.getKey(), history(key.getValue())));
      }
      return new ProjectedKeys(keys, removed);
    } catch (IllegalArgumentException | NoSuchElementException | DateTimeException malformed) {
      return new ProjectedKeys(Map.of());
    }
  }

  static String write(ProjectedKeys keys) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    keys.byDataKey()
        .forEach(
            (dataKey, key) -> {
              ObjectNode entry = root.putObject(dataKey);
              entry.put(FINGERPRINT, key.fingerprint());
              entry.put(RESTART, key.restart().text());
              entry.put(ORIGIN, key.origin().code());
              if (key.since() != null) {
                entry.put(SINCE, key.since().toString());
              }
              if (key.windowStart() != null) {
                entry.put(WINDOW_START, key.windowStart().toString());
              }
              write(key.versions(), entry);
              if (key.formerFingerprint() != null) {
                entry.put(FORMER_FINGERPRINT, key.formerFingerprint());
              }
              if (!key.history().isEmpty()) {
                write(key.history(), entry.putArray(PAST));
              }
            });
    if (!keys.removed().isEmpty()) {
      ObjectNode removed = root.putObject(REMOVED);
      keys.removed().forEach((dataKey, past) -> write(past, removed.putArray(dataKey)));
    }
    return root.toString();
  }

  private static void write(KeyHistory history, ArrayNode past) {
    history.stints().forEach(stint -> past.add(stint.toText()));
  }

  private static void write(KeyVersions versions, ObjectNode entry) {
    versions.projected().ifPresent(version -> entry.put(VERSION, version));
    versions.line().ifPresent(line -> entry.put(LINE, line.text()));
    versions
        .good()
        .ifPresent(
            good -> entry.put(GOOD, good.version()).put(GOOD_FINGERPRINT, good.fingerprint()));
  }

  private static ProjectedKey key(JsonNode entry) {
    String rule = text(entry, RESTART);
    String origin = text(entry, ORIGIN);
    return new ProjectedKey(
        text(entry, FINGERPRINT),
        first(RestartRule.values(), candidate -> candidate.text().equals(rule)),
        first(Origin.values(), candidate -> candidate.code().equals(origin)),
        time(entry, SINCE),
        time(entry, WINDOW_START),
        versions(entry),
        history(entry.path(PAST)),
        entry.has(FORMER_FINGERPRINT) ? text(entry, FORMER_FINGERPRINT) : null);
  }

  private static KeyHistory history(JsonNode past) {
    List<KeyHistory.Stint> stints = new ArrayList<>();
    past.forEach(stint -> stints.add(KeyHistory.Stint.parse(AnnotationJson.text(stint))));
    return new KeyHistory(stints);
  }

  private static Instant time(JsonNode entry, String field) {
    return entry.has(field) ? AnnotationJson.time(entry.get(field)) : null;
  }

  private static KeyVersions versions(JsonNode entry) {
    return new KeyVersions(
        entry.has(VERSION) ? OptionalLong.of(version(entry, VERSION)) : OptionalLong.empty(),
        entry.has(GOOD)
            ? Optional.of(new KeyVersions.Good(version(entry, GOOD), text(entry, GOOD_FINGERPRINT)))
            : Optional.empty(),
        entry.has(LINE)
            ? Optional.of(VersionLine.parse(text(entry, LINE)).orElseThrow())
            : Optional.empty());
  }

  private static long version(JsonNode entry, String field) {
    return AnnotationJson.version(entry.path(field));
  }

  private static String text(JsonNode entry, String field) {
    return AnnotationJson.text(entry.path(field));
  }

  private static <T> T first(T[] values, Predicate<T> wanted) {
    return Arrays.stream(values).filter(wanted).findFirst().orElseThrow();
  }
}
