package bot.orient.secrets.playground;

import bot.orient.secrets.sync.Consumption;
import bot.orient.secrets.sync.SecretUse;
import bot.orient.secrets.testing.PodFate;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** What a program does that gets a revoked token when it starts: it crashes. */
final class RevokedValues {

  private final KubernetesClient client;
  private final Map<String, PodFate> fates = new ConcurrentHashMap<>();

  RevokedValues(KubernetesClient client) {
    this.client = client;
  }

  /** Decided once a pod, as its variables are. */
  PodFate fateOf(Pod pod) {
    return fates.computeIfAbsent(
        pod.getMetadata().getUid(), uid -> startsRevoked(pod) ? PodFate.CRASHING : PodFate.READY);
  }

  private boolean startsRevoked(Pod pod) {
    return Consumption.of(pod.getSpec()).stream()
        .map(SecretUse::secretName)
        .distinct()
        .map(name -> secret(pod, name))
        .filter(Objects::nonNull)
        .flatMap(secret -> secret.getData().values().stream())
        .map(value -> new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8))
        .anyMatch(value -> value.startsWith(ExampleValues.REVOKED));
  }

  private Secret secret(Pod pod, String name) {
    Secret secret =
        client.secrets().inNamespace(pod.getMetadata().getNamespace()).withName(name).get();
    return secret == null || secret.getData() == null ? null : secret;
  }
}
