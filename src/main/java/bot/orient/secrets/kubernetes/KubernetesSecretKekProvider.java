package bot.orient.secrets.kubernetes;

import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.crypto.KekSet;
import bot.orient.secrets.crypto.KekUnavailableException;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Key-encryption keys from one named Secret: one entry a key, and an entry {@code active} that
 * names the write key.
 */
public final class KubernetesSecretKekProvider implements KekProvider {

  private final KubernetesClient client;
  private final String namespace;
  private final String name;

  public KubernetesSecretKekProvider(KubernetesClient client, String namespace, String name) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
  }

  @Override
  public KekSet load() {
    Map<String, byte[]> entries = new HashMap<>();
    Objects.requireNonNullElse(secret().getData(), Map.<String, String>of())
        .forEach((entry, value) -> entries.put(entry, Base64.getDecoder().decode(value)));
    return KekSet.parse(entries, description());
  }

  private Secret secret() {
    try {
      Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
      if (secret == null) {
        throw new KekUnavailableException(
            description() + " does not exist: create it, or correct ORIENT_KEK_SECRET");
      }
      return secret;
    } catch (KubernetesClientException e) {
      throw new KekUnavailableException(
          description()
              + " cannot be read (HTTP "
              + e.getCode()
              + "): allow the operator's service account to get it",
          e);
    }
  }

  @Override
  public String description() {
    return "Secret " + namespace + "/" + name;
  }
}
