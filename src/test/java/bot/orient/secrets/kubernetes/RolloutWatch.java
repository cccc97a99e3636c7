package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Watches which Deployments roll out at the same time, by their templates and statuses alone: what
 * their real controller says, nothing of ours. One watch of all namespaces brings the changes in
 * the order in which they happened, so every count is of a moment that was.
 */
final class RolloutWatch implements AutoCloseable {

  private final Set<String> namespaces;
  private final Set<String> rolling = new TreeSet<>();
  private final Map<String, PodTemplateSpec> rolledOut = new HashMap<>();
  private final List<String> started = new ArrayList<>();
  private final List<String> finished = new ArrayList<>();
  private final Map<String, Set<String>> besideAtStart = new HashMap<>();
  private final Map<String, Integer> mostByNamespace = new TreeMap<>();
  private final SharedIndexInformer<Deployment> informer;
  private int most;

  /** Of Deployments that have rolled out all they had to. */
  RolloutWatch(KubernetesClient client, Set<String> namespaces) {
    this.namespaces = Set.copyOf(namespaces);
    this.informer = client.apps().deployments().inAnyNamespace().inform(new Changes(), 0);
  }

  /** The most that rolled out at once. */
  synchronized int most() {
    return most;
  }

  synchronized int most(String namespace) {
    return mostByNamespace.getOrDefault(namespace, 0);
  }

  /** Those that roll out now, as {@code namespace/name}. */
  synchronized Set<String> rolling() {
    return Set.copyOf(rolling);
  }

  /** In the order in which they began. */
  synchronized List<String> started() {
    return List.copyOf(started);
  }

  /** All that rolled out when this one began last, itself among them. */
  synchronized Set<String> rollingWhenStarted(String name) {
    return besideAtStart.getOrDefault(name, Set.of());
  }

  /** In the order in which they were through. */
  synchronized List<String> finished() {
    return List.copyOf(finished);
  }

  private synchronized void see(Deployment deployment) {
    String namespace = deployment.getMetadata().getNamespace();
    if (!namespaces.contains(namespace)) {
      return;
    }
    String name = namespace + "/" + deployment.getMetadata().getName();
    PodTemplateSpec template = deployment.getSpec().getTemplate();
    if (isComplete(deployment) && isObserved(deployment)) {
      rolledOut.put(name, template);
    }
    if (!rolledOut.containsKey(name)) {
      // The list that a watch begins with may be older than what was awaited before it.
      return;
    }
    // The generation grows with edits that are no rollouts, too.
    if (template.equals(rolledOut.get(name)) && isComplete(deployment)) {
      if (rolling.remove(name)) {
        finished.add(name);
      }
    } else if (rolling.add(name)) {
      besideAtStart.put(name, Set.copyOf(rolling));
      started.add(name);
      count();
    }
  }

  private void count() {
    most = Math.max(most, rolling.size());
    Map<String, Integer> now = new HashMap<>();
    rolling.forEach(name -> now.merge(name.substring(0, name.indexOf('/')), 1, Integer::sum));
    now.forEach((namespace, count) -> mostByNamespace.merge(namespace, count, Math::max));
  }

  private static boolean isObserved(Deployment deployment) {
    return deployment.getStatus() != null
        && deployment
            .getMetadata()
            .getGeneration()
            .equals(deployment.getStatus().getObservedGeneration());
  }

  private static boolean isComplete(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    int wanted = deployment.getSpec().getReplicas();
    return status != null
        && count(status.getUpdatedReplicas()) == wanted
        && count(status.getReplicas()) == wanted
        && count(status.getAvailableReplicas()) == wanted;
  }

  private static int count(Integer replicas) {
    return replicas == null ? 0 : replicas;
  }

  @Override
  public void close() {
    informer.stop();
  }

  private final class Changes implements ResourceEventHandler<Deployment> {
    @Override
    public void onAdd(Deployment deployment) {
      see(deployment);
    }

    @Override
    public void onUpdate(Deployment before, Deployment after) {
      see(after);
    }

    @Override
    public void onDelete(Deployment deployment, boolean unknownFinalState) {
      // None is deleted while it is watched.
    }
  }
}
