package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.WorkloadStatus;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.sync.SecretUse;
import bot.orient.secrets.sync.Workload;
import bot.orient.secrets.sync.WorkloadView;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restarts a workload when, and only when, its pods lack a value that matters to them. Looks at the
 * workload and at the annotations of the Secrets it uses, never at the store.
 */
@ControllerConfiguration(
    fieldManager = Markers.FIELD_MANAGER,
    generationAwareEventProcessing = false,
    triggerReconcilerOnAllEvents = true)
final class WorkloadReconciler<T extends HasMetadata> implements Reconciler<T> {

  private static final Logger log = LoggerFactory.getLogger(WorkloadReconciler.class);

  /** After a write that was computed from an older state. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  /** After a failure that is told in an Event each time. */
  private static final Duration TRY_AGAIN = Duration.ofMinutes(1);

  private final WorkloadKind<T> kind;
  private final WorkloadCache<T> cache;
  private final ProjectedSecrets secrets;
  private final RestartConductor conductor;
  private final Dependents dependents;
  private final DependentNotifier owners;
  private final PeerNotifier peers;
  private final EventRecorder events;

  WorkloadReconciler(
      WorkloadKind<T> kind,
      WorkloadCache<T> cache,
      ProjectedSecrets secrets,
      RestartConductor conductor,
      Dependents dependents,
      DependentNotifier owners,
      PeerNotifier peers,
      EventRecorder events) {
    this.kind = kind;
    this.cache = cache;
    this.secrets = secrets;
    this.conductor = conductor;
    this.dependents = dependents;
    this.owners = owners;
    this.peers = peers;
    this.events = events;
  }

  @Override
  public List<EventSource<?, T>> prepareEventSources(EventSourceContext<T> context) {
    return List.of(cache.attach(context));
  }

  @Override
  public UpdateControl<T> reconcile(T resource, Context<T> context) {
    WorkloadView view = kind.view(resource);
    if (context.isPrimaryResourceDeleted() || resource.isMarkedForDeletion()) {
      conductor.gone(view.workload());
      owners.gone(view.workload().id());
      peers.gone(view.workload());
      return UpdateControl.noUpdate();
    }
    Map<String, ProjectedSecret> used = projectedSecrets(view.workload());
    Optional<Duration> again = carryOut(resource, view, used);
    owners.assessed(view.workload().id(), statuses(view, used), owners(view.workload(), used));
    peers.assessed(view);
    UpdateControl<T> control = UpdateControl.noUpdate();
    return again.map(control::rescheduleAfter).orElse(control);
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

  /** When to look again, if not only when something changes. */
  private Optional<Duration> carryOut(
      T resource, WorkloadView view, Map<String, ProjectedSecret> used) {
    try {
      return conductor.conduct(resource, kind, view, used);
    } catch (KubernetesClientException e) {
      Workload workload = view.workload();
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
