package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.store.SecretRead;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.sync.FailureAssessment;
import bot.orient.secrets.sync.FailureResponse;
import bot.orient.secrets.sync.Pins;
import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.sync.Restoration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts keys back to the version that worked when a rollout failed with the present one, and keeps
 * them there until a person removes the annotation that says so.
 */
final class KeyRestorer {

  /**
   * @param resource as it is in the cluster now
   */
  record Restored(OrientSecret resource, Restoration restoration) {}

  private final SecretStore store;
  private final FailedRollouts failedRollouts;
  private final PinWriter writer;

  KeyRestorer(SecretStore store, FailedRollouts failedRollouts, PinWriter writer) {
    this.store = store;
    this.failedRollouts = failedRollouts;
    this.writer = writer;
  }

  /** What the annotation says, before anything is looked at; the resource may be invalid. */
  static Restored known(OrientSecret resource) {
    String name = resource.getMetadata().getName();
    Restoration restoration =
        SpecGate.pins(resource)
            .filter(pins -> resource.getSpec() != null && resource.getSpec().keys() != null)
            .map(pins -> inForce(pins, resource))
            .orElseGet(() -> Restoration.unknown(name));
    return new Restored(resource, restoration);
  }

  /**
   * Pins what has to be put back. The annotation is written before the Secret: whoever goes on
   * after a crash sees what was decided.
   *
   * @param resource with a valid spec and a valid annotation
   * @param target its Secret as it is projected now
   */
  Restored restore(OrientSecret resource, Optional<ProjectedSecret> target) {
    Pins pins = SpecGate.pins(resource).orElseThrow();
    Restoration unchanged = inForce(pins, resource);
    FailureResponse response =
        target
            .map(secret -> assess(resource, unchanged.pins().orElseThrow(), secret))
            .orElseGet(FailureResponse.Nothing::new);
    if (response instanceof FailureResponse.CannotRestore cannot) {
      return new Restored(resource, unchanged.withImpossible(cannot.why()));
    }
    if (response instanceof FailureResponse.Restore restore) {
      Pins all = pins.plus(restore.pins());
      OrientSecret written = writer.write(resource, all);
      return new Restored(written, inForce(all, resource));
    }
    return new Restored(resource, unchanged);
  }

  private static Restoration inForce(Pins pins, OrientSecret resource) {
    return Restoration.of(
        resource.getMetadata().getName(),
        pins.inForce(resource.getSpec(), resource.getMetadata().getNamespace()));
  }

  private FailureResponse assess(OrientSecret resource, Pins inForce, ProjectedSecret secret) {
    String namespace = resource.getMetadata().getNamespace();
    FailureAssessment assessment =
        new FailureAssessment(
            resource.getSpec(),
            namespace,
            inForce,
            secret.name(),
            secret.keys(),
            failedRollouts.of(namespace, secret.name()));
    return assessment.decide(
        store.readVersions(OrientSecretReconciler.scope(resource), assessment.candidates()),
        store.fingerprinter());
  }

  /**
   * The values to project: of a key that the spec holds at a version that one, of one that was put
   * back the version it was put back to, of all others the newest.
   */
  Map<String, SecretRead> read(String scope, List<KeySpec> keys, Restoration restoration) {
    Map<String, Long> held = new TreeMap<>();
    restoration.pins().orElse(Pins.NONE).byKey().forEach((key, pin) -> held.put(key, pin.use()));
    Set<String> bySpec = new HashSet<>();
    for (KeySpec key : keys) {
      if (key.version() != null) {
        held.put(key.key(), key.version());
        bySpec.add(key.key());
      }
    }
    Map<String, SecretRead> reads =
        new HashMap<>(
            store.read(
                scope,
                keys.stream().map(KeySpec::key).filter(key -> !held.containsKey(key)).toList()));
    store
        .readVersions(scope, held)
        .forEach(
            (key, read) ->
                reads.put(
                    key,
                    bySpec.contains(key)
                        ? heldBySpec(read, held.get(key))
                        : putBack(read, held.get(key))));
    return reads;
  }

  private static SecretRead heldBySpec(SecretRead read, long version) {
    String advice = "name another one in spec.keys[].version, or leave it out";
    return read instanceof SecretRead.Absent
        ? unheld(version, "the key is not in the store or is deleted", advice)
        : explained(read, version, advice);
  }

  private static SecretRead putBack(SecretRead read, long version) {
    return read instanceof SecretRead.Absent
        ? new SecretRead.Unreadable(
            version, "the key is not in the store: write it again, and remove its pin")
        : explained(read, version, "remove its pin");
  }

  private static SecretRead explained(SecretRead read, long version, String advice) {
    return read instanceof SecretRead.NoSuchVersion missing
        ? unheld(version, missing.reason(), advice)
        : read;
  }

  /** A key that is gone must not take its value from the environment instead. */
  private static SecretRead.NoSuchVersion unheld(long version, String why, String advice) {
    return new SecretRead.NoSuchVersion(
        version, "is held at version %d, but %s: %s".formatted(version, why, advice));
  }
}
