package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.sync.Fallbacks;
import bot.orient.secrets.sync.ManagedResources;
import bot.orient.secrets.sync.ResourceHealth;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The resources from the caches of the controllers: no call goes to the API server. */
final class CachedResources implements ManagedResources {

  private final ResourceTriggers<OrientSecret> orientSecrets;
  private final ResourceTriggers<ProviderDefaults> providerDefaults;
  private final Fallbacks fallbacks;

  CachedResources(
      ResourceTriggers<OrientSecret> orientSecrets,
      ResourceTriggers<ProviderDefaults> providerDefaults,
      Fallbacks fallbacks) {
    this.orientSecrets = orientSecrets;
    this.providerDefaults = providerDefaults;
    this.fallbacks = fallbacks;
  }

  @Override
  public Optional<Set<String>> namespaces() {
    if (!orientSecrets.isFilled() || !providerDefaults.isFilled()) {
      return Optional.empty();
    }
    Set<String> namespaces = new TreeSet<>(orientSecrets.namespaces());
    namespaces.addAll(providerDefaults.namespaces());
    return Optional.of(namespaces);
  }

  @Override
  public List<ResourceHealth> in(String namespace) {
    return Stream.concat(
            orientSecrets.in(namespace).map(resource -> ResourceHealth.of(resource, fallbacks)),
            providerDefaults.in(namespace).map(ResourceHealth::of))
        .toList();
  }
}
