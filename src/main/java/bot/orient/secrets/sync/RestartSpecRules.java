package bot.orient.secrets.sync;

import bot.orient.secrets.api.FailurePolicy;
import bot.orient.secrets.api.RestartSpec;
import java.util.List;

/** What the schema's patterns and sizes cannot say of restarts, its CEL rule among it. */
final class RestartSpecRules {

  private final List<SpecProblem> problems;

  RestartSpecRules(List<SpecProblem> problems) {
    this.problems = problems;
  }

  /** Checks the restarts of a ProviderDefaults; null is the default. */
  void checkDefaults(RestartSpec restart) {
    if (restart != null && restart.onFailure() == FailurePolicy.RESTORE_PREVIOUS_VERSION) {
      problems.add(
          new SpecProblem(
              "spec.restart.onFailure",
              "onFailure RestorePreviousVersion cannot be used here: the choices come from this spec, so there is no"
                  + " previous version; use Halt"));
    }
  }
}
