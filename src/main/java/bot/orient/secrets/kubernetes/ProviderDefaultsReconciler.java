package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.api.ProviderDefaultsStatus;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.ProviderChoice;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.ProviderKeys;
import bot.orient.secrets.sync.ResolvedKey;
import bot.orient.secrets.sync.SpecProblem;
import bot.orient.secrets.sync.StatusFactory;
import bot.orient.secrets.sync.SyncOutcome;
import bot.orient.secrets.sync.Target;
import bot.orient.secrets.sync.ValueResolver;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Stores the provider choices of {@link ProviderDefaults} and projects them into its Secret. */
@ControllerConfiguration(
    name = "providerdefaults",
    fieldManager = Markers.FIELD_MANAGER,
    triggerReconcilerOnAllEvents = true)
final class ProviderDefaultsReconciler implements Reconciler<ProviderDefaults> {

  private final SecretStore store;
  private final SpecGate gate;
  private final Catalog catalog;
  private final ValueResolver resolver;
  private final SecretProjector projector;
  private final UnmergeFinalizer<ProviderDefaults> finalizer;
  private final Dependents dependents;
  private final StatusFactory statuses;
  private final StatusReporter reporter;
  private final ResourceTriggers<ProviderDefaults> triggers;
  private TargetSecrets<ProviderDefaults> targets;

  ProviderDefaultsReconciler(
      SecretStore store,
      SpecGate gate,
      Catalog catalog,
      ValueResolver resolver,
      SecretProjector projector,
      Dependents dependents,
      StatusFactory statuses,
      StatusReporter reporter,
      ResourceTriggers<ProviderDefaults> triggers) {
    this.store = store;
    this.gate = gate;
    this.catalog = catalog;
    this.resolver = resolver;
    this.projector = projector;
    this.finalizer = new UnmergeFinalizer<>(projector);
    this.dependents = dependents;
    this.statuses = statuses;
    this.reporter = reporter;
    this.triggers = triggers;
  }

  @Override
  public List<EventSource<?, ProviderDefaults>> prepareEventSources(
      EventSourceContext<ProviderDefaults> context) {
    targets = new TargetSecrets<>(ProviderDefaults.class, context);
    return List.of(targets.eventSource(), triggers.attach(context));
  }

  @Override
  public UpdateControl<ProviderDefaults> reconcile(
      ProviderDefaults resource, Context<ProviderDefaults> context) {
    if (context.isPrimaryResourceDeleted() || resource.isMarkedForDeletion()) {
      finalizer.carryOut(resource, context, targets);
      return UpdateControl.noUpdate();
    }
    Target target =
        Target.of(
            resource.getSpec() == null ? null : resource.getSpec().target(),
            resource.getMetadata().getName());
    finalizer.prepare(resource, target, context);
    List<SpecProblem> problems = gate.check(resource);
    if (!problems.isEmpty()) {
      return report(
          resource,
          target,
          new SyncOutcome.Refused("InvalidSpec", SpecGate.describe(problems)),
          Optional.empty());
    }
    try {
      return sync(resource, target);
    } catch (StoreException e) {
      return report(resource, target, StoreFailures.outcome(e), Optional.empty());
    }
  }

  private UpdateControl<ProviderDefaults> sync(ProviderDefaults resource, Target target) {
    storeChoices(resource);
    ProviderKeys keys = new ProviderKeys(resource.getSpec(), catalog);
    List<ResolvedKey> apiKeys =
        resolver.resolveOptional(store.read(resource.getMetadata().getNamespace(), keys.apiKeys()));
    SyncOutcome outcome =
        projector.project(
            resource,
            target,
            Optional.empty(),
            keys.projected(apiKeys),
            store.fingerprinter(),
            targets);
    return report(resource, target, outcome, Optional.of(keys.missing(apiKeys)));
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
          namespace,
          name,
          choices,
          new Actor(
              FieldManagers.last(resource),
              Actor.Kind.FIELD_MANAGER,
              "ProviderDefaults " + namespace + "/" + name));
    }
  }

  private UpdateControl<ProviderDefaults> report(
      ProviderDefaults resource,
      Target target,
      SyncOutcome outcome,
      Optional<List<String>> missingApiKeys) {
    ProviderDefaultsStatus status =
        statuses.providerDefaults(
            resource.getStatus(),
            resource.getMetadata().getGeneration(),
            target,
            outcome,
            missingApiKeys,
            dependents.of(targets, resource, target));
    return reporter.report(
        resource, new ProviderDefaults(), status, ProviderDefaultsStatus::conditions, outcome);
  }
}
