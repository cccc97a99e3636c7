package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.Owner;
import bot.orient.secrets.sync.Target;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;

/** Undoes projections after a change of target, and those of resources that go away. */
final class TargetCleanup {

  /** RFC 4918; Kubernetes answers it for an object that would be invalid. */
  private static final int UNPROCESSABLE = 422;

  private final SecretApplier writer;
  private final EventRecorder events;

  TargetCleanup(SecretApplier writer, EventRecorder events) {
    this.writer = writer;
    this.events = events;
  }

  /** Removes what an earlier {@code spec.target.name} left behind. */
  <P extends HasMetadata> void removeOldTargets(
      P resource, Owner owner, Target target, TargetSecrets<P> secrets) {
    for (Secret secret : secrets.earlierTargets(owner, target)) {
      String name = secret.getMetadata().getName();
      if (target.retain()) {
        writer.release(secret, owner);
        events.normal(resource, "Released", "Secret " + name + " is kept and no longer projected");
      } else {
        remove(secret);
        events.normal(resource, "Removed", "Secret " + name + " is no longer the target");
      }
    }
  }

  /** Removes what was projected: Secrets of ours, and our keys from those of others. */
  void removeAll(HasMetadata resource, List<Secret> secrets, String why) {
    for (Secret secret : secrets) {
      remove(secret);
      events.normal(resource, "Removed", "Secret " + secret.getMetadata().getName() + ": " + why);
    }
  }

  /** Whether a Secret of somebody else's has keys of the resource. */
  <P extends HasMetadata> boolean hasMerged(P resource, TargetSecrets<P> secrets) {
    return secrets.ownedBy(Owner.of(resource)).stream().anyMatch(TargetCleanup::merged);
  }

  /** Undoes the projections of a resource that goes away, as far as garbage collection does not. */
  <P extends HasMetadata> void cleanUp(P resource, TargetSecrets<P> secrets) {
    secrets.ownedBy(Owner.of(resource)).stream()
        .filter(TargetCleanup::merged)
        .forEach(secret -> unmerge(resource, secret));
  }

  /**
   * A Secret that does not let its keys go, such as an immutable one, must not hold the deletion.
   */
  private void unmerge(HasMetadata resource, Secret secret) {
    try {
      writer.unmerge(secret);
    } catch (KubernetesClientException e) {
      if (e.getCode() != UNPROCESSABLE) {
        throw e;
      }
      events.warning(
          resource,
          "KeysLeft",
          "the API server refuses to take the keys out of Secret "
              + secret.getMetadata().getName()
              + " (HTTP 422); remove them there");
    }
  }

  private void remove(Secret secret) {
    if (merged(secret)) {
      writer.unmerge(secret);
    } else {
      writer.delete(secret);
    }
  }

  private static boolean merged(Secret secret) {
    return secret.getMetadata().getAnnotations().containsKey(Markers.MERGED);
  }
}
