package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.OrientSecretSpec;
import bot.orient.secrets.api.OrientSecretStatus;
import bot.orient.secrets.sync.Owner;
import bot.orient.secrets.sync.Restoration;
import bot.orient.secrets.sync.Rotation;
import bot.orient.secrets.sync.StatusFactory;
import bot.orient.secrets.sync.SyncOutcome;
import bot.orient.secrets.sync.Target;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;

/** Tells by status and events how an {@link OrientSecret} is. */
final class OrientSecretReporter {

  private final StatusFactory statuses;
  private final StatusEvents events;
  private final Dependents dependents;
  private final RotationWatch rotations;
  private final ShadowWatch shadows;
  private final StatusReporter<OrientSecretSpec, OrientSecretStatus, OrientSecret> reporter =
      new StatusReporter<>(OrientSecret::new);

  OrientSecretReporter(
      StatusFactory statuses,
      StatusEvents events,
      Dependents dependents,
      RotationWatch rotations,
      ShadowWatch shadows) {
    this.statuses = statuses;
    this.events = events;
    this.dependents = dependents;
    this.rotations = rotations;
    this.shadows = shadows;
  }

  /** Events only of what the status did not tell before. */
  UpdateControl<OrientSecret> report(
      KeyRestorer.Restored restored,
      Target target,
      SyncOutcome outcome,
      Imports imports,
      TargetSecrets<OrientSecret> targets,
      Context<OrientSecret> context) {
    OrientSecret resource = restored.resource();
    Restoration restoration = restored.restoration();
    events.ended(resource, outcome);
    Rotation rotation = rotations.look(resource, outcome);
    OrientSecretStatus before = reporter.newest(resource);
    OrientSecretStatus status =
        statuses.orientSecret(
            before,
            resource.getMetadata().getGeneration(),
            resource.getSpec(),
            target,
            outcome,
            imports.remarks(),
            restoration,
            dependents.of(targets, resource, target),
            targets.restartRules(Owner.of(resource), target),
            rotation,
            imports.sealed(),
            shadows.look(resource, outcome, imports.sealed()));
    if (reporter.write(resource, status, context)) {
      tellChanges(resource, before, status, restoration, rotation);
    }
    return rotations.next(rotation, StatusReporter.next(outcome));
  }

  private void tellChanges(
      OrientSecret resource,
      OrientSecretStatus before,
      OrientSecretStatus status,
      Restoration restoration,
      Rotation rotation) {
    events.readiness(resource, before == null ? null : before.conditions(), status.conditions());
    events.keys(
        resource,
        before == null ? null : before.keys(),
        status.keys().stream().filter(row -> !restoration.concerns(row.key())).toList());
    events.pins(resource, before == null ? null : before.conditions(), status.conditions());
    events.rotation(resource, before == null ? null : before.conditions(), rotation);
    events.workloads(resource, before == null ? null : before.workloads(), status.workloads());
  }

  void forget(OrientSecret resource) {
    reporter.forget(resource);
  }
}
