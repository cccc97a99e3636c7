package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.api.ProviderDefaultsSpec;
import bot.orient.secrets.api.ProviderDefaultsStatus;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.store.ProviderChoice;
import bot.orient.secrets.store.SecretRead;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.sync.LostVersions;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.Owner;
import bot.orient.secrets.sync.ProvenValues;
import bot.orient.secrets.sync.ProviderKeys;
import bot.orient.secrets.sync.ResolvedKey;
import bot.orient.secrets.sync.RestartRules;
import bot.orient.secrets.sync.RollbackCheck;
import bot.orient.secrets.sync.SpecProblem;
import bot.orient.secrets.sync.StatusFactory;
import bot.orient.secrets.sync.StoreView;
import bot.orient.secrets.sync.SyncOutcome;
import bot.orient.secrets.sync.Target;
import bot.orient.secrets.sync.ValueResolver;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Stores the provider choices of {@link ProviderDefaults} and projects them into its Secret. */
@ControllerConfiguration(
    name = "providerdefaults",
    fieldManager = Markers.FIELD_MANAGER,
    generationAwareEventProcessing = false,
    rateLimiter = ReconciliationRateLimiter.class,
    informer = @Informer(onUpdateFilter = ChangedByOthers.class),
    triggerReconcilerOnAllEvents = true)
final class ProviderDefaultsReconciler implements Reconciler<ProviderDefaults> {

  private final SecretStore store;
  private final KnownStore known;
  private final SpecGate gate;
  private final Catalog catalog;
  private final ValueResolver resolver;
  private final RestoreGuard guard;
  private final SecretProjector projector;
  private final UnmergeFinalizer<ProviderDefaults> finalizer;
  private final NamedSecretWatcher watcher;
  private final Dependents dependents;
  private final StatusFactory statuses;
  private final StatusEvents events;
  private final ResourceTriggers<ProviderDefaults> triggers;
  private final StatusReporter<ProviderDefaultsSpec, ProviderDefaultsStatus, ProviderDefaults>
      reporter = new StatusReporter<>(ProviderDefaults::new);
  private final ResourceEventHandler<Secret> secrets;
  private TargetSecrets<ProviderDefaults> targets;

  ProviderDefaultsReconciler(
      SecretStore store,
      KnownStore known,
      SpecGate gate,
      Catalog catalog,
      ValueResolver resolver,
      RestoreGuard guard,
      SecretProjector projector,
      NamedSecretWatcher watcher,
      Dependents dependents,
      StatusFactory statuses,
      StatusEvents events,
      ResourceTriggers<ProviderDefaults> triggers,
      ResourceEventHandler<Secret> secrets) {
    this.store = store;
    this.known = known;
    this.gate = gate;
    this.catalog = catalog;
    this.resolver = resolver;
    this.guard = guard;
    this.projector = projector;
    this.finalizer = new UnmergeFinalizer<>(projector.cleanup());
    this.watcher = watcher;
    this.dependents = dependents;
    this.statuses = statuses;
    this.events = events;
    this.triggers = triggers;
    this.secrets = secrets;
  }

  @Override
  public List<EventSource<?, ProviderDefaults>> prepareEventSources(
      EventSourceContext<ProviderDefaults> context) {
    targets = new TargetSecrets<>(ProviderDefaults.class, context, triggers::wake, secrets);
    return List.of(targets.eventSource(), triggers.attach(context));
  }

  @Override
  public UpdateControl<ProviderDefaults> reconcile(
      ProviderDefaults resource, Context<ProviderDefaults> context) {
    ResourceID id = ResourceID.fromResource(resource);
    Target target =
        Target.of(resource.getSpec() == null ? null : resource.getSpec().target(), id.getName());
    if (context.isPrimaryResourceDeleted() || resource.isMarkedForDeletion()) {
      watcher.watch(resource, Set.of());
      finalizer.carryOut(resource, target, context, targets);
      // A retained Secret does not change, but is there to be taken over now.
      watcher.wakeWatchersOf(new ResourceID(target.name(), resource.getMetadata().getNamespace()));
      reporter.forget(resource);
      if (context.isPrimaryResourceDeleted()) {
        triggers.wakeSuccessorOf(id);
      }
      return UpdateControl.noUpdate();
    }
    finalizer.prepare(resource, target, context, targets);
    Synchronization done = sync(resource, target, context);
    watcher.watch(
        resource, SecretProjector.targetIsTaken(done.outcome()) ? Set.of(target.name()) : Set.of());
    return report(resource, target, done, context);
  }

