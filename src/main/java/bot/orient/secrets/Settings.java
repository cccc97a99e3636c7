package bot.orient.secrets;

import bot.orient.secrets.store.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The operator's settings, all from environment variables.
 *
 * @param kek where the key-encryption keys come from
 * @param catalogFile extends the catalog
 * @param defaultsFile values for keys that neither the store nor the environment has
 * @param fallbackKeys keys outside the catalog that may come from the environment
 * @param namespaces the namespaces to work in; empty means all
 * @param threads reconciliations at once, 1 to 64
 */
record Settings(
    StoreSettings store,
    KekSource kek,
    Optional<Path> catalogFile,
    Optional<Path> defaultsFile,
    Set<String> fallbackKeys,
    Set<String> namespaces,
    int threads) {

  /** Where key-encryption keys come from. */
  sealed interface KekSource {}

  record KekDirectory(Path path) implements KekSource {}

  record KekSecret(String namespace, String name) implements KekSource {}

  /** For development: anybody who can read the process' environment has the key. */
  record KekEnvironment() implements KekSource {}

  /**
   * @throws IllegalArgumentException naming the variable that is missing or wrong, and what it
   *     should be
   */
  static Settings from(Map<String, String> environment) {
    Variables variables = new Variables(environment);
    int threads = variables.number("ORIENT_THREADS", 10, 1, 64);
    return new Settings(
        new StoreSettings(
            variables.required(
                "ORIENT_DATABASE_URL", "such as jdbc:postgresql://db.example:5432/orient"),
            variables.required("ORIENT_DATABASE_USER", "the database role of the operator"),
            password(variables),
            // Two more than the threads, so that the feed and a writer never wait for them.
            threads + 2,
            variables.duration("ORIENT_FEED_POLL", Duration.ofSeconds(10))),
        kek(variables),
        variables.text("ORIENT_CATALOG_FILE").map(Path::of),
        variables.text("ORIENT_DEFAULTS_FILE").map(Path::of),
        variables.list("ORIENT_FALLBACK_KEYS"),
        variables.list("ORIENT_NAMESPACES"),
        threads);
  }

  private static String password(Variables variables) {
    Optional<String> file = variables.text("ORIENT_DATABASE_PASSWORD_FILE");
    if (file.isEmpty()) {
      return variables.required(
          "ORIENT_DATABASE_PASSWORD", "or ORIENT_DATABASE_PASSWORD_FILE, a file that holds it");
    }
    try {
      return Files.readString(Path.of(file.get())).strip();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "ORIENT_DATABASE_PASSWORD_FILE: cannot read " + file.get() + "; check that it is mounted",
          e);
    }
  }

  private static KekSource kek(Variables variables) {
    Optional<String> directory = variables.text("ORIENT_KEK_DIRECTORY");
    if (directory.isPresent()) {
      return new KekDirectory(Path.of(directory.get()));
    }
    Optional<String> secret = variables.text("ORIENT_KEK_SECRET");
    if (secret.isPresent()) {
      String[] parts = secret.get().split("/", -1);
      if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
        throw new IllegalArgumentException(
            "ORIENT_KEK_SECRET: expected namespace/name, got " + secret.get());
      }
      return new KekSecret(parts[0], parts[1]);
    }
    if (variables.text("ORIENT_KEK").isPresent()) {
      return new KekEnvironment();
    }
    throw new IllegalArgumentException(
        "no key-encryption key: set ORIENT_KEK_DIRECTORY, or ORIENT_KEK_SECRET as namespace/name, or for development"
            + " ORIENT_KEK");
  }

  /** Typed look-ups whose errors name the variable. */
  private record Variables(Map<String, String> environment) {

    Optional<String> text(String name) {
      return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    String required(String name, String what) {
      return text(name)
          .orElseThrow(() -> new IllegalArgumentException(name + " is not set: " + what));
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
            name + ": " + value + " is not between " + least + " and " + most);
      }
      return value;
    }

    Duration duration(String name, Duration otherwise) {
      return parsed(name, Duration::parse, "an ISO 8601 duration such as PT10S").orElse(otherwise);
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
  }
}
