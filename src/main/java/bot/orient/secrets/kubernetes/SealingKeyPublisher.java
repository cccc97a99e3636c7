package bot.orient.secrets.kubernetes;

import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.sync.SealingKeyDocument;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the public key for sealed values in a ConfigMap of the operator's own namespace, as the
 * store has it: whoever edits or deletes it finds it healed.
 */
final class SealingKeyPublisher implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SealingKeyPublisher.class);

  /** A key that is not published yet for so long harms nobody: the one before still opens. */
  private static final Duration EVERY = Duration.ofSeconds(30);

  private static final Map<String, String> LABELS =
      Map.of("app.kubernetes.io/managed-by", "orient-secrets-operator");

  private final Resource<ConfigMap> target;
  private final String namespace;
  private final KubernetesClient client;
  private final SecretStore store;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(new DaemonThreads("orient-sealing-key"));
  private SharedIndexInformer<ConfigMap> informer;
  private String told = "";

  SealingKeyPublisher(KubernetesClient client, String namespace, SecretStore store) {
    this.client = client;
    this.namespace = namespace;
    this.store = store;
    this.target = client.configMaps().inNamespace(namespace).withName(SealingKeyDocument.NAME);
  }

  void start() {
    worker.scheduleWithFixedDelay(this::look, 0, EVERY.toSeconds(), TimeUnit.SECONDS);
    informer =
        target
            .runnableInformer(0)
            .addEventHandler(new Watch())
            // Otherwise it gives up for ever when the first list fails.
            .exceptionHandler((started, failure) -> true);
    informer.start();
  }

  /** Must not throw, which would end it. */
  private void look() {
    try {
      Map<String, String> data = SealingKeyDocument.write(store.sealingKey());
      ConfigMap published = target.get();
      if (published == null || !has(published, data)) {
        publish(data);
      }
      told = "";
    } catch (StoreException | KubernetesClientException e) {
      tell(
          "the public key for sealed values is not published in ConfigMap %s/%s, it is tried again: %s"
              .formatted(namespace, SealingKeyDocument.NAME, e.getMessage()));
    } catch (RuntimeException e) {
      tell("publishing the public key for sealed values failed, it is tried again: " + e);
    }
  }

  /** What others added besides is theirs. */
  private static boolean has(ConfigMap published, Map<String, String> data) {
    return published.getData() != null
        && published.getData().entrySet().containsAll(data.entrySet());
  }

  private void publish(Map<String, String> data) {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(SealingKeyDocument.NAME)
                .withLabels(LABELS)
                .endMetadata()
                .withData(data)
                .build())
        .patch(ServerSideApply.OURS);
    log.info(
        "{}/{}: the public key for sealed values is published, key {}",
        namespace,
        SealingKeyDocument.NAME,
        data.get("keyId"));
  }

  /** Once until it changes. */
  private void tell(String trouble) {
    if (!Objects.equals(told, trouble)) {
      log.warn(trouble);
    }
    told = trouble;
  }

  private void lookSoon() {
    try {
      worker.execute(this::look);
    } catch (RejectedExecutionException e) {
      // It is being closed.
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
    if (informer != null) {
      informer.close();
    }
  }

  /** Any change may be one that is to be taken back. */
  private final class Watch implements ResourceEventHandler<ConfigMap> {

    @Override
    public void onAdd(ConfigMap found) {
      lookSoon();
    }

    @Override
    public void onUpdate(ConfigMap before, ConfigMap after) {
      lookSoon();
    }

    @Override
    public void onDelete(ConfigMap gone, boolean finalStateUnknown) {
      lookSoon();
    }
  }
}
