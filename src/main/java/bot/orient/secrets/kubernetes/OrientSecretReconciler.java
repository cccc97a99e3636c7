package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.OrientSecretSpec;
import bot.orient.secrets.store.SecretRead;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.sync.LostVersions;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.ResolvedKey;
import bot.orient.secrets.sync.RestartRules;
import bot.orient.secrets.sync.Restoration;
import bot.orient.secrets.sync.RollbackCheck;
import bot.orient.secrets.sync.SpecProblem;
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
import java.util.concurrent.atomic.AtomicReference;

/** Projects the keys of an {@link OrientSecret} from the store into its Secret. */
@ControllerConfiguration(
    name = "orientsecret",
    fieldManager = Markers.FIELD_MANAGER,
    generationAwareEventProcessing = false,
    rateLimiter = ReconciliationRateLimiter.class,
    informer = @Informer(onUpdateFilter = ChangedByOthers.class),
    triggerReconcilerOnAllEvents = true)
final class OrientSecretReconciler implements Reconciler<OrientSecret> {

  private final SecretStore store;
  private final KnownStore known;
  private final ValueReader values;
  private final SpecGate gate;
  private final ValueResolver resolver;
  private final RestoreGuard guard;
  private final ScopeRevocation revocation;
  private final SpecOrigins origins;
  private final NamedSecretWatcher watcher;
  private final KeyRestorer restorer;
  private final SecretProjector projector;
  private final UnmergeFinalizer<OrientSecret> finalizer;
  private final Dependents dependents;
  private final OrientSecretReporter reporter;
  private final ResourceTriggers<OrientSecret> triggers;
  private final ResourceEventHandler<Secret> secrets;
  private TargetSecrets<OrientSecret> targets;

  OrientSecretReconciler(
      SecretStore store,
      KnownStore known,
      SpecGate gate,
      ValueResolver resolver,
      RestoreGuard guard,
      ScopeRevocation revocation,
      SpecOrigins origins,
      NamedSecretWatcher watcher,
      KeyRestorer restorer,
      SecretProjector projector,
      Dependents dependents,
      OrientSecretReporter reporter,
      ResourceTriggers<OrientSecret> triggers,
      ResourceEventHandler<Secret> secrets) {
    this.store = store;
    this.known = known;
    this.values = new ValueReader(store);
    this.gate = gate;
    this.resolver = resolver;
    this.guard = guard;
    this.revocation = revocation;
    this.origins = origins;
    this.watcher = watcher;
    this.restorer = restorer;
    this.projector = projector;
    this.finalizer = new UnmergeFinalizer<>(projector.cleanup());
    this.dependents = dependents;
    this.reporter = reporter;
    this.triggers = triggers;
    this.secrets = secrets;
  }

  @Override
  public List<EventSource<?, OrientSecret>> prepareEventSources(
      EventSourceContext<OrientSecret> context) {
    targets = new TargetSecrets<>(OrientSecret.class, context, triggers::wake, secrets);
    return List.of(targets.eventSource(), triggers.attach(context));
  }

  @Override
  public UpdateControl<OrientSecret> reconcile(
      OrientSecret resource, Context<OrientSecret> context) {
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
    AtomicReference<Imports> imports = new AtomicReference<>(Imports.NONE);
    AtomicReference<KeyRestorer.Restored> restored =
        new AtomicReference<>(KeyRestorer.known(resource));
    SyncOutcome outcome = sync(resource, target, imports, restored, context);
    watcher.watch(resource, secretsToWatch(resource, target, outcome));
    return reporter.report(restored.get(), target, outcome, imports.get(), targets, context);
  }

  private SyncOutcome sync(
      OrientSecret resource,
      Target target,
      AtomicReference<Imports> imports,
      AtomicReference<KeyRestorer.Restored> restored,
      Context<OrientSecret> context) {
    List<SpecProblem> problems = gate.check(resource);
    if (!problems.isEmpty()) {
      return new SyncOutcome.Refused("InvalidSpec", SpecGate.describe(problems));
    }
    String namespace = resource.getMetadata().getNamespace();
    String scope = scope(resource);
    try {
      Optional<SyncOutcome> obstacle = known.obstacle();
      if (obstacle.isPresent()) {
        return obstacle.get();
      }
      StoreView view = known.view(scope);
      if (!store.mayRead(namespace, scope)) {
        return revocation.carryOut(resource, target, view, targets);
      }
      imports.set(origins.takeOver(resource));
      restored.set(restorer.restore(resource, targets.projected(resource, target)));
      StatusReporter.remember(restored.get().resource(), resource, context);
      Restoration restoration = restored.get().restoration();
      Optional<Secret> live = targets.find(resource, target);
      return projector.project(
          resource,
          target,
          live,
          Optional.ofNullable(resource.getSpec().category()),
          resolve(resource, target, live, view, imports.get(), restoration),
          dependents.proven(live),
          RestartRules.of(resource.getSpec().restart())
              .withUrgent(restoration.urgent(resource.getSpec().keys(), target)),
          view,
          targets);
    } catch (StoreException e) {
      return FailureOutcomes.of(e);
    } catch (KubernetesClientException e) {
      return FailureOutcomes.of(e, context);
    }
  }

  private List<ResolvedKey> resolve(
      OrientSecret resource,
      Target target,
      Optional<Secret> live,
      StoreView view,
      Imports imports,
      Restoration restoration) {
    List<KeySpec> keys = resource.getSpec().keys();
    Map<String, SecretRead> reads = values.read(view.scope(), keys, restoration);
    LostVersions lost =
        new RollbackCheck(
                resource.getMetadata().getNamespace(),
                targets.remembering(resource, target, live),
                view)
            .find(keys, reads, ValueReader.held(keys, restoration).keySet());
    return guard.pass(
        resource, view.scope(), lost, resolver.resolve(keys, reads, imports.whyMissing()));
  }

  static String scope(OrientSecret resource) {
    OrientSecretSpec spec = resource.getSpec();
    return spec == null || spec.scope() == null
        ? resource.getMetadata().getNamespace()
        : spec.scope();
  }

  /** Those that values are imported from, and one that is in the way until it goes. */
  private static Set<String> secretsToWatch(
      OrientSecret resource, Target target, SyncOutcome outcome) {
    Set<String> names = SourceSecretImporter.sourcesOf(resource);
    if (SecretProjector.targetIsTaken(outcome)) {
      names.add(target.name());
    }
    return names;
  }
}
