package bot.orient.secrets.admin;

import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.DestroyResult;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.store.UndeleteResult;

/** Taking secrets away, for a while or for good, and bringing them back. */
final class RemovalEndpoints {

  private final SecretStore store;

  RemovalEndpoints(SecretStore store) {
    this.store = store;
  }

  /** What was brought back. */
  private record RestoredView(String key, long version, long revision) {}

  /** How many versions have no value any more. */
  private record DestroyedView(String key, int destroyedVersions) {}

  Answer delete(SecretAddress secret, Actor actor) {
    if (!store.delete(secret.scope(), secret.key(), actor)) {
      throw SecretEndpoints.unknown(secret);
    }
    return Answers.noContent();
  }

  Answer undelete(SecretAddress secret, Actor actor) {
    UndeleteResult result = store.undelete(secret.scope(), secret.key(), actor);
    if (result instanceof UndeleteResult.Restored restored) {
      return Answers.ofRevision(
          restored.revision(),
          new RestoredView(secret.key(), restored.version(), restored.revision()));
    }
    if (result instanceof UndeleteResult.NotDeleted) {
      throw Problem.of(ProblemType.CONFLICT, "the secret is not deleted").asException();
    }
    if (result instanceof UndeleteResult.TooLate) {
      throw Problem.of(
              ProblemType.GONE,
              "the values were destroyed, or the undelete window is over: set a new value")
          .asException();
    }
    throw SecretEndpoints.unknown(secret);
  }

  Answer destroy(SecretAddress secret, Actor actor) {
    return destroyed(secret, store.destroy(secret.scope(), secret.key(), actor));
  }

  Answer destroyVersion(VersionAddress address, Actor actor) {
    SecretAddress secret = address.secret();
    return destroyed(
        secret, store.destroyVersion(secret.scope(), secret.key(), address.version(), actor));
  }

  private static Answer destroyed(SecretAddress secret, DestroyResult result) {
    if (result instanceof DestroyResult.Destroyed destroyed) {
      return Answers.ok(new DestroyedView(secret.key(), destroyed.versions()));
    }
    if (result instanceof DestroyResult.InUse inUse) {
      throw Problem.of(
              ProblemType.CONFLICT,
              "version "
                  + inUse.version()
                  + " is the one being read: delete the secret, or set another value, first")
          .asException();
    }
    throw Problem.of(
            ProblemType.NOT_FOUND,
            "the store has no such version of " + secret.scope() + "/" + secret.key())
        .asException();
  }
}
