package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.store.Change;
import bot.orient.secrets.store.FeedListener;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands what the change feed tells to the triggers of both kinds. */
final class FeedFanOut implements FeedListener {

  private static final Logger log = LoggerFactory.getLogger(FeedFanOut.class);

  private static final String ORIENT_SECRET = SyncLatency.controller(OrientSecret.class);
  private static final String PROVIDER_DEFAULTS = SyncLatency.controller(ProviderDefaults.class);

  private final ResourceTriggers<OrientSecret> orientSecrets;
  private final ResourceTriggers<ProviderDefaults> providerDefaults;
  private final SyncLatency latency;
  private final BiConsumer<String, ResourceID> hurry;

  /**
   * @param hurry given the controller and the id of each resource that a change concerns
   */
  FeedFanOut(
      ResourceTriggers<OrientSecret> orientSecrets,
      ResourceTriggers<ProviderDefaults> providerDefaults,
      SyncLatency latency,
      BiConsumer<String, ResourceID> hurry) {
    this.orientSecrets = orientSecrets;
    this.providerDefaults = providerDefaults;
    this.latency = latency;
    this.hurry = hurry;
  }

  @Override
  public void onChanges(List<Change> changes, Duration oldest) {
    orientSecrets.concernedBy(changes, id -> changed(ORIENT_SECRET, id, oldest));
    providerDefaults.concernedBy(changes, id -> changed(PROVIDER_DEFAULTS, id, oldest));
  }

  private void changed(String controller, ResourceID resource, Duration ago) {
    latency.changed(controller, resource, ago);
    hurry.accept(controller, resource);
  }

  /** Whatever changed meanwhile was not told. */
  @Override
  public void onAvailable() {
    log.info("the store is there");
    wakeAll();
  }

  /** So that every status says so. */
  @Override
  public void onUnavailable(String reason) {
    log.warn("the store is away, Secrets stay as they are: {}", reason);
    wakeAll();
  }

  void wakeAll() {
    orientSecrets.wakeAll();
    providerDefaults.wakeAll();
  }
}
