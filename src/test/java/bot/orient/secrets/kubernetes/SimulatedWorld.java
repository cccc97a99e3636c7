package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.RestartRules;
import bot.orient.secrets.sync.WorkloadId;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** What is in a random cluster: namespaces, Secrets and Deployments. */
final class SimulatedWorld {

  private static final Duration SETTLE = Duration.ofSeconds(3);

  private final Random random;
  private final List<WorkloadId> ids = new ArrayList<>();
  private final Map<String, List<String>> secrets = new TreeMap<>();

  /** One order of waves per namespace: with two that contradict, each may wait for the other. */
  private final Map<String, List<Map<String, String>>> waves = new TreeMap<>();

  SimulatedWorld(Random random) {
    this.random = random;
  }

  void fill(SimulatedApi api) {
    int namespaces = 1 + random.nextInt(3);
    for (int i = 0; i < namespaces; i++) {
      String namespace = "team" + i;
      List<String> names = List.of("app", "db", "llm").subList(0, 2 + random.nextInt(2));
      secrets.put(namespace, names);
      waves.put(namespace, randomWaves());
      api.secrets.put(namespace, new TreeMap<>());
      for (String name : names) {
        api.secrets
            .get(namespace)
            .put(name, new SimulatedSecret(namespace, name, SETTLE, rules(namespace), api.now));
      }
      int deployments = 4 + random.nextInt(7);
      for (int j = 0; j < deployments; j++) {
        ids.add(new WorkloadId("Deployment", namespace, "web" + j));
      }
    }
    ids.forEach(id -> api.add(deployment(id)));
  }

  WorkloadId anyId() {
    return ids.get(random.nextInt(ids.size()));
  }

  private List<Map<String, String>> randomWaves() {
    List<Map<String, String>> waves = new ArrayList<>();
    waves.add(Map.of("tier", "a"));
    waves.add(Map.of("tier", "b"));
    Collections.shuffle(waves, random);
    return waves.subList(0, random.nextInt(3));
  }

  RestartRules rules(String namespace) {
    SimulatedWindow window =
        SimulatedWindow.values()[random.nextInt(12) == 0 ? 2 : random.nextInt(2)];
    return new RestartRules(
        random.nextInt(8) > 0,
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(Duration.ofSeconds(random.nextInt(4) * 5L)),
        waves.get(namespace),
        random.nextInt(3) == 0,
        random.nextBoolean() ? List.of() : window.windows(),
        Optional.empty(),
        Optional.empty(),
        Collections.emptySortedSet(),
        Collections.emptySortedMap());
  }

  Deployment deployment(WorkloadId id) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace(id.namespace())
        .withName(id.name())
        .withGeneration(1L)
        .withLabels(Map.of("tier", List.of("a", "b", "c").get(random.nextInt(3))))
        .withAnnotations(Map.of())
        .endMetadata()
        .withNewSpec()
        .withReplicas(random.nextInt(4))
        .withProgressDeadlineSeconds(random.nextInt(4) == 0 ? Integer.MAX_VALUE : 30)
        .withTemplate(template(id.namespace(), "good", Map.of()))
        .endSpec()
        .build();
  }

  PodTemplateSpec template(String namespace, String image, Map<String, String> annotations) {
    ContainerBuilder container = new ContainerBuilder().withName("app").withImage(image);
    int uses = 1 + random.nextInt(3);
    for (int i = 0; i < uses; i++) {
      List<String> names = secrets.get(namespace);
      String secret = names.get(random.nextInt(names.size()));
      String key = SimulatedSecret.KEYS.get(random.nextInt(SimulatedSecret.KEYS.size()));
      container =
          random.nextInt(3) == 0
              ? container.addNewEnvFrom().withNewSecretRef(secret, false).endEnvFrom()
              : container
                  .addNewEnv()
                  .withName("VARIABLE" + i)
                  .withNewValueFrom()
                  .withNewSecretKeyRef(key, secret, false)
                  .endValueFrom()
                  .endEnv();
    }
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withAnnotations(annotations)
        .endMetadata()
        .withNewSpec()
        .withContainers(container.build())
        .endSpec()
        .build();
  }
}
