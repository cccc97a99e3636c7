package bot.orient.secrets.kubernetes;

import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.sync.LostVersions;
import bot.orient.secrets.sync.ResolvedKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/**
 * Keeps what a store says after it lost versions away from the Secret, until a person accepts it.
 */
final class RestoreGuard {

  private final SecretStore store;
  private final EventRecorder events;

  RestoreGuard(SecretStore store, EventRecorder events) {
    this.store = store;
    this.events = events;
  }

  /** The keys to project; a loss that was accepted is recorded in the store before. */
  List<ResolvedKey> pass(
      HasMetadata resource, String scope, LostVersions lost, List<ResolvedKey> keys) {
    if (!lost.areAcknowledgedOn(resource)) {
      return lost.withhold(keys);
    }
    String namespace = resource.getMetadata().getNamespace();
    Actor actor =
        new Actor(
            FieldManagers.last(resource),
            Actor.Kind.FIELD_MANAGER,
            resource.getKind() + " " + namespace + "/" + resource.getMetadata().getName());
    lost.byKey()
        .forEach(
            (key, loss) ->
                store.acknowledgeRestore(scope, key, loss.projected(), loss.present(), actor));
    events.normal(
        resource,
        "RestoreAcknowledged",
        String.join(", ", lost.byKey().keySet()) + ": what the store has now is accepted");
    return keys;
  }
}
