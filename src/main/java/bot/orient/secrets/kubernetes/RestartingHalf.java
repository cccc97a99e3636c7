package bot.orient.secrets.kubernetes;

import bot.orient.secrets.argo.Rollout;
import bot.orient.secrets.kubernetes.ReconciliationMeter.Half;
import bot.orient.secrets.sync.FailedRollout;
import bot.orient.secrets.sync.RestartSettings;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.util.List;

/** Restarts the workloads that use projected Secrets: one controller per kind of workload. */
final class RestartingHalf implements AutoCloseable {

  private final ControllerGroup group;
  private final ControllerSettings controllers;
  private final RestartMeter meter;
  private final Workloads workloads = new Workloads();
  private final RestartHolds holds = new RestartHolds();
  private final Dependents dependents = new Dependents(workloads, holds);
  private final ProjectedSecrets secrets;
  private final RolloutSlots slots;
  private final WorkloadSupervisor supervisor;
  private final LaterLooks later = new LaterLooks(workloads::wake);
  private boolean rolloutsKnown;
  private volatile boolean leading;

  RestartingHalf(
      ControllerSettings controllers,
      RestartSettings settings,
      DependentNotifier notifier,
      EventRecorder events,
      RestartMeter meter,
      Clock clock) {
    this.group = controllers.newGroup(Half.RESTARTING);
    this.controllers = controllers;
    this.meter = meter;
    this.secrets = new ProjectedSecrets(this::wakeUsersOf, this::countAvoided);
    this.slots = new RolloutSlots(settings, workloads::underWay, clock);
    WorkloadPods pods = new WorkloadPods(controllers.client());
    this.supervisor =
        new WorkloadSupervisor(
            secrets,
            new RestartConductor(
                settings,
                workloads,
                slots,
                holds,
                new MeasuredMarks(new WorkloadRestarter(controllers.client()), meter),
                new StallDetector(settings.progressDeadline(), pods, System::nanoTime),
                new PodAgeReader(pods),
                events,
                clock),
            dependents,
            notifier,
            new PeerNotifier(workloads, holds),
            events);
    register(
        new WorkloadReconciler.OfDeployments(workloads.add(Deployment.class), supervisor, later));
    register(
        new WorkloadReconciler.OfStatefulSets(workloads.add(StatefulSet.class), supervisor, later));
    register(
        new WorkloadReconciler.OfDaemonSets(workloads.add(DaemonSet.class), supervisor, later));
  }

  private void register(WorkloadReconciler<?> reconciler) {
    controllers.register(group, reconciler);
  }

  /** Argo Rollouts may be installed long after the operator was started. */
  synchronized void lookForRollouts() {
    if (!rolloutsKnown && controllers.client().supports(Rollout.class)) {
      WorkloadCache<Rollout> cache = workloads.add(Rollout.class);
      try {
        register(new WorkloadReconciler.OfRollouts(cache, supervisor, later));
        rolloutsKnown = true;
      } catch (RuntimeException e) {
        workloads.remove(cache);
        throw e;
      }
    }
  }

  /** Every replica sees it, and one counts it. */
  private void countAvoided(ResourceID secret) {
    if (leading) {
      new AvoidedRestarts(workloads::usersOf, secrets::find, meter).valueChanged(secret);
    }
  }

  private void wakeUsersOf(ResourceID secret) {
    workloads
        .usersOf(secret.getNamespace().orElseThrow(), secret.getName())
        .forEach(user -> workloads.wake(user.workload().id()));
  }

  /** Has every workload looked at again, after the wall clock was set. */
  void wakeAllThatWaits() {
    group.renewTimers();
    workloads.wakeAll();
  }

  /** To be told of the projected Secrets by one of the informers that see them. */
  ResourceEventHandler<Secret> toldOfSecrets() {
    return secrets.source();
  }

  /** How far the workloads are, for statuses. */
  Dependents dependents() {
    return dependents;
  }

  /** The rollouts that failed of workloads that use a Secret. */
  List<FailedRollout> failedRollouts(String namespace, String secret) {
    return workloads.usersOf(namespace, secret).stream()
        .flatMap(user -> FailedRollout.of(user).stream())
        .toList();
  }

  /**
   * Fills the caches, and changes nothing yet.
   *
   * @throws KubernetesClientException when the API server cannot be reached
   */
  void warmUp() {
    lookForRollouts();
    group.warmUp();
  }

  void lead() {
    leading = true;
    group.lead();
    slots.open().forEach(workloads::wake);
  }

  /** Whether every watch of the API server holds. */
  boolean isWatching() {
    return group.isWatching();
  }

  @Override
  public void close() {
    slots.close();
    later.close();
    group.close();
  }
}
