package bot.orient.secrets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Typed look-ups whose errors name the variable. */
record Variables(Map<String, String> environment) {

  Optional<String> text(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  String required(String name, String what) {
    return text(name)
        .orElseThrow(() -> new IllegalArgumentException(name + " is not set: " + what));
  }

  /** The variable, or the content of the file that the one with {@code _FILE} names. */
  Optional<String> textOrFile(String name) {
    Optional<String> file = text(name + "_FILE");
    if (file.isEmpty()) {
      return text(name);
    }
    try {
      String content = Files.readString(Path.of(file.get())).strip();
      if (content.isEmpty()) {
        throw new IllegalArgumentException(
            name + "_FILE: " + file.get() + " is empty; write the secret to it");
      }
      return Optional.of(content);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          name + "_FILE: cannot read " + file.get() + "; check that it is mounted", e);
    }
  }

  Set<String> list(String name) {
    return text(name).stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(String::strip)
        .filter(entry -> !entry.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  int number(String name, int otherwise, int least, int most) {
    int value = parsed(name, Integer::valueOf, "a whole number").orElse(otherwise);
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": " + value + " is out of bounds, " + least + " to " + most + " are allowed");
    }
    return value;
  }

  /**
   * Checks a variable that somebody else reads; it need not be set.
   *
   * @param allowed small letters do for large ones
   */
  void oneOf(String name, Set<String> allowed) {
    if (text(name)
        .filter(
            value -> !allowed.contains(value) && !allowed.contains(value.toUpperCase(Locale.ROOT)))
        .isPresent()) {
      throw new IllegalArgumentException(
          name + " must be one of " + String.join(", ", new TreeSet<>(allowed)));
    }
  }

  boolean flag(String name, boolean otherwise) {
    return switch (text(name).orElse(Boolean.toString(otherwise))) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(name + " must be true or false");
    };
  }

  Duration duration(String name, Duration otherwise, Duration least, Duration most) {
    Duration value =
        parsed(name, Duration::parse, "an ISO 8601 duration such as PT10S").orElse(otherwise);
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          name + ": " + value + " is out of bounds, " + least + " to " + most + " are allowed");
    }
    return value;
  }

  private <T> Optional<T> parsed(String name, Function<String, T> parser, String expected) {
    return text(name)
        .map(
            value -> {
              try {
                return parser.apply(value);
              } catch (NumberFormatException | DateTimeParseException e) {
                throw new IllegalArgumentException(
                    name + ": expected " + expected + ", got " + value, e);
              }
            });
  }

  /** The names only: among the values is the database's password. */
  @Override
  public String toString() {
    return "Variables" + environment.keySet();
  }
}
