package bot.orient.secrets.testing;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays the nodes: gives pods the status a kubelet would report and removes deleted ones, so that
 * the real controllers make progress. Every pod is ready at once unless told otherwise, or held
 * back because a Secret that it requires is not there.
 */
public final class FakeKubelet implements AutoCloseable {
  private static final long CLOSE_PATIENCE_SECONDS = 10;

  /** Every pod is looked at this often, so that none is forgotten when the API server was away. */
  private static final long RESYNC_MILLIS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(FakeKubelet.class);

  private final KubernetesClient client;
  private final List<SharedIndexInformer<Pod>> informers = new ArrayList<>();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "fake-kubelet");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Function<Pod, PodFate> fates = pod -> PodFate.READY;
  private volatile Consumer<Pod> starter = pod -> {};

  private FakeKubelet(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Starts for the pods of these namespaces, or of all when none is named.
   *
   * @param client must outlive the fake kubelet
   */
  public static FakeKubelet start(KubernetesClient client, String... namespaces) {
    FakeKubelet kubelet = new FakeKubelet(client);
    if (namespaces.length == 0) {
      kubelet.informers.add(
          client.pods().inAnyNamespace().inform(kubelet.new PodEvents(), RESYNC_MILLIS));
    }
    for (String namespace : namespaces) {
      kubelet.informers.add(
          client.pods().inNamespace(namespace).inform(kubelet.new PodEvents(), RESYNC_MILLIS));
    }
    return kubelet;
  }

  /** Decides anew for every pod, those that are there included. */
  public void decide(Function<Pod, PodFate> newFates) {
    fates = newFates;
    informers.forEach(informer -> informer.getStore().list().forEach(this::enqueue));
  }

  /**
   * Has somebody do what a pod does when it starts, such as reading its Secrets, which are there by
   * then; again if its report does not reach the API server.
   */
  public void onStart(Consumer<Pod> newStarter) {
    starter = newStarter;
  }

  /** These pods crash from now on, all others are ready. */
  public void crash(Predicate<Pod> crashing) {
    decide(pod -> crashing.test(pod) ? PodFate.CRASHING : PodFate.READY);
  }

  /** All pods are ready from now on. */
  public void heal() {
    decide(pod -> PodFate.READY);
  }

  /** Selects pods by a label. */
  public static Predicate<Pod> labelled(String name, String value) {
    return pod ->
        pod.getMetadata().getLabels() != null
            && value.equals(pod.getMetadata().getLabels().get(name));
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::stop);
    worker.shutdownNow();
    try {
      worker.awaitTermination(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class PodEvents implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      enqueue(pod);
    }

    @Override
    public void onUpdate(Pod before, Pod after) {
      enqueue(after);
    }

    @Override
    public void onDelete(Pod pod, boolean unknownFinalState) {
      // Gone: nothing is left to do.
    }
  }

  private void enqueue(Pod pod) {
    if (!worker.isShutdown()) {
      worker.execute(() -> attend(pod));
    }
  }

  private void attend(Pod pod) {
    try {
      if (pod.getMetadata().getDeletionTimestamp() != null) {
        client.resource(pod).withGracePeriod(0).delete();
        return;
      }
      PodFate fate = fates.apply(pod);
      if (fate != PodFate.PENDING
          && !PodReport.shows(pod, fate)
          && PodSecrets.arePresent(client, pod)) {
        starter.accept(pod);
        client
            .resource(PodReport.of(pod, fate))
            .subresource("status")
            .patch(PatchContext.of(PatchType.JSON_MERGE));
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND
          && e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        LOG.warn(
            "{}/{}: will try again: {}",
            pod.getMetadata().getNamespace(),
            pod.getMetadata().getName(),
            e.getMessage());
      }
    }
  }
}
