package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.sync.RestartDecision;
import bot.orient.secrets.sync.RestartPlanner;
import bot.orient.secrets.sync.SecretUse;
import bot.orient.secrets.sync.Workload;
import bot.orient.secrets.sync.WorkloadView;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Counts the restarts that a tool which restarts all users of a Secret would have made. */
final class AvoidedRestarts {

  private final BiFunction<String, String, List<WorkloadView>> users;
  private final BiFunction<String, String, Optional<ProjectedSecret>> secrets;
  private final RestartMeter meter;

  /**
   * @param users of a Secret, by namespace and name
   * @param secrets by namespace and name
   */
  AvoidedRestarts(
      BiFunction<String, String, List<WorkloadView>> users,
      BiFunction<String, String, Optional<ProjectedSecret>> secrets,
      RestartMeter meter) {
    this.users = users;
    this.secrets = secrets;
    this.meter = meter;
  }

  /** A value of a Secret became another, or is gone. */
  void valueChanged(ResourceID secret) {
    users.apply(secret.getNamespace().orElseThrow(), secret.getName()).stream()
        .map(WorkloadView::workload)
        .map(user -> RestartPlanner.decide(user, used(user), Optional.empty()))
        .filter(AvoidedRestarts::needsNone)
        .forEach(avoided -> meter.count(RestartMeter.Event.AVOIDED));
  }

  /** One that opted out is not spared a restart but denied it. */
  private static boolean needsNone(RestartDecision decision) {
    return decision instanceof RestartDecision.UpToDate
        || decision instanceof RestartDecision.Adopt;
  }

  private Map<String, ProjectedSecret> used(Workload user) {
    Map<String, ProjectedSecret> found = new HashMap<>();
    user.uses().stream()
        .map(SecretUse::secretName)
        .distinct()
        .forEach(
            name ->
                secrets.apply(user.namespace(), name).ifPresent(secret -> found.put(name, secret)));
    return found;
  }
}
