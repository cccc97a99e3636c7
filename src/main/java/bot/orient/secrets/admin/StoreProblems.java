package bot.orient.secrets.admin;

import bot.orient.secrets.store.InvalidSecretException;
import bot.orient.secrets.store.KeyServiceAwayException;
import bot.orient.secrets.store.ScopeToBeDestroyedException;
import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.store.StoreKeyException;
import bot.orient.secrets.store.StoreUnavailableException;
import bot.orient.secrets.store.WriteInDoubtException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the store's failures are for who calls. */
final class StoreProblems {

  /** About as long as the pool waits before it tells that the database is away. */
  private static final int RETRY_SECONDS = 5;

  /** The store's messages begin with the field that they are about. */
  private static final List<String> FIELDS =
      List.of("scope", "key", "value", "category", "description", "version", "reason", "name");

  private static final String TOKEN = "requestToken";

  private StoreProblems() {}

  static Problem of(StoreException failure) {
    String detail = failure.getMessage();
    if (failure instanceof InvalidSecretException) {
      return new Problem(ProblemType.INVALID_FIELD, detail, field(detail), Map.of());
    }
    if (failure instanceof ScopeToBeDestroyedException) {
      return Problem.of(ProblemType.CONFLICT, detail);
    }
    if (failure instanceof WriteInDoubtException) {
      return Problem.retryLater(ProblemType.WRITE_IN_DOUBT, detail, RETRY_SECONDS);
    }
    if (failure instanceof StoreUnavailableException) {
      return Problem.retryLater(ProblemType.STORE_UNAVAILABLE, detail, RETRY_SECONDS);
    }
    if (failure instanceof KeyServiceAwayException) {
      return Problem.retryLater(ProblemType.KEY_UNAVAILABLE, detail, RETRY_SECONDS);
    }
    return Problem.of(
        failure instanceof StoreKeyException
            ? ProblemType.KEY_UNAVAILABLE
            : ProblemType.STORE_REFUSES,
        detail);
  }

  private static Optional<String> field(String detail) {
    String first = detail.split(" ", 2)[0];
    if (first.equals(TOKEN)) {
      return Optional.of(RequestHeader.IDEMPOTENCY_KEY);
    }
    return FIELDS.stream().filter(first::equals).findFirst();
  }
}
