package bot.orient.secrets.sync;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The resources of the cluster, as far as the operator's caches know them now. */
public interface ManagedResources {

  /** The namespaces that have any; empty while the caches are not filled. */
  Optional<Set<String>> namespaces();

  /** How the resources of a namespace are, in no order. */
  List<ResourceHealth> in(String namespace);

  /** Where no cluster is looked at. */
  static ManagedResources none() {
    return new ManagedResources() {
      @Override
      public Optional<Set<String>> namespaces() {
        return Optional.of(Set.of());
      }

      @Override
      public List<ResourceHealth> in(String namespace) {
        return List.of();
      }
    };
  }
}
