package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.RestartSettings;
import bot.orient.secrets.sync.Workload;
import bot.orient.secrets.sync.WorkloadId;
import bot.orient.secrets.sync.WorkloadView;
import bot.orient.secrets.testing.TestClock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** The restarting half on a simulated cluster: all that is real, but for informers and queue. */
final class SimulatedOperator {

  private final RestartSettings settings;
  private final SimulatedApi api;
  private final BooleanSupplier losesWakeUps;
  private final Map<WorkloadId, Instant> timers = new TreeMap<>(SimulatedApi.ORDER);
  private SimulatedInformers informers;
  private RestartHolds holds;
  private RolloutSlots slots;
  private RestartConductor conductor;
  private PeerNotifier peers;
  private boolean open;

  SimulatedOperator(RestartSettings settings, SimulatedApi api, BooleanSupplier losesWakeUps) {
    this.settings = settings;
    this.api = api;
    this.losesWakeUps = losesWakeUps;
    start();
  }

  /** Knows nothing but what the cluster tells. */
  void start() {
    open = false;
    timers.clear();
    informers = new SimulatedInformers(api, losesWakeUps);
    holds = new RestartHolds();
    slots = new RolloutSlots(settings, informers::underWay, TestClock.showing(() -> api.now));
    conductor =
        new RestartConductor(
            settings,
            informers,
            slots,
            holds,
            api,
            new StallDetector(
                settings.progressDeadline(),
                api,
                () -> Duration.between(Instant.EPOCH, api.now).toNanos()),
            new PodAgeReader(api),
            new Silence(),
            TestClock.showing(() -> api.now));
    peers = new PeerNotifier(informers, holds);
  }

  /** All caches are filled, if they were not already. */
  void open() {
    if (!open) {
      open = true;
      slots.open().forEach(informers::wake);
    }
  }

  SimulatedInformers informers() {
    return informers;
  }

  RestartHolds holds() {
    return holds;
  }

  /** The watch tells of a Deployment, or that it is gone. */
  void deliver(WorkloadId id) {
    SimulatedDeployment deployment = api.deployments.get(id);
    if (deployment != null) {
      informers.deliver(deployment);
      return;
    }
    Deployment last = informers.deployments.remove(id);
    if (last != null) {
      informers.woken.remove(id);
      timers.remove(id);
      conductor.gone(Workload.of(last));
      peers.gone(Workload.of(last));
    }
  }

  /** Those to look at. */
  List<WorkloadId> due() {
    timers.entrySet().stream()
        .filter(timer -> !timer.getValue().isAfter(api.now))
        .forEach(timer -> informers.woken.add(timer.getKey()));
    return List.copyOf(informers.woken);
  }

  void look(WorkloadId id) {
    informers.woken.remove(id);
    timers.remove(id);
    Deployment resource = informers.deployments.get(id);
    if (resource == null) {
      return;
    }
    try {
      conduct(id, resource);
    } catch (SimulatedApi.Killed killed) {
      api.tell("operator killed while it looks at " + id);
      start();
    }
  }

  /** As {@link WorkloadSupervisor} does. */
  private void conduct(WorkloadId id, Deployment resource) {
    WorkloadView view = informers.view(resource);
    Optional<Duration> again;
    try {
      again = conductor.conduct(resource, view, informers.secretsOf(resource));
    } catch (KubernetesClientException e) {
      boolean conflict = e.getCode() == HttpURLConnection.HTTP_CONFLICT;
      api.tell(id + ": " + e.getMessage());
      again = Optional.of(Duration.ofSeconds(conflict ? 5 : 60));
    }
    peers.assessed(view);
    again.ifPresent(delay -> timers.put(id, api.now.plus(delay)));
  }

  private static final class Silence implements EventLog {

    @Override
    public void normal(HasMetadata object, String reason, String message) {}

    @Override
    public void warning(HasMetadata object, String reason, String message) {}
  }
}
