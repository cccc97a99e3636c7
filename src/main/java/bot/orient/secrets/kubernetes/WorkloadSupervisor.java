package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.WorkloadStatus;
import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.sync.SecretUse;
import bot.orient.secrets.sync.Workload;
import bot.orient.secrets.sync.WorkloadView;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at one workload of any kind: has it restarted if that is due, and tells those whom its
 * state concerns. Knows the workload and the annotations of the Secrets it uses, never the store.
 */
final class WorkloadSupervisor {

  private static final Logger log = LoggerFactory.getLogger(WorkloadSupervisor.class);

  /** After a write that was computed from an older state. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  /** After a failure that is told in an Event each time. */
  private static final Duration TRY_AGAIN = Duration.ofMinutes(1);

  private final ProjectedSecrets secrets;
  private final RestartConductor conductor;
  private final Dependents dependents;
  private final DependentNotifier owners;
  private final PeerNotifier peers;
  private final EventRecorder events;

  WorkloadSupervisor(
      ProjectedSecrets secrets,
      RestartConductor conductor,
      Dependents dependents,
      DependentNotifier owners,
      PeerNotifier peers,
      EventRecorder events) {
    this.secrets = secrets;
    this.conductor = conductor;
    this.dependents = dependents;
    this.owners = owners;
    this.peers = peers;
    this.events = events;
  }

  void gone(Workload workload) {
    conductor.gone(workload);
    owners.gone(workload.id());
    peers.gone(workload);
  }

  /** When to look again, if not only when something changes. */
  Optional<Duration> look(HasMetadata resource) {
    WorkloadView view = WorkloadView.of(resource);
    Map<String, ProjectedSecret> used = projectedSecrets(view.workload());
    Optional<Duration> again = conduct(resource, view, used);
    owners.assessed(view, statuses(view, used), owners(view.workload(), used));
    peers.assessed(view);
    return again;
  }

  private Map<String, ProjectedSecret> projectedSecrets(Workload workload) {
    Map<String, ProjectedSecret> found = new HashMap<>();
    workload.uses().stream()
        .map(SecretUse::secretName)
        .distinct()
        .forEach(
            name ->
                secrets
                    .find(workload.namespace(), name)
                    .ifPresent(secret -> found.put(name, secret)));
    return found;
  }

  private Optional<Duration> conduct(
      HasMetadata resource, WorkloadView view, Map<String, ProjectedSecret> used) {
    try {
      return conductor.conduct(resource, view, used);
    } catch (KubernetesClientException e) {
      Workload workload = view.workload();
      conductor.failed(workload.id());
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        log.debug("{}/{}: changed meanwhile, deciding anew", workload.namespace(), workload.name());
        return Optional.of(LOOK_AGAIN);
      }
      events.warning(
          resource,
          "RestartFailed",
          "the API server answers HTTP "
              + e.getCode()
              + "; it is tried again. Check that the operator may patch "
              + workload.kind()
              + "s and list ReplicaSets, ControllerRevisions and Pods");
      return Optional.of(TRY_AGAIN);
    }
  }

  private Map<String, WorkloadStatus> statuses(
      WorkloadView view, Map<String, ProjectedSecret> used) {
    Map<String, WorkloadStatus> statuses = new HashMap<>();
    used.forEach((name, secret) -> statuses.put(name, dependents.status(view, secret)));
    return statuses;
  }

  private Map<String, String> owners(Workload workload, Map<String, ProjectedSecret> used) {
    Map<String, String> found = new HashMap<>();
    used.keySet()
        .forEach(
            name ->
                secrets
                    .owner(workload.namespace(), name)
                    .ifPresent(owner -> found.put(name, owner)));
    return found;
  }
}
