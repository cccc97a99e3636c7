package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.WorkloadStatus;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.sync.RestartDecision;
import bot.orient.secrets.sync.RestartPlanner;
import bot.orient.secrets.sync.SecretUse;
import bot.orient.secrets.sync.Workload;
import io.fabric8.kubernetes.api.model.apps.Deployment;
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
    name = "workload",
    fieldManager = Markers.FIELD_MANAGER,
    generationAwareEventProcessing = false,
    triggerReconcilerOnAllEvents = true)
final class WorkloadReconciler implements Reconciler<Deployment> {

  private static final Logger log = LoggerFactory.getLogger(WorkloadReconciler.class);

  /** The event that ends the wait normally comes sooner; this is for one that got lost. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  /** After a failure that is told in an Event each time. */
  private static final Duration TRY_AGAIN = Duration.ofMinutes(1);

  private final PodAgeReader podAges;
  private final WorkloadRestarter restarter;
  private final Dependents dependents;
  private final DependentNotifier notifier;
  private final EventRecorder events;
  private ProjectedSecrets secrets;

  WorkloadReconciler(
      PodAgeReader podAges,
      WorkloadRestarter restarter,
      Dependents dependents,
      DependentNotifier notifier,
      EventRecorder events) {
    this.podAges = podAges;
    this.restarter = restarter;
    this.dependents = dependents;
    this.notifier = notifier;
    this.events = events;
  }

  @Override
  public List<EventSource<?, Deployment>> prepareEventSources(
      EventSourceContext<Deployment> context) {
    dependents.attach(context);
    secrets = new ProjectedSecrets(context, dependents::usersOf);
    return List.of(secrets.eventSource());
  }

  @Override
  public UpdateControl<Deployment> reconcile(Deployment deployment, Context<Deployment> context) {
    if (context.isPrimaryResourceDeleted() || deployment.isMarkedForDeletion()) {
      notifier.gone(deployment);
      return UpdateControl.noUpdate();
    }
    Workload workload = Workload.of(deployment);
    Map<String, ProjectedSecret> used = projectedSecrets(workload);
    UpdateControl<Deployment> control = restartIfDue(deployment, workload, used);
    notifier.assessed(deployment, statuses(deployment, used), owners(workload, used));
    return control;
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

  private RestartDecision decide(
      Deployment deployment, Workload workload, Map<String, ProjectedSecret> used) {
    RestartDecision decision = RestartPlanner.decide(workload, used, Optional.empty());
    return decision instanceof RestartDecision.AskPodAge
        ? RestartPlanner.decide(workload, used, Optional.of(podAges.read(deployment)))
        : decision;
  }

  private UpdateControl<Deployment> restartIfDue(
      Deployment deployment, Workload workload, Map<String, ProjectedSecret> used) {
    try {
      RestartDecision decision = decide(deployment, workload, used);
      if (decision instanceof RestartDecision.Restart restart) {
        restarter.apply(deployment, restart.baseline(), Optional.of(restart.restartHash()));
        events.normal(
            deployment, "Restarted", "new values of " + String.join(", ", restart.changed()));
      } else if (decision instanceof RestartDecision.Adopt adopt) {
        restarter.apply(deployment, adopt.baseline(), workload.restartHash());
        log.debug("{}/{}: baseline recorded", workload.namespace(), workload.name());
      } else if (decision instanceof RestartDecision.Wait wait) {
        log.debug("{}/{}: waiting, {}", workload.namespace(), workload.name(), wait.why());
        return UpdateControl.<Deployment>noUpdate().rescheduleAfter(LOOK_AGAIN);
      }
      return UpdateControl.noUpdate();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        log.debug("{}/{}: changed meanwhile, deciding anew", workload.namespace(), workload.name());
        return UpdateControl.<Deployment>noUpdate().rescheduleAfter(LOOK_AGAIN);
      }
      events.warning(
          deployment,
          "RestartFailed",
          "the API server answers HTTP "
              + e.getCode()
              + "; it is tried again. Check that the operator may patch Deployments and list ReplicaSets and Pods");
      return UpdateControl.<Deployment>noUpdate().rescheduleAfter(TRY_AGAIN);
    }
  }

  private Map<String, WorkloadStatus> statuses(
      Deployment deployment, Map<String, ProjectedSecret> used) {
    Map<String, WorkloadStatus> statuses = new HashMap<>();
    used.forEach((name, secret) -> statuses.put(name, dependents.status(deployment, secret)));
    return statuses;
  }

  private Map<String, String> owners(Workload workload, Map<String, ProjectedSecret> used) {
    Map<String, String> owners = new HashMap<>();
    used.keySet()
        .forEach(
            name ->
                secrets
                    .owner(workload.namespace(), name)
                    .ifPresent(owner -> owners.put(name, owner)));
    return owners;
  }
}
