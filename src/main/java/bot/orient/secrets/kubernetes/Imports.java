package bot.orient.secrets.kubernetes;

import bot.orient.secrets.store.SealedImportResult;
import bot.orient.secrets.sync.SealedValues;
import java.util.HashMap;
import java.util.Map;

/**
 * What became of the values that a spec brings along or points to.
 *
 * @param problems by key, why its value could not be imported
 */
record Imports(Map<String, ImportProblem> problems, SealedValues sealed) {

  /** Before anything was looked at. */
  static final Imports NONE = new Imports(Map.of(), SealedValues.unknown());

  /**
   * Puts all ways together; no key has two.
   *
   * @param fromSecrets problems with values that other Secrets have
   * @param sealed what became of sealed values
   * @param generated problems with values that are to be made
   */
  static Imports of(
      Map<String, ImportProblem> fromSecrets,
      Map<String, SealedImportResult> sealed,
      Map<String, ImportProblem> generated) {
    Map<String, ImportProblem> problems = new HashMap<>(fromSecrets);
    problems.putAll(generated);
    sealed.forEach(
        (key, result) -> {
          SealedValues.refusal(result)
              .ifPresent(why -> problems.put(key, new ImportProblem(why, false)));
          if (result instanceof SealedImportResult.AlreadyTaken taken && !taken.present()) {
            problems.put(
                key,
                new ImportProblem(
                    "was deleted from the store after its sealed value was taken over: undelete it"
                        + " there, or seal a value anew",
                    true));
          }
        });
    return new Imports(problems, SealedValues.of(sealed));
  }

  /** For keys that have no value. */
  Map<String, String> whyMissing() {
    return ImportProblem.messages(problems, problem -> true);
  }

  /** For keys that have a value nevertheless. */
  Map<String, String> remarks() {
    return ImportProblem.messages(problems, problem -> !problem.sourceAbsent());
  }
}
