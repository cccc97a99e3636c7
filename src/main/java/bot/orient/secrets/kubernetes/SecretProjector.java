package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Composition;
import bot.orient.secrets.sync.DesiredSecret;
import bot.orient.secrets.sync.Owner;
import bot.orient.secrets.sync.Ownership;
import bot.orient.secrets.sync.ProjectionChange;
import bot.orient.secrets.sync.ProjectionPlan;
import bot.orient.secrets.sync.ProjectionPlanner;
import bot.orient.secrets.sync.ProvenValues;
import bot.orient.secrets.sync.ResolvedKey;
import bot.orient.secrets.sync.RestartRequests;
import bot.orient.secrets.sync.RestartRules;
import bot.orient.secrets.sync.SecretComposer;
import bot.orient.secrets.sync.SettleWindow;
import bot.orient.secrets.sync.StoreView;
import bot.orient.secrets.sync.SyncOutcome;
import bot.orient.secrets.sync.Target;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Makes the target Secret of a resource what its resolved keys ask for. */
final class SecretProjector {

  private static final String TAKEN = "TargetNotOwned";

  private final SecretApplier writer;
  private final TargetCleanup cleanup;
  private final FormatHints hints;
  private final EventRecorder events;
  private final BiPredicate<String, String> ownerExists;
  private final Duration settle;
  private final Clock clock;
  private final ProjectionPlanner planner = new ProjectionPlanner();

  /**
   * @param ownerExists whether a namespace has a resource given as {@code Kind/name}
   * @param settle how long to wait for further changes, where a spec does not say
   */
  SecretProjector(
      SecretApplier writer,
      FormatHints hints,
      EventRecorder events,
      BiPredicate<String, String> ownerExists,
      Duration settle,
      Clock clock) {
    this.writer = writer;
    this.cleanup = new TargetCleanup(writer, events);
    this.hints = hints;
    this.events = events;
    this.ownerExists = ownerExists;
    this.settle = settle;
    this.clock = clock;
  }

  /** Whether somebody else's Secret is in the way, which no cache of ours will tell the end of. */
  static boolean targetIsTaken(SyncOutcome outcome) {
    return TAKEN.equals(outcome.reason());
  }

  /**
   * @param live the target as it was {@link TargetSecrets#find found}; a write to another one than
   *     that is refused
   * @param proven of the values that it has
   * @param restarts what the spec asks for
   */
  <P extends HasMetadata> SyncOutcome project(
      P resource,
      Target target,
      Optional<Secret> live,
      Optional<String> category,
      List<ResolvedKey> keys,
      ProvenValues proven,
      RestartRules restarts,
      StoreView store,
      TargetSecrets<P> secrets) {
    Owner owner = Owner.of(resource);
    live.ifPresent(writer::giveBack);
    if (live.isPresent()
        && Ownership.of(
                live.get(), owner, target, mark -> ownerExists.test(owner.namespace(), mark))
            instanceof Ownership.Foreign foreign) {
      return new SyncOutcome.Refused(TAKEN, foreign.message());
    }
    Instant now = clock.instant();
    RestartRules rules = new RestartRequests(resource, live, now).addTo(restarts);
    SettleWindow settling = new SettleWindow(rules.settle().orElse(settle), now);
    Composition composition =
        new SecretComposer(
                owner,
                target,
                store,
                live,
                !secrets.earlierTargets(owner, target).isEmpty(),
                rules,
                settling)
            .compose(keys, category, proven);
    if (composition instanceof Composition.Incomplete incomplete) {
      return new SyncOutcome.Incomplete(keys, incomplete.problems(), false, false);
    }
    if (composition instanceof Composition.TooLarge tooLarge) {
      return new SyncOutcome.Refused(
          "TargetTooLarge",
          "the values are %d bytes together, Kubernetes lets a Secret have %d; project fewer keys, or split them over"
                  .formatted(tooLarge.bytes(), SecretComposer.MAX_SECRET_BYTES)
              + " several resources");
    }
    if (composition instanceof Composition.TemplateFailed failed) {
      return new SyncOutcome.Refused(
          "TemplateFailed",
          String.join("; ", failed.problems()) + "; until then the Secret stays as it is");
    }
    Composition.Composed composed = (Composition.Composed) composition;
    List<String> taken = live.map(composed.secret()::keysOfOthersIn).orElse(List.of());
    if (!taken.isEmpty()) {
      return new SyncOutcome.Refused(
          TAKEN,
          "Secret %s has %s already, with another value that somebody else set; give the key another name with as, a file another in spec.target.template"
              .formatted(target.name(), String.join(", ", taken)));
    }
    boolean changed = write(resource, target, keys, composed, live, secrets);
    if (!composed.problems().isEmpty()) {
      // An old target may be all that still has the value which is missing here.
      return new SyncOutcome.Incomplete(keys, composed.problems(), true, changed);
    }
    cleanup.removeOldTargets(resource, owner, target, secrets);
    return new SyncOutcome.Synced(
        keys, changed, count(composed.secret(), target) + " in Secret " + target.name());
  }

  private static String count(DesiredSecret secret, Target target) {
    int files = target.template().size();
    String keys = count(secret.data().size() - files, "key");
    return files == 0 ? keys : keys + " and " + count(files, "file");
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private <P extends HasMetadata> boolean write(
      P resource,
      Target target,
      List<ResolvedKey> keys,
      Composition.Composed composed,
      Optional<Secret> live,
      TargetSecrets<P> secrets) {
    ProjectionPlan plan = planner.plan(composed.secret(), composed.keys(), live);
    if (plan instanceof ProjectionPlan.Apply apply) {
      secrets.write(resource, target, live, () -> writer.apply(apply, live));
      announce(resource, target, keys, apply.change());
      return true;
    }
    if (plan instanceof ProjectionPlan.Recreate recreate) {
      secrets.write(resource, target, live, () -> writer.recreate(recreate, live.orElseThrow()));
      events.normal(
          resource, "Recreated", "Secret " + target.name() + " recreated: " + recreate.why());
      hints.announce(resource, keys, recreate.change());
      return true;
    }
    return false;
  }

  private void announce(
      HasMetadata resource, Target target, List<ResolvedKey> keys, ProjectionChange change) {
    events.normal(
        resource,
        change.created() ? "Created" : "Updated",
        "Secret " + target.name() + ": " + change.describe());
    hints.announce(resource, keys, change);
  }

  /** Undoes what was projected and is no longer asked for. */
  TargetCleanup cleanup() {
    return cleanup;
  }
}
