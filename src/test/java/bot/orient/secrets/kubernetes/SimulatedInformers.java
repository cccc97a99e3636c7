package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.sync.SecretUse;
import bot.orient.secrets.sync.Workload;
import bot.orient.secrets.sync.WorkloadId;
import bot.orient.secrets.sync.WorkloadView;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** What the operator knows of the cluster, which lags behind, object by object. */
final class SimulatedInformers implements Fleet {

  final Map<WorkloadId, Deployment> deployments = new TreeMap<>(SimulatedApi.ORDER);
  private final Map<String, ProjectedSecret> secrets = new HashMap<>();

  private final Map<ObjectMeta, WorkloadView> views = new IdentityHashMap<>();

  /** Those to look at. */
  final SortedSet<WorkloadId> woken = new TreeSet<>(SimulatedApi.ORDER);

  private final BooleanSupplier losesWakeUps;

  SimulatedInformers(SimulatedApi api, BooleanSupplier losesWakeUps) {
    this.losesWakeUps = losesWakeUps;
    api.deployments.forEach((id, deployment) -> deployments.put(id, deployment.object()));
    api.secrets.values().stream()
        .flatMap(all -> all.values().stream())
        .forEach(secret -> secrets.put(name(secret), secret.view()));
    woken.addAll(deployments.keySet());
  }

  private static String name(SimulatedSecret secret) {
    return secret.namespace + "/" + secret.name;
  }

  /** Parsed once for each version. */
  WorkloadView view(Deployment deployment) {
    return views.computeIfAbsent(deployment.getMetadata(), key -> WorkloadView.of(deployment));
  }

  /** An event of the watch; it is not lost. */
  void deliver(SimulatedDeployment deployment) {
    if (deployments.put(deployment.id, deployment.object()) != deployment.object()) {
      woken.add(deployment.id);
    }
  }

  void deliver(SimulatedSecret secret) {
    if (!secret.view().equals(secrets.put(name(secret), secret.view()))) {
      usersOf(secret.namespace, secret.name).forEach(user -> woken.add(user.workload().id()));
    }
  }

  /** The Secrets that a Deployment uses, by name. */
  Map<String, ProjectedSecret> secretsOf(Deployment deployment) {
    Map<String, ProjectedSecret> used = new TreeMap<>();
    Workload workload = view(deployment).workload();
    workload
        .uses()
        .forEach(
            use ->
                used.put(
                    use.secretName(), secrets.get(workload.namespace() + "/" + use.secretName())));
    return used;
  }

  @Override
  public List<WorkloadView> usersOf(String namespace, String secret) {
    return deployments.values().stream()
        .map(this::view)
        .filter(view -> view.workload().namespace().equals(namespace))
        .filter(
            view ->
                view.workload().uses().stream().map(SecretUse::secretName).anyMatch(secret::equals))
        .toList();
  }

  @Override
  public Collection<WorkloadId> underWay() {
    return deployments.values().stream()
        .map(deployment -> view(deployment).workload())
        .filter(Workload::isUnderWay)
        .map(Workload::id)
        .toList();
  }

  @Override
  public void wake(WorkloadId id) {
    if (deployments.containsKey(id) && !losesWakeUps.getAsBoolean()) {
      woken.add(id);
    }
  }
}
