package bot.orient.secrets.admin;

import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.Compromise;
import bot.orient.secrets.store.PutRequest;
import bot.orient.secrets.store.PutResult;
import bot.orient.secrets.store.RollbackRequest;
import bot.orient.secrets.store.SecretHistory;
import bot.orient.secrets.store.SecretRead;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.store.SecretSummary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Reading and writing secrets. */
final class SecretEndpoints {

  private final SecretStore store;
  private final SecretViews views;

  SecretEndpoints(SecretStore store, SecretViews views) {
    this.store = store;
    this.views = views;
  }

  /**
   * What a write led to.
   *
   * @param warning what is odd about the value; null if nothing is
   */
  private record WriteView(
      String key, String result, long version, long revision, String warning) {}

  /** Which version was marked. */
  private record MarkView(String key, long version) {}

  Answer list(ListRequest request, Actor actor) {
    List<SecretSummary> stored = store.list(request.scope());
    Map<String, Compromise> compromised =
        store.compromised(
            request.scope(),
            stored.stream().collect(Collectors.toMap(SecretSummary::key, SecretSummary::version)));
    return Answers.ok(views.list(request.scope(), request.category(), stored, compromised));
  }

  Answer get(SecretAddress secret, Actor actor) {
    Optional<SecretSummary> stored =
        store.list(secret.scope()).stream()
            .filter(summary -> summary.key().equals(secret.key()))
            .findFirst();
    if (stored.isEmpty()) {
      if (!views.hasSlot(secret.key())) {
        throw unknown(secret);
      }
      return Answers.ok(views.slot(secret.key()));
    }
    SecretSummary summary = stored.get();
    Optional<Compromise> compromise =
        Optional.ofNullable(
            store
                .compromised(secret.scope(), Map.of(summary.key(), summary.version()))
                .get(summary.key()));
    return Answers.ofRevision(summary.revision(), views.of(summary, compromise));
  }

  Answer set(PutRequest request, Actor actor) {
    try (var value = request.value()) {
      return written(request.key(), store.put(request, actor), views.oddity(request.key(), value));
    }
  }

  Answer rollBack(RollbackRequest request, Actor actor) {
    return written(request.key(), store.rollback(request, actor), Optional.empty());
  }

  private static Answer written(String key, PutResult result, Optional<String> warning) {
    if (result instanceof PutResult.Conflict conflict) {
      throw Problem.of(ProblemType.PRECONDITION_FAILED, conflict.message()).asException();
    }
    return Answers.ofRevision(
        result.revision(),
        new WriteView(
            key,
            result instanceof PutResult.Written ? "written" : "unchanged",
            result.version(),
            result.revision(),
            warning.orElse(null)));
  }

  Answer reveal(SecretAddress secret, Actor actor) {
    SecretRead read = store.reveal(secret.scope(), secret.key(), actor);
    if (read instanceof SecretRead.Found found) {
      try (var value = found.value()) {
        return Answers.revealed(secret.key(), found);
      }
    }
    if (read instanceof SecretRead.Unreadable unreadable) {
      throw Problem.of(ProblemType.CONFLICT, unreadable.reason()).asException();
    }
    throw unknown(secret);
  }

  Answer history(SecretAddress secret, Actor actor) {
    SecretHistory history =
        store.history(secret.scope(), secret.key()).orElseThrow(() -> unknown(secret));
    return Answers.ofRevision(history.revision(), HistoryView.of(secret.key(), history));
  }

  Answer markCompromised(CompromiseRequest request, Actor actor) {
    SecretAddress secret = request.secret();
    OptionalLong version =
        store.markCompromised(secret.scope(), secret.key(), request.reason(), actor);
    return Answers.ok(new MarkView(secret.key(), version.orElseThrow(() -> unknown(secret))));
  }

  static ProblemException unknown(SecretAddress secret) {
    return Problem.of(
            ProblemType.NOT_FOUND,
            "the store has no value for "
                + secret.scope()
                + "/"
                + secret.key()
                + "; if it was deleted, its history tells, and undelete brings it back")
        .asException();
  }
}
