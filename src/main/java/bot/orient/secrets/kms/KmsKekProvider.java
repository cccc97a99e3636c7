package bot.orient.secrets.kms;

import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.crypto.KekUnavailableException;
import bot.orient.secrets.crypto.KeyEncryptionKeys;
import bot.orient.secrets.crypto.KeyServiceUnavailableException;
import bot.orient.secrets.crypto.RemoteKeks;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Key-encryption keys that a KMS v2 plugin keeps (Kubernetes documentation, "Using a KMS provider
 * for data encryption"): those for AWS, Google Cloud, Azure and Vault serve as they are.
 *
 * <p>Its Status is asked every 60 seconds, and every 10 while it is not well. Reading goes on from
 * keys that were unwrapped; writing stops 3 minutes after the plugin was last well.
 */
public final class KmsKekProvider implements KekProvider {

  private static final Logger LOG = LoggerFactory.getLogger(KmsKekProvider.class);

  /** As the API server's default timeout. */
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  private final KmsPlugin plugin;
  private final KeyEncryptionKeys keys;
  private final ScheduledExecutorService watch;
  private boolean watching;

  public KmsKekProvider(KmsEndpoint endpoint) {
    this(endpoint, Executors.newSingleThreadScheduledExecutor(KmsKekProvider::daemon));
  }

  KmsKekProvider(KmsEndpoint endpoint, ScheduledExecutorService watch) {
    String name = "KMS plugin " + endpoint;
    LongSupplier clock = System::nanoTime;
    this.plugin = new KmsPlugin(name, new KmsCalls(endpoint, name, DEADLINE, clock), clock);
    this.keys = new RemoteKeks(plugin);
    this.watch = watch;
  }

  /** Asks the plugin once, and watches it from then on. One that is not well may still decrypt. */
  @Override
  public synchronized KeyEncryptionKeys load() {
    plugin.look();
    if (plugin.keyId().isEmpty()) {
      throw new KeyServiceUnavailableException(plugin.health().problem());
    }
    if (!watching) {
      watching = true;
      watchLater();
    }
    return keys;
  }

  private void watchLater() {
    try {
      watch.schedule(this::look, plugin.health().untilNextPoll().toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the watch over the KMS plugin ends with the operator");
    }
  }

  private void look() {
    try {
      plugin.look();
    } catch (KekUnavailableException e) {
      LOG.debug("told already", e);
    } finally {
      watchLater();
    }
  }

  @Override
  public String description() {
    return plugin.description();
  }

  @Override
  public void close() {
    watch.shutdownNow();
    plugin.close();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "kms-watch");
    thread.setDaemon(true);
    return thread;
  }
}
