package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.SecretUse;
import bot.orient.secrets.sync.Workload;
import bot.orient.secrets.sync.WorkloadId;
import bot.orient.secrets.sync.WorkloadMarks;
import bot.orient.secrets.sync.WorkloadProgress;
import bot.orient.secrets.sync.WorkloadView;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has restarts that wait looked at again when another workload that uses the same Secret gets
 * further, which may be what they wait for.
 */
final class PeerNotifier {

  /** What others may wait for. */
  private record Standing(
      WorkloadMarks marks,
      boolean optedOut,
      boolean obstacle,
      boolean failing,
      boolean hasPods,
      Map<String, String> labels) {}

  private final Fleet fleet;
  private final RestartHolds holds;
  private final Map<WorkloadId, Standing> known = new ConcurrentHashMap<>();

  PeerNotifier(Fleet fleet, RestartHolds holds) {
    this.fleet = fleet;
    this.holds = holds;
  }

  void assessed(WorkloadView view) {
    Workload workload = view.workload();
    Standing now =
        new Standing(
            WorkloadMarks.of(workload),
            workload.optedOut(),
            view.obstacle().isPresent(),
            view.progress() instanceof WorkloadProgress.Failed,
            workload.replicas() > 0,
            workload.labels());
    if (!Objects.equals(known.put(workload.id(), now), now)) {
      wakeHeldPeersOf(workload);
    }
  }

  void gone(Workload workload) {
    known.remove(workload.id());
    wakeHeldPeersOf(workload);
  }

  private void wakeHeldPeersOf(Workload workload) {
    workload.uses().stream()
        .map(SecretUse::secretName)
        .distinct()
        .flatMap(secret -> fleet.usersOf(workload.namespace(), secret).stream())
        .map(peer -> peer.workload().id())
        .distinct()
        .filter(peer -> !peer.equals(workload.id()) && holds.of(peer).isPresent())
        .forEach(fleet::wake);
  }
}
