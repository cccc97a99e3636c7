package bot.orient.secrets.kubernetes;

import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.sync.LostVersions;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.ResolvedKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps what a store says after it lost versions away from the Secret, until a person accepts it.
 */
final class RestoreGuard {

  private final SecretStore store;
  private final EventRecorder events;

  /** As long as the Secret cannot be written, what was accepted stays a loss. */
  private final Set<String> recorded = ConcurrentHashMap.newKeySet();

  RestoreGuard(SecretStore store, EventRecorder events) {
    this.store = store;
    this.events = events;
  }

  /** The keys to project; a loss that was accepted is recorded in the store before, once. */
  List<ResolvedKey> pass(
      HasMetadata resource, String scope, LostVersions lost, List<ResolvedKey> keys) {
    if (!lost.areAcknowledgedOn(resource)) {
      return lost.withhold(keys);
    }
    String acceptance = resource.getMetadata().getUid() + "/" + lost.code();
    if (!recorded.contains(acceptance)) {
      record(resource, scope, lost);
      recorded.add(acceptance);
    }
    return keys;
  }

  private void record(HasMetadata resource, String scope, LostVersions lost) {
    Actor actor =
        SpecAuthor.of(resource, FieldManagers.ofAnnotation(resource, Markers.ACKNOWLEDGE_RESTORE));
    lost.byKey()
        .forEach(
            (key, loss) ->
                store.acknowledgeRestore(scope, key, loss.projected(), loss.present(), actor));
    events.normal(
        resource,
        "RestoreAcknowledged",
        String.join(", ", lost.byKey().keySet()) + ": what the store has now is accepted");
  }
}