  private Synchronization sync(
      ProviderDefaults resource, Target target, Context<ProviderDefaults> context) {
    List<SpecProblem> problems = gate.check(resource);
    if (!problems.isEmpty()) {
      return Synchronization.without(
          new SyncOutcome.Refused("InvalidSpec", SpecGate.describe(problems)));
    }
    try {
      Optional<SyncOutcome> obstacle = known.obstacle();
      if (obstacle.isPresent()) {
        return Synchronization.without(obstacle.get());
      }
      storeChoices(resource);
      return project(resource, target);
    } catch (StoreException e) {
      return Synchronization.without(FailureOutcomes.of(e));
    } catch (KubernetesClientException e) {
      return Synchronization.without(FailureOutcomes.of(e, context));
    }
  }

  private Synchronization project(ProviderDefaults resource, Target target) {
    ProviderKeys keys = new ProviderKeys(resource.getSpec(), catalog);
    StoreView view = known.view(resource.getMetadata().getNamespace());
    Map<String, SecretRead> reads = store.read(view.scope(), keys.apiKeys());
    Optional<Secret> live = targets.find(resource, target);
    LostVersions lost =
        new RollbackCheck(view.scope(), targets.remembering(resource, target, live), view)
            .find(reads);
    List<ResolvedKey> apiKeys =
        guard.pass(resource, view.scope(), lost, resolver.resolveOptional(reads));
    return new Synchronization(
        projector.project(
            resource,
            target,
            live,
            Optional.empty(),
            keys.projected(apiKeys),
            ProvenValues.NONE,
            RestartRules.of(resource.getSpec().restart()),
            view,
            targets),
        Optional.of(keys.missing(apiKeys)));
  }

  private void storeChoices(ProviderDefaults resource) {
    String namespace = resource.getMetadata().getNamespace();
    String name = resource.getMetadata().getName();
    Map<String, ProviderChoice> choices = new TreeMap<>();
    resource
        .getSpec()
        .useCases()
        .forEach(
            (useCase, choice) ->
                choices.put(useCase, new ProviderChoice(choice.provider(), choice.model())));
    if (!choices.equals(store.providerDefaults(namespace, name))) {
      store.putProviderDefaults(
          namespace, name, choices, SpecAuthor.of(resource, FieldManagers.last(resource)));
    }
  }

  private UpdateControl<ProviderDefaults> report(
      ProviderDefaults resource,
      Target target,
      Synchronization done,
      Context<ProviderDefaults> context) {
    events.ended(resource, done.outcome());
    ProviderDefaultsStatus before = reporter.newest(resource);
    ProviderDefaultsStatus status =
        statuses.providerDefaults(
            before,
            resource.getMetadata().getGeneration(),
            target,
            done.outcome(),
            done.missingApiKeys(),
            dependents.of(targets, resource, target),
            targets.restartRules(Owner.of(resource), target));
    if (reporter.write(resource, status, context)) {
      events.readiness(resource, before == null ? null : before.conditions(), status.conditions());
      events.workloads(resource, before == null ? null : before.workloads(), status.workloads());
    }
    return StatusReporter.next(done.outcome());
  }

  /**
   * What a reconciliation came to.
   *
   * @param missingApiKeys one line a provider without an API key; empty if the store could not be
   *     asked
   */
  private record Synchronization(SyncOutcome outcome, Optional<List<String>> missingApiKeys) {

    static Synchronization without(SyncOutcome outcome) {
      return new Synchronization(outcome, Optional.empty());
    }
  }
}
