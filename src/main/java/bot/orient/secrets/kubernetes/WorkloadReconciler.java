package bot.orient.secrets.kubernetes;

import bot.orient.secrets.argo.Rollout;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Optional;

/**
 * Restarts the workloads of one kind when, and only when, their pods lack a value that matters to
 * them. JOSDK learns the kind from the type argument of a subclass.
 */
abstract class WorkloadReconciler<T extends HasMetadata> implements Reconciler<T> {

  private final WorkloadCache<T> cache;
  private final WorkloadSupervisor supervisor;
  private final LaterLooks later;

  private WorkloadReconciler(
      WorkloadCache<T> cache, WorkloadSupervisor supervisor, LaterLooks later) {
    this.cache = cache;
    this.supervisor = supervisor;
    this.later = later;
  }

  @Override
  public List<EventSource<?, T>> prepareEventSources(EventSourceContext<T> context) {
    return List.of(cache.attach(context));
  }

  @Override
  public UpdateControl<T> reconcile(T resource, Context<T> context) {
    Workload workload = Workload.of(resource);
    if (context.isPrimaryResourceDeleted() || resource.isMarkedForDeletion()) {
      supervisor.gone(workload);
      later.plan(workload.id(), Optional.empty());
      if (context.isPrimaryResourceDeleted()) {
        cache.wakeSuccessorOf(resource);
      }
    } else {
      later.plan(workload.id(), supervisor.look(resource));
    }
    return UpdateControl.noUpdate();
  }

  @ControllerConfiguration(
      name = "deployment",
      fieldManager = Markers.FIELD_MANAGER,
      generationAwareEventProcessing = false,
      triggerReconcilerOnAllEvents = true)
  static final class OfDeployments extends WorkloadReconciler<Deployment> {
    OfDeployments(
        WorkloadCache<Deployment> cache, WorkloadSupervisor supervisor, LaterLooks later) {
      super(cache, supervisor, later);
    }
  }

  @ControllerConfiguration(
      name = "statefulset",
      fieldManager = Markers.FIELD_MANAGER,
      generationAwareEventProcessing = false,
      triggerReconcilerOnAllEvents = true)
  static final class OfStatefulSets extends WorkloadReconciler<StatefulSet> {
    OfStatefulSets(
        WorkloadCache<StatefulSet> cache, WorkloadSupervisor supervisor, LaterLooks later) {
      super(cache, supervisor, later);
    }
  }

  @ControllerConfiguration(
      name = "daemonset",
      fieldManager = Markers.FIELD_MANAGER,
      generationAwareEventProcessing = false,
      triggerReconcilerOnAllEvents = true)
  static final class OfDaemonSets extends WorkloadReconciler<DaemonSet> {
    OfDaemonSets(WorkloadCache<DaemonSet> cache, WorkloadSupervisor supervisor, LaterLooks later) {
      super(cache, supervisor, later);
    }
  }

  @ControllerConfiguration(
      name = "rollout",
      fieldManager = Markers.FIELD_MANAGER,
      generationAwareEventProcessing = false,
      triggerReconcilerOnAllEvents = true)
  static final class OfRollouts extends WorkloadReconciler<Rollout> {
    OfRollouts(WorkloadCache<Rollout> cache, WorkloadSupervisor supervisor, LaterLooks later) {
      super(cache, supervisor, later);
    }
  }
}
