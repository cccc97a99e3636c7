package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.kubernetes.ReconciliationMeter.Half;
import bot.orient.secrets.store.AnchorSource;
import bot.orient.secrets.store.FeedListener;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.sync.Fallbacks;
import bot.orient.secrets.sync.KeyConsumers;
import bot.orient.secrets.sync.ManagedResources;
import bot.orient.secrets.sync.ResourceCensus;
import bot.orient.secrets.sync.RestartSettings;
import bot.orient.secrets.sync.StatusFactory;
import bot.orient.secrets.sync.ValueResolver;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two halves of the operator: one projects Secrets, the other restarts the workloads that use
 * them. They meet in the cluster's own state only, of which the first one's informers tell the
 * second, too; the second starts first, so that statuses are right from the first one on.
 */
public final class SecretsOperator implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SecretsOperator.class);

  /** How soon it is noticed that the whole store went back, and that a person accepts it. */
  private static final Duration STORE_LOOK = Duration.ofSeconds(15);

  private static final String COMPARING = "comparing the store with what the cluster remembers";

  /** How late what waits may be after the clock of this machine was set. */
  private static final Duration CLOCK_LOOK = Duration.ofSeconds(5);

  private final RestartingHalf restarting;
  private final ControllerGroup projecting;
  private final NamedSecretWatcher watcher;
  private final FeedFanOut feed;
  private final SyncLatency latency;
  private final KeyConsumers consumers;
  private final ManagedResources resources;
  private final Supplier<ResourceCensus> census;
  private final Optional<StoreMemory> memory;
  private final Optional<SealingKeyPublisher> sealingKey;
  private final RegularWork regular = new RegularWork();
  private final EventRecorder events;
  private volatile boolean leading;

  /**
   * @param restarts the defaults and bounds of restarts
   * @param namespaces to work in; empty means all
   * @param ownNamespace where the operator itself runs; empty outside of a cluster
   * @param threads reconciliations at once, per half
   * @param meters what it is measured with
   */
  public SecretsOperator(
      KubernetesClient client,
      SecretStore store,
      Catalog catalog,
      Fallbacks fallbacks,
      RestartSettings restarts,
      Set<String> namespaces,
      Optional<String> ownNamespace,
      int threads,
      OperatorMeters meters) {
    this.latency = new SyncLatency(meters.syncs(), System::nanoTime);
    ControllerSettings controllers =
        new ControllerSettings(client, namespaces, threads, meters.reconciliations(), latency);
    this.projecting = controllers.newGroup(Half.PROJECTING);

    Clock clock = Clock.systemUTC();
    this.events = new EventRecorder(client, clock, projecting::isBusy);
    StatusFactory statuses = new StatusFactory(clock);
    StatusEvents statusEvents = new StatusEvents(events, latency);
    ValueResolver resolver = new ValueResolver(fallbacks, catalog);
    SpecGate gate = new SpecGate(catalog);
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
    this.feed = new FeedFanOut(orientSecrets, providerDefaults, latency, projecting::hurry);
    this.consumers = new CachedConsumers(orientSecrets, providerDefaults);
    this.resources = new CachedResources(orientSecrets, providerDefaults, fallbacks);
    this.census = () -> ResourceCensus.of(orientSecrets.all(), providerDefaults.all());
    this.watcher = new NamedSecretWatcher(client, owners::wake);

    this.sealingKey =
        ownNamespace.map(namespace -> new SealingKeyPublisher(client, namespace, store));
    this.restarting =
        new RestartingHalf(
            controllers,
            restarts,
            new DependentNotifier(owners::wake),
            events,
            meters.restarts(),
            clock);
    Dependents dependents = restarting.dependents();
    this.memory =
        ownNamespace.map(
            namespace ->
                new StoreMemory(
                    new StoreRecordMap(client, namespace), store, events, feed::wakeAll));
    KnownStore known =
        memory
            .<KnownStore>map(remembered -> remembered)
            .orElseGet(() -> new UnrememberedStore(store));
    RestoreGuard guard = new RestoreGuard(store, events);
    controllers.register(
        projecting,
        new OrientSecretReconciler(
            store,
            known,
            gate,
            resolver,
            guard,
            new ScopeRevocation(store, anchors(), projector.cleanup()),
            new SpecOrigins(
                new SourceSecretImporter(client, store, catalog, events),
                new SealedValueImporter(store, catalog, events),
                new FirstValueGenerator(store, catalog, events)),
            watcher,
            new KeyRestorer(store, restarting::failedRollouts, new PinWriter(client)),
            projector,
            dependents,
            new OrientSecretReporter(
                statuses,
                statusEvents,
                dependents,
                new RotationWatch(clock),
                new ShadowWatch(store, resolver)),
            orientSecrets,
            restarting.toldOfSecrets()));
    controllers.register(
        projecting,
        new ProviderDefaultsReconciler(
            store,
            known,
            gate,
            catalog,
            resolver,
            guard,
            projector,
            watcher,
            dependents,
            statuses,
            statusEvents,
            providerDefaults,
            restarting.toldOfSecrets()));
  }

  /** Wants to hear of the store's changes from before {@link #start}. */
  public FeedListener feedListener() {
    return feed;
  }

  /** The seals that the cluster remembers. */
  public AnchorSource anchors() {
    return memory.<AnchorSource>map(remembered -> remembered).orElseGet(AnchorSource::none);
  }

  /** Who asks for keys of the store. */
  public KeyConsumers consumers() {
    return consumers;
  }

  /** How the resources are. */
  public ManagedResources resources() {
    return resources;
  }

  /** What the caches have of resources and keys. */
  public ResourceCensus census() {
    return census.get();
  }

  /** For the only replica: {@link #warmUp} and {@link #lead}. */
  public void start() {
    warmUp();
    lead();
  }

  /**
   * Fills the caches and keeps them up to date; writes nothing. That is enough to tell who asks for
   * keys, and to lead at once.
   */
  public void warmUp() {
    // A standby verifies the store, too, and needs the seals for it.
    RegularWork.attempt(COMPARING, this::compareStore);
    ParallelWork.carryOut("orient-warm-up", List.of(restarting::warmUp, projecting::warmUp));
    regular.every(STORE_LOOK, COMPARING, this::compareStore);
    regular.every(ControllerSettings.RESYNC, "the look at everything", this::lookAtEverything);
    ClockJumps jumps = new ClockJumps(Moment.now());
    regular.every(
        CLOCK_LOOK,
        "the look at all that waits",
        () -> jumps.look(Moment.now()).ifPresent(this::wakeAllThatWaits));
  }

  /** Reconciles from now on. Call it once, on the only replica that does. */
  public void lead() {
    if (regular.isClosed()) {
      // Told to stop while it started.
      return;
    }
    if (memory.isEmpty()) {
      log.warn(
          "ORIENT_OPERATOR_NAMESPACE is not set: a database that is put back to an older state is noticed key by key only");
    }
    // Before anything is projected: the database may be another one than last time.
    memory.ifPresent(StoreMemory::look);
    leading = true;
    latency.lead();
    restarting.lead();
    projecting.lead();
    sealingKey.ifPresentOrElse(
        SealingKeyPublisher::start,
        () ->
            log.info(
                "the public key for sealed values is not published: set ORIENT_OPERATOR_NAMESPACE to"
                    + " the namespace that its ConfigMap is to be in"));
  }

  private void compareStore() {
    memory.ifPresent(leading ? StoreMemory::look : StoreMemory::read);
  }

  private void lookAtEverything() {
    feed.wakeAll();
    restarting.lookForRollouts();
  }

  private void wakeAllThatWaits(Duration jump) {
    log.warn(
        "the clock of this machine was set {} s {}: all that waits is looked at again",
        jump.abs().toSeconds(),
        jump.isNegative() ? "back" : "ahead");
    projecting.renewTimers();
    feed.wakeAll();
    restarting.wakeAllThatWaits();
  }

  /** Whether what it does regularly goes on; from its start to its end it must. */
  public boolean isAlive() {
    return regular.isAlive();
  }

  /** Whether every watch of the API server holds, and what it told first is known. */
  public boolean isWatching() {
    return restarting.isWatching() && projecting.isWatching();
  }

  @Override
  public void close() {
    regular.close();
    sealingKey.ifPresent(SealingKeyPublisher::close);
    projecting.close();
    restarting.close();
    events.close();
    watcher.close();
  }
}
