package bot.orient.secrets.admin;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What goes for requests of all routes; what a route does not take is refused, not ignored. */
final class RequestRules {

  private static final Pattern JSON =
      Pattern.compile("application/json *(; *charset *= *\"?utf-8\"?)?", Pattern.CASE_INSENSITIVE);

  private static final int LONGEST_TEXT = 1024;

  /** To ignore one of them would be to write where the caller said not to. */
  private static final Set<String> CONDITIONS =
      Set.of(
          RequestHeader.IF_MATCH,
          RequestHeader.IF_NONE_MATCH,
          "If-Modified-Since",
          "If-Unmodified-Since",
          "If-Range",
          RequestHeader.IDEMPOTENCY_KEY);

  private RequestRules() {}

  /**
   * Checks what can be checked without the body.
   *
   * @throws ProblemException when something must not be there, or is missing
   */
  static void check(
      Routes.Found found, Map<String, List<String>> query, Map<String, List<String>> headers) {
    Route route = found.route();
    found.parameters().forEach(RequestRules::checkText);
    checkQuery(route.takes().queryParameters(), query);
    query.forEach((name, values) -> values.forEach(value -> checkText(name, value)));
    if (!route.method().equals("GET")) {
      checkConditions(route, headers);
    }
    if (route.takes().body()) {
      checkType(only(headers, RequestHeader.CONTENT_TYPE));
    }
  }

  /** PostgreSQL, logs and terminals all have their trouble with control characters. */
  private static void checkText(String field, String text) {
    if (text.length() > LONGEST_TEXT || text.chars().anyMatch(Character::isISOControl)) {
      throw Problem.in(
              field,
              ProblemType.INVALID_FIELD,
              field + " is longer than 1024 characters, or holds a control character")
          .asException();
    }
  }

  private static void checkQuery(Set<String> known, Map<String, List<String>> query) {
    if (!known.containsAll(query.keySet())) {
      throw malformed(
          "query",
          known.isEmpty()
              ? "this path takes no query parameters"
              : "a query parameter is not known; known are "
                  + String.join(", ", new TreeSet<>(known)));
    }
  }

  private static void checkConditions(Route route, Map<String, List<String>> headers) {
    for (String condition : CONDITIONS) {
      if (!route.takes().conditions().contains(condition)
          && headers.containsKey(lower(condition))) {
        throw malformed(condition, "this call does not take " + condition);
      }
    }
  }

  private static void checkType(Optional<String> type) {
    if (!JSON.matcher(type.orElse("")).matches()) {
      throw Problem.in(
              RequestHeader.CONTENT_TYPE,
              ProblemType.UNSUPPORTED_MEDIA_TYPE,
              "send the body as application/json, in UTF-8")
          .asException();
    }
  }

  /** The one field of this name; two of them are one too many. */
  static Optional<String> only(Map<String, List<String>> fields, String name) {
    List<String> values = fields.getOrDefault(lower(name), List.of());
    if (values.size() > 1) {
      throw malformed(name, name + " is given twice; give it once");
    }
    return values.stream().findFirst();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static ProblemException malformed(String field, String detail) {
    return Problem.in(field, ProblemType.MALFORMED_REQUEST, detail).asException();
  }
}
