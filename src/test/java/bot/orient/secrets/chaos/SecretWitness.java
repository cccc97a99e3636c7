package bot.orient.secrets.chaos;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Sees every state of every Secret, past the proxy, and objects to what must never be. */
final class SecretWitness implements ResourceEventHandler<Secret>, AutoCloseable {

  private final Model model;
  private final Values values;
  private final Chronicle chronicle;
  private final List<SharedIndexInformer<Secret>> informers = new ArrayList<>();
  private final Map<String, Map<String, String>> seen = new ConcurrentHashMap<>();

  /** Sees nothing yet; see {@link #watch}. */
  SecretWitness(Model model, Values values, Chronicle chronicle) {
    this.model = model;
    this.values = values;
    this.chronicle = chronicle;
  }

  void watch(KubernetesClient client, List<String> namespaces) {
    for (String namespace : namespaces) {
      informers.add(client.secrets().inNamespace(namespace).inform(this, 0));
    }
  }

  /** What the last event of a Secret said; empty for one that is not there. */
  Map<String, String> data(String address) {
    return seen.getOrDefault(address, Map.of());
  }

  static Map<String, String> data(Secret secret) {
    Map<String, String> data = new TreeMap<>();
    if (secret.getData() != null) {
      secret
          .getData()
          .forEach(
              (key, value) ->
                  data.put(
                      key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
    }
    return data;
  }

  @Override
  public void onAdd(Secret secret) {
    look(secret);
  }

  @Override
  public void onUpdate(Secret before, Secret after) {
    look(after);
  }

  @Override
  public void onDelete(Secret secret, boolean unknownFinalState) {
    String address = SecretPlan.address(secret.getMetadata());
    seen.remove(address);
    chronicle.violation("Secret " + address + " was deleted");
  }

  private void look(Secret secret) {
    if (secret.getType() != null && secret.getType().startsWith("kubernetes.io/service-account")) {
      return;
    }
    String address = SecretPlan.address(secret.getMetadata());
    Map<String, String> data = data(secret);
    Map<String, String> before = seen.put(address, data);
    if (!data.equals(before)) {
      chronicle.tell("Secret " + address + " has " + names(data));
    }
    model
        .objection(address, data, values)
        .ifPresent(what -> chronicle.violation("Secret " + address + ": " + what));
    if (values.areIn(String.valueOf(secret.getMetadata()))) {
      chronicle.violation("Secret " + address + " has a value in its metadata");
    }
  }

  private String names(Map<String, String> data) {
    Map<String, String> names = new TreeMap<>();
    data.forEach((key, value) -> names.put(key, values.name(value)));
    return names.toString();
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::stop);
  }
}
