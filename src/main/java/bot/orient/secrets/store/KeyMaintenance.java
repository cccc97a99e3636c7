package bot.orient.secrets.store;

import bot.orient.secrets.crypto.KekProvider;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replica's lasting work on keys: it follows the key source, takes part in the rotation of the
 * key-encryption key, rotates old seeds, re-encrypts and destroys scopes that are due; and it
 * watches the clocks. All replicas run it; the database settles who does what.
 */
public final class KeyMaintenance implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KeyMaintenance.class);
  private static final long CLOSE_SECONDS = 5;
  private static final Duration WHILE_ANOTHER_IS_AT_IT = Duration.ofMillis(100);
  private static final Actor OPERATOR =
      new Actor("orient-secrets-operator", Actor.Kind.OPERATOR, "age of the key");

  /** Of a random id: enough to tell the replicas of one host apart. */
  private static final int SUFFIX = 8;

  private final Database database;
  private final Supplier<OpenStore> gate;
  private final KekProvider provider;
  private final KeySettings settings;
  private final ClockWatch clocks;
  private final String instance = instance();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread keys = new Thread(this::keepKeys, "orient-store-keys");
  private final Thread values = new Thread(this::reencrypt, "orient-store-reencryption");
  private final Map<String, Outage> steps = new HashMap<>();
  private KekRotation rotation;

  private KeyMaintenance(
      Database database,
      Supplier<OpenStore> gate,
      KekProvider provider,
      KeySettings settings,
      ClockWatch clocks) {
    this.database = database;
    this.gate = gate;
    this.provider = provider;
    this.settings = settings;
    this.clocks = clocks;
  }

  static KeyMaintenance start(
      Database database,
      Supplier<OpenStore> gate,
      KekProvider provider,
      KeySettings settings,
      ClockWatch clocks) {
    KeyMaintenance maintenance = new KeyMaintenance(database, gate, provider, settings, clocks);
    maintenance.keys.setDaemon(true);
    maintenance.values.setDaemon(true);
    maintenance.keys.start();
    maintenance.values.start();
    return maintenance;
  }

  private void keepKeys() {
    Outage outage = new Outage("looking after keys");
    while (!isClosing()) {
      outage.guard(this::lookAfterKeys);
      pause(settings.poll());
    }
    outage.guard(
        () -> {
          if (rotation != null) {
            rotation.leave();
          }
        });
  }

  private void lookAfterKeys() {
    OpenStore store = gate.get();
    clocks.look();
    if (rotation == null) {
      rotation = new KekRotation(database, store.keys(), provider, instance);
    }
    // Each for itself: one that fails for long keeps no other from its turn.
    step("rotating the key-encryption key", rotation::look);
    step(
        "destroying scopes that are due",
        new ScopeDestroyer(database, store.seeds(), store.audit())::look);
    step(
        "rotating old seeds",
        () ->
            new SeedRotation(database, store.seeds(), store.audit())
                .rotateAged(settings.seedMaxAge(), OPERATOR));
    step(
        "renewing the sealing key",
        () -> store.sealingKeys().renew(settings.sealingKeyMaxAge(), OPERATOR));
  }

  private void step(String doing, Runnable work) {
    if (!isClosing()) {
      steps.computeIfAbsent(doing, Outage::new).guard(work);
    }
  }

  private void reencrypt() {
    Outage outage = new Outage("re-encrypting values");
    while (!isClosing()) {
      outage.guard(this::reencryptWhileDue);
      pause(settings.poll());
    }
  }

  private void reencryptWhileDue() {
    OpenStore store = gate.get();
    Reencryption reencryption =
        new Reencryption(database, store.keys(), store.seeds(), settings.reencryptionRate());
    Optional<Duration> due = reencryption.untilDue();
    while (due.isPresent() && !isClosing()) {
      pause(due.get());
      if (!reencryption.runBatch()) {
        pause(WHILE_ANOTHER_IS_AT_IT);
      }
      due = reencryption.untilDue();
    }
  }

  /** Whether its threads run; until it is closed they must. */
  public boolean isAlive() {
    return keys.isAlive() && values.isAlive();
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void pause(Duration duration) {
    try {
      closing.await(duration.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
  }

  /** The name of the pod, which is its host name, and something that a restart changes. */
  private static String instance() {
    String suffix = UUID.randomUUID().toString().substring(0, SUFFIX);
    try {
      return InetAddress.getLocalHost().getHostName() + "/" + suffix;
    } catch (UnknownHostException e) {
      return suffix;
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      keys.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
      values.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Work that is tried again for ever, and tells once when it begins to fail. */
  private static final class Outage {

    private final String doing;
    private String told = "";

    Outage(String doing) {
      this.doing = doing;
    }

    void guard(Runnable work) {
      try {
        work.run();
        told = "";
      } catch (StoreException e) {
        if (isNews(e)) {
          LOG.warn("{} is interrupted and tried again: {}", doing, e.getMessage());
        }
      } catch (RuntimeException e) {
        if (isNews(e)) {
          LOG.error("{} failed and is tried again", doing, e);
        }
      }
    }

    private boolean isNews(RuntimeException failure) {
      boolean news = !told.equals(failure.toString());
      told = failure.toString();
      return news;
    }
  }
}
