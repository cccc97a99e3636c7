package bot.orient.secrets.kubernetes;

import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Why a value could not be imported.
 *
 * @param message for people, to follow the name of the key
 * @param sourceAbsent whether the source is merely not there yet, which is no problem while the
 *     store has a value
 */
record ImportProblem(String message, boolean sourceAbsent) {

  /** The messages of those that count, by key. */
  static Map<String, String> messages(
      Map<String, ImportProblem> problems, Predicate<ImportProblem> which) {
    return problems.entrySet().stream()
        .filter(problem -> which.test(problem.getValue()))
        .collect(Collectors.toMap(Map.Entry::getKey, problem -> problem.getValue().message()));
  }
}
