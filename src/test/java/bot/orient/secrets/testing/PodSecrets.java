package bot.orient.secrets.testing;

import bot.orient.secrets.sync.Consumption;
import bot.orient.secrets.sync.SecretUse;
import bot.orient.secrets.sync.SecretUse.OneKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;

/** The Secrets a pod cannot start without, for which a kubelet holds it back. */
final class PodSecrets {
  private PodSecrets() {}

  static boolean arePresent(KubernetesClient client, Pod pod) {
    return Consumption.of(pod.getSpec()).stream()
        .filter(use -> !use.optional())
        .allMatch(use -> isPresent(client, pod.getMetadata().getNamespace(), use));
  }

  private static boolean isPresent(KubernetesClient client, String namespace, SecretUse use) {
    Secret secret = client.secrets().inNamespace(namespace).withName(use.secretName()).get();
    if (secret == null) {
      return false;
    }
    return !(use.keys() instanceof OneKey one)
        || secret.getData() != null && secret.getData().containsKey(one.dataKey());
  }
}
