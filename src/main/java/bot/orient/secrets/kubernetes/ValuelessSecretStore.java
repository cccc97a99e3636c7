package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** An informer's memory of Secrets that forgets their values. */
final class ValuelessSecretStore implements ItemStore<Secret> {

  private final Map<String, Secret> secrets = new ConcurrentHashMap<>();

  @Override
  public String getKey(Secret secret) {
    return secret.getMetadata().getNamespace() + "/" + secret.getMetadata().getName();
  }

  @Override
  public Secret put(String key, Secret secret) {
    return secrets.put(
        key,
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(secret.getMetadata().getNamespace())
            .withName(secret.getMetadata().getName())
            .withUid(secret.getMetadata().getUid())
            .withResourceVersion(secret.getMetadata().getResourceVersion())
            .endMetadata()
            .build());
  }

  @Override
  public Secret remove(String key) {
    return secrets.remove(key);
  }

  @Override
  public Stream<String> keySet() {
    return secrets.keySet().stream();
  }

  @Override
  public Stream<Secret> values() {
    return secrets.values().stream();
  }

  @Override
  public Secret get(String key) {
    return secrets.get(key);
  }

  @Override
  public int size() {
    return secrets.size();
  }

  @Override
  public boolean isFullState() {
    return false;
  }
}
