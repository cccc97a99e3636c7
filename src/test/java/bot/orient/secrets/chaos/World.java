package bot.orient.secrets.chaos;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.testing.TestNamespace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The plans that it begins with: in each namespace OrientSecrets and Deployments, which use them in
 * every way.
 *
 * @param spies OrientSecrets that ask for a scope that is not granted, and must never get a Secret
 */
record World(
    List<TestNamespace> namespaces,
    String sharedScope,
    List<SecretPlan> secrets,
    List<SecretPlan> spies,
    List<DeploymentPlan> deployments) {

  /** Rotated, deleted and restored. */
  private static final List<String> KEYS = IntStream.range(0, 6).mapToObj(i -> "KEY_" + i).toList();

  private static final List<String> SHARED = List.of("SHARED_0", "SHARED_1");

  /** Added to the Secret {@link #CHANGING} and taken away again. */
  static final List<String> EXTRAS = List.of("EXTRA_0", "EXTRA_1", "EXTRA_2");

  static final String CHANGING = "whole";

  /** A Secret whose key goes back when its Deployment fails, and that Deployment. */
  static final String FRAGILE = "fragile";

  private static final String FRAGILE_KEY = "FRAGILE_KEY";

  /** Faults keep good pods from being ready for a shorter time, even if several meet. */
  private static final int FRAGILE_DEADLINE_SECONDS = 40;

  static World in(List<TestNamespace> namespaces) {
    String shared = "chaos." + namespaces.get(0) + ".shared";
    List<SecretPlan> secrets = new ArrayList<>();
    List<SecretPlan> spies = new ArrayList<>();
    List<DeploymentPlan> deployments = new ArrayList<>();
    for (int i = 0; i < namespaces.size(); i++) {
      TestNamespace namespace = namespaces.get(i);
      secrets.addAll(secretsIn(namespace, shared));
      TestNamespace neighbour = namespaces.get((i + 1) % namespaces.size());
      spies.add(
          SecretPlan.named(namespace, "spy", neighbour.name()).with("KEY_0", RestartRule.ALWAYS));
      deployments.addAll(deploymentsIn(namespace));
    }
    return new World(namespaces, shared, secrets, spies, deployments);
  }

  private static List<SecretPlan> secretsIn(TestNamespace namespace, String shared) {
    String own = namespace.name();
    return List.of(
        SecretPlan.named(namespace, "single", own)
            .with("KEY_0", RestartRule.ALWAYS)
            .with("KEY_1", RestartRule.NEVER),
        SecretPlan.named(namespace, "files", own)
            .with("KEY_2", RestartRule.IF_ENVIRONMENT)
            .with("KEY_3", RestartRule.ALWAYS),
        SecretPlan.named(namespace, CHANGING, own)
            .with("KEY_4", RestartRule.ALWAYS)
            .with("KEY_5", RestartRule.IF_ENVIRONMENT),
        SecretPlan.named(namespace, "shared", shared)
            .with("SHARED_0", RestartRule.ALWAYS)
            .with("SHARED_1", RestartRule.ALWAYS),
        SecretPlan.named(namespace, "renamed", own)
            .with("KEY_0", "ANOTHER_NAME", RestartRule.ALWAYS)
            .with("KEY_3", RestartRule.NEVER),
        SecretPlan.named(namespace, FRAGILE, own)
            .with(FRAGILE_KEY, RestartRule.ALWAYS)
            .puttingBack());
  }

  private static List<DeploymentPlan> deploymentsIn(TestNamespace namespace) {
    return List.of(
        DeploymentPlan.named(namespace, "one-key").variable("single", "KEY_0"),
        DeploymentPlan.named(namespace, "never").variable("single", "KEY_1"),
        DeploymentPlan.named(namespace, "all-keys").allVariables(CHANGING),
        DeploymentPlan.named(namespace, "mounted").allFiles("files"),
        DeploymentPlan.named(namespace, "many")
            .variable("files", "KEY_2")
            .variable("shared", "SHARED_0")
            .variable("renamed", "ANOTHER_NAME"),
        DeploymentPlan.named(namespace, FRAGILE)
            .variable(FRAGILE, FRAGILE_KEY)
            .failingAfter(FRAGILE_DEADLINE_SECONDS));
  }

  /** All that is ever rotated and deleted. */
  List<StoreKey> keys() {
    List<StoreKey> keys = new ArrayList<>();
    SHARED.forEach(key -> keys.add(new StoreKey(sharedScope, key)));
    for (TestNamespace namespace : namespaces) {
      KEYS.forEach(key -> keys.add(new StoreKey(namespace.name(), key)));
    }
    return keys;
  }

  /** The pods crash with some of its values. */
  static StoreKey fragileKey(TestNamespace namespace) {
    return new StoreKey(namespace.name(), FRAGILE_KEY);
  }

  /** Rotated too, and never deleted. */
  List<StoreKey> extras() {
    return namespaces.stream()
        .flatMap(namespace -> EXTRAS.stream().map(extra -> new StoreKey(namespace.name(), extra)))
        .toList();
  }
}
