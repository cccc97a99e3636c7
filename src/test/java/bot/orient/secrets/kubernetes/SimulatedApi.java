package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.RolloutPods;
import bot.orient.secrets.sync.WorkloadId;
import bot.orient.secrets.sync.WorkloadMarks;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The API server and all that it keeps, and what has happened so far. */
final class SimulatedApi implements MarksWriter, PodSource {

  /** What happens to the next request of the operator. */
  enum Fault {
    NONE,
    REQUEST_LOST,
    ANSWER_LOST,
    KILLED_BEFORE,
    KILLED_AFTER
  }

  /** The operator dies in the middle of a request. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Told of every write of marks before it is carried out, and after. */
  interface Witness {
    void writing(SimulatedDeployment before, WorkloadMarks marks);

    void written(SimulatedDeployment after, WorkloadMarks marks);
  }

  static final Comparator<WorkloadId> ORDER =
      Comparator.comparing(WorkloadId::namespace).thenComparing(WorkloadId::name);

  final SortedMap<String, SortedMap<String, SimulatedSecret>> secrets = new TreeMap<>();
  final Map<WorkloadId, SimulatedDeployment> deployments = new TreeMap<>(ORDER);
  final Map<WorkloadId, SimulatedController> controllers = new TreeMap<>(ORDER);
  final List<String> story = new ArrayList<>();
  Instant now = Instant.parse("2026-11-23T18:00:00Z");
  Fault fault = Fault.NONE;
  int restarts;
  long version;
  private Witness witness;

  void witness(Witness given) {
    witness = given;
  }

  void add(Deployment object) {
    SimulatedDeployment deployment = new SimulatedDeployment(object, () -> ++version);
    deployments.put(deployment.id, deployment);
    controllers.put(
        deployment.id, new SimulatedController(deployment, secrets.get(deployment.id.namespace())));
  }

  void delete(WorkloadId id) {
    deployments.remove(id);
    controllers.remove(id);
    version++;
  }

  void tell(String what) {
    story.add(now + " " + what);
  }

  @Override
  public void apply(HasMetadata workload, WorkloadMarks marks) {
    if (fault == Fault.KILLED_BEFORE) {
      throw new Killed();
    }
    if (fault == Fault.REQUEST_LOST) {
      throw new KubernetesClientException("the request was lost");
    }
    write((Deployment) workload, marks);
    if (fault == Fault.KILLED_AFTER) {
      throw new Killed();
    }
    if (fault == Fault.ANSWER_LOST) {
      throw new KubernetesClientException("the answer was lost");
    }
  }

  private void write(Deployment from, WorkloadMarks marks) {
    SimulatedDeployment deployment = deployments.get(SimulatedDeployment.id(from));
    if (deployment == null
        || !deployment
            .object()
            .getMetadata()
            .getResourceVersion()
            .equals(from.getMetadata().getResourceVersion())) {
      throw new KubernetesClientException("conflict", HttpURLConnection.HTTP_CONFLICT, null);
    }
    witness.writing(deployment, marks);
    deployment.apply(marks);
    witness.written(deployment, marks);
  }

  @Override
  public RolloutPods of(HasMetadata workload) {
    if (fault == Fault.REQUEST_LOST) {
      throw new KubernetesClientException("the request was lost");
    }
    SimulatedDeployment deployment = deployments.get(SimulatedDeployment.id(workload));
    return deployment == null ? new RolloutPods(List.of(), List.of()) : deployment.podObjects();
  }
}
