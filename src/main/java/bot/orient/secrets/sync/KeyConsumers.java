package bot.orient.secrets.sync;

import java.util.List;

/** Who asks for keys of the store, as far as the operator's caches know the cluster now. */
@FunctionalInterface
public interface KeyConsumers {

  /** The resources that name a key of a scope, granted to them or not, in no order. */
  List<KeyConsumer> of(String scope, String key);

  /** Where no cluster is looked at. */
  static KeyConsumers none() {
    return (scope, key) -> List.of();
  }
}
