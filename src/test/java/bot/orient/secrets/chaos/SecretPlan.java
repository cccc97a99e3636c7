package bot.orient.secrets.chaos;

import bot.orient.secrets.api.FailurePolicy;
import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.RestartSpecBuilder;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an OrientSecret says now.
 *
 * @param settle as in a spec
 * @param onFailure what becomes of values that a rollout fails with
 * @param keys by their names in the Secret
 */
record SecretPlan(
    TestNamespace namespace,
    String name,
    String scope,
    String settle,
    FailurePolicy onFailure,
    Map<String, Entry> keys) {

  /** One key. */
  record Entry(StoreKey source, RestartRule rule) {}

  SecretPlan {
    keys = Map.copyOf(keys);
  }

  static SecretPlan named(TestNamespace namespace, String name, String scope) {
    return new SecretPlan(namespace, name, scope, "1s", FailurePolicy.HALT, Map.of());
  }

  /** Names it across namespaces. */
  String address() {
    return namespace + "/" + name;
  }

  SecretPlan with(String key, RestartRule rule) {
    return with(key, key, rule);
  }

  SecretPlan with(String key, String dataKey, RestartRule rule) {
    Map<String, Entry> more = new TreeMap<>(keys);
    more.put(dataKey, new Entry(new StoreKey(scope, key), rule));
    return new SecretPlan(namespace, name, scope, settle, onFailure, more);
  }

  SecretPlan without(String dataKey) {
    Map<String, Entry> fewer = new TreeMap<>(keys);
    fewer.remove(dataKey);
    return new SecretPlan(namespace, name, scope, settle, onFailure, fewer);
  }

  SecretPlan settling(String duration) {
    return new SecretPlan(namespace, name, scope, duration, onFailure, keys);
  }

  SecretPlan puttingBack() {
    return new SecretPlan(
        namespace, name, scope, settle, FailurePolicy.RESTORE_PREVIOUS_VERSION, keys);
  }

  OrientSecret toResource() {
    OrientSecretBuilder builder = OrientSecretBuilder.orientSecret(namespace, name);
    if (!scope.equals(namespace.name())) {
      builder.scope(scope);
    }
    builder.restart(RestartSpecBuilder.restart().settle(settle).onFailure(onFailure));
    new TreeMap<>(keys)
        .forEach(
            (dataKey, entry) ->
                builder.key(
                    new KeySpec(
                        entry.source().key(),
                        dataKey,
                        null,
                        null,
                        entry.rule(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null)));
    return builder.build();
  }

  static String address(ObjectMeta metadata) {
    return metadata.getNamespace() + "/" + metadata.getName();
  }
}
