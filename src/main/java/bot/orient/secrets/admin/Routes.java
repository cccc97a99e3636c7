package bot.orient.secrets.admin;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Finds the route of a request. */
final class Routes {

  private Routes() {}

  /** What a method and a path lead to. */
  sealed interface Match {}

  /**
   * A route.
   *
   * @param parameters of the path, as they stand in it
   */
  record Found(Route route, Map<String, String> parameters) implements Match {}

  record NoSuchPath() implements Match {}

  /** The path is there, for these methods. */
  record NoSuchMethod(SortedSet<String> allowed) implements Match {}

  /**
   * Finds a route.
   *
   * @param path decoded, with a slash in front
   */
  static Match find(String method, String path) {
    List<String> segments = Arrays.asList(path.split("/", -1));
    SortedSet<String> methods = new TreeSet<>();
    for (Route route : Route.values()) {
      Optional<Map<String, String>> parameters = parameters(route, segments);
      if (parameters.isPresent() && route.method().equals(method)) {
        return new Found(route, parameters.get());
      }
      parameters.ifPresent(given -> methods.add(route.method()));
    }
    return methods.isEmpty() ? new NoSuchPath() : new NoSuchMethod(methods);
  }

  private static Optional<Map<String, String>> parameters(Route route, List<String> segments) {
    List<String> template = route.segments();
    if (template.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < template.size(); i++) {
      String wanted = template.get(i);
      if (wanted.startsWith("{") && !segments.get(i).isEmpty()) {
        parameters.put(wanted.substring(1, wanted.length() - 1), segments.get(i));
      } else if (!wanted.equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(parameters);
  }
}
