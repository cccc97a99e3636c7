package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.store.Change;
import bot.orient.secrets.store.FeedListener;
import java.time.Duration;
import java.util.List;
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

  FeedFanOut(
      ResourceTriggers<OrientSecret> orientSecrets,
      ResourceTriggers<ProviderDefaults> providerDefaults,
      SyncLatency latency) {
    this.orientSecrets = orientSecrets;
    this.providerDefaults = providerDefaults;
    this.latency = latency;
  }

  @Override
  public void onChanges(List<Change> changes, Duration oldest) {
    orientSecrets.concernedBy(changes, id -> latency.changed(ORIENT_SECRET, id, oldest));
    providerDefaults.concernedBy(changes, id -> latency.changed(PROVIDER_DEFAULTS, id, oldest));
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
