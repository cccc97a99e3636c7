package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.api.WorkloadStatus;
import bot.orient.secrets.sync.Owner;
import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.sync.ProvenValues;
import bot.orient.secrets.sync.Target;
import bot.orient.secrets.sync.ValuesInUse;
import bot.orient.secrets.sync.WorkloadAssessor;
import bot.orient.secrets.sync.WorkloadView;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How far the workloads are that use a Secret. */
final class Dependents {

  private final Workloads workloads;
  private final RestartHolds holds;

  Dependents(Workloads workloads, RestartHolds holds) {
    this.workloads = workloads;
    this.holds = holds;
  }

  /**
   * How far each user of a resource's target Secret is, by kind and name; none while the Secret is
   * not there.
   */
  <P extends HasMetadata> List<WorkloadStatus> of(
      TargetSecrets<P> targets, P resource, Target target) {
    String namespace = resource.getMetadata().getNamespace();
    return targets
        .cached(namespace, target.name())
        .filter(secret -> Owner.of(resource).marks(secret))
        .flatMap(ProjectedSecret::of)
        .map(secret -> statuses(namespace, secret))
        .orElse(List.of());
  }

  /** Which values of a Secret are known to work, as far as its users can tell. */
  ProvenValues proven(Optional<Secret> live) {
    return live.flatMap(ProjectedSecret::of)
        .<ProvenValues>map(
            secret ->
                new ValuesInUse(
                    secret, () -> users(live.get().getMetadata().getNamespace(), secret.name())))
        .orElse(ProvenValues.NONE);
  }

  /** A restart that is left to people is not on its way. */
  private List<WorkloadView> users(String namespace, String secret) {
    return workloads.usersOf(namespace, secret).stream()
        .map(
            view ->
                holds
                    .of(view.workload().id())
                    .filter(hold -> hold.state() == WorkloadState.RESTART_NEEDED)
                    .map(hold -> view.hindered(hold.why()))
                    .orElse(view))
        .toList();
  }

  private List<WorkloadStatus> statuses(String namespace, ProjectedSecret secret) {
    return workloads.usersOf(namespace, secret.name()).stream()
        .map(view -> status(view, secret))
        .sorted(Comparator.comparing(WorkloadStatus::kind).thenComparing(WorkloadStatus::name))
        .toList();
  }

  WorkloadStatus status(WorkloadView view, ProjectedSecret secret) {
    return WorkloadAssessor.assess(view, secret, holds.of(view.workload().id()));
  }
}
