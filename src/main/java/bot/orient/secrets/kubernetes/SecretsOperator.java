package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.store.FeedListener;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.sync.Fallbacks;
import bot.orient.secrets.sync.RestartSettings;
import bot.orient.secrets.sync.StatusFactory;
import bot.orient.secrets.sync.ValueResolver;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationService;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The two halves of the operator: one projects Secrets, the other restarts the workloads that use
 * them. They meet in the cluster's own state only; the second starts first, so that statuses are
 * right from the first one on.
 */
public final class SecretsOperator implements AutoCloseable {

  /**
   * In-flight reconciliations of each half get this long to end; a pod's grace period, 30 s by
   * default, covers both.
   */
  private static final Duration TERMINATION = Duration.ofSeconds(10);

  /** Everything is looked at again this often, in case an event was lost on the way. */
  private static final Duration RESYNC = Duration.ofMinutes(10);

  private static final long FIRST_RETRY_MILLIS = 500;
  private static final long LONGEST_RETRY_MILLIS = 60_000;

  private final Operator restarting;
  private final Operator projecting;
  private final NamedSecretWatcher orientSecretWatcher;
  private final NamedSecretWatcher providerDefaultsWatcher;
  private final FeedFanOut feed;
  private final ScheduledExecutorService resync =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "orient-resync");
            thread.setDaemon(true);
            return thread;
          });
  private final RestartSettings restarts;
  private final Set<String> namespaces;

  /**
   * @param restarts the defaults and bounds of restarts
   * @param namespaces to work in; empty means all
   * @param threads reconciliations at once, per half
   */
  public SecretsOperator(
      KubernetesClient client,
      SecretStore store,
      Catalog catalog,
      Fallbacks fallbacks,
      RestartSettings restarts,
      Set<String> namespaces,
      int threads) {
    this.restarts = restarts;
    this.namespaces = namespaces;
    this.restarting = new Operator(configuration(client, threads));
    this.projecting = new Operator(configuration(client, threads));

    Clock clock = Clock.systemUTC();
    EventRecorder events = new EventRecorder(client, clock);
    StatusFactory statuses = new StatusFactory(clock);
    StatusEvents statusEvents = new StatusEvents(events);
    ValueResolver resolver = new ValueResolver(fallbacks, catalog);
    SpecGate gate = new SpecGate(catalog);
    Dependents dependents = new Dependents();
    ResourceTriggers<OrientSecret> orientSecrets = new ResourceTriggers<>(StoreInterests::of);
    ResourceTriggers<ProviderDefaults> providerDefaults =
        new ResourceTriggers<>(resource -> StoreInterests.of(resource, catalog));
    Owners owners = new Owners(orientSecrets, providerDefaults);
    SecretProjector projector =
        new SecretProjector(
            new SecretApplier(client),
            new FormatHints(catalog, events),
            events,
            owners::mayExist,
            restarts.settle(),
            clock);
    this.feed = new FeedFanOut(orientSecrets, providerDefaults);
    this.orientSecretWatcher = new NamedSecretWatcher(client, orientSecrets::wake);
    this.providerDefaultsWatcher = new NamedSecretWatcher(client, providerDefaults::wake);

    register(
        restarting,
        new WorkloadReconciler(
            new PodAgeReader(client),
            new WorkloadRestarter(client),
            dependents,
            new DependentNotifier(owners::wake),
            events));
    register(
        projecting,
        new OrientSecretReconciler(
            store,
            gate,
            resolver,
            new SourceSecretImporter(client, store, catalog, events),
            orientSecretWatcher,
            new KeyRestorer(store, (namespace, secret) -> List.of(), new PinWriter(client)),
            projector,
            dependents,
            statuses,
            statusEvents,
            orientSecrets));
    register(
        projecting,
        new ProviderDefaultsReconciler(
            store,
            gate,
            catalog,
            resolver,
            projector,
            providerDefaultsWatcher,
            dependents,
            statuses,
            statusEvents,
            providerDefaults));
  }

  /** One for each half: stopping an operator ends the executors of its configuration. */
  private static ConfigurationService configuration(KubernetesClient client, int threads) {
    return ConfigurationService.newOverriddenConfigurationService(
        overrider ->
            overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withConcurrentReconciliationThreads(threads)
                .withReconciliationTerminationTimeout(TERMINATION));
  }

  private <P extends HasMetadata> void register(Operator operator, Reconciler<P> reconciler) {
    operator.register(
        reconciler,
        (ControllerConfigurationOverrider<P> overrider) -> {
          overrider
              .withReconciliationMaxInterval(RESYNC)
              .withRetry(
                  new GenericRetry()
                      .withoutMaxAttempts()
                      .setInitialInterval(FIRST_RETRY_MILLIS)
                      .setIntervalMultiplier(2)
                      .setMaxInterval(LONGEST_RETRY_MILLIS));
          if (!namespaces.isEmpty()) {
            overrider.settingNamespaces(namespaces);
          }
        });
  }

  /** Wants to hear of the store's changes from before {@link #start}. */
  public FeedListener feedListener() {
    return feed;
  }

  public void start() {
    restarting.start();
    projecting.start();
    resync.scheduleWithFixedDelay(
        feed::wakeAll, RESYNC.toSeconds(), RESYNC.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    resync.shutdownNow();
    projecting.stop();
    restarting.stop();
    orientSecretWatcher.close();
    providerDefaultsWatcher.close();
  }
}
