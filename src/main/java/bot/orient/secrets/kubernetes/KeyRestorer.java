package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.sync.FailureAssessment;
import bot.orient.secrets.sync.FailureResponse;
import bot.orient.secrets.sync.Pins;
import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.sync.Restoration;
import java.util.Optional;

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
    String scope = OrientSecretReconciler.scope(resource);
    return assessment.decide(
        store.readVersions(scope, assessment.candidates()), store.fingerprinter());
  }
}
