package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
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
    return secrets.put(key, bare(secret.getMetadata()));
  }

  /** Without a map or a list of its own, as there may be very many. */
  private static Secret bare(ObjectMeta of) {
    ObjectMeta metadata = new ObjectMeta();
    metadata.setNamespace(of.getNamespace());
    metadata.setName(of.getName());
    metadata.setUid(of.getUid());
    metadata.setResourceVersion(of.getResourceVersion());
    metadata.setLabels(Map.of());
    metadata.setAnnotations(Map.of());
    metadata.setAdditionalProperties(Map.of());
    Secret secret = new Secret();
    secret.setMetadata(metadata);
    secret.setData(Map.of());
    secret.setStringData(Map.of());
    secret.setAdditionalProperties(Map.of());
    return secret;
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
