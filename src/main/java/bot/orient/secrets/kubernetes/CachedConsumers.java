package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.store.Change;
import bot.orient.secrets.sync.KeyConsumer;
import bot.orient.secrets.sync.KeyConsumers;
import java.util.List;
import java.util.stream.Stream;

/** The consumers of keys, from the caches of the controllers: no call goes to the API server. */
final class CachedConsumers implements KeyConsumers {

  private final ResourceTriggers<OrientSecret> orientSecrets;
  private final ResourceTriggers<ProviderDefaults> providerDefaults;

  CachedConsumers(
      ResourceTriggers<OrientSecret> orientSecrets,
      ResourceTriggers<ProviderDefaults> providerDefaults) {
    this.orientSecrets = orientSecrets;
    this.providerDefaults = providerDefaults;
  }

  @Override
  public List<KeyConsumer> of(String scope, String key) {
    Change change = new Change(scope, Change.Kind.SECRET, key);
    return Stream.concat(
            orientSecrets.interestedIn(change).stream()
                .flatMap(resource -> KeyConsumer.of(resource, key).stream()),
            providerDefaults.interestedIn(change).stream()
                .map(resource -> KeyConsumer.of(resource, key)))
        .toList();
  }
}
