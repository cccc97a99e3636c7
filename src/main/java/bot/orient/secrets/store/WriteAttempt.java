package bot.orient.secrets.store;

import java.util.Optional;

/**
 * One go at a write.
 *
 * @param given whether the caller chose the token, and so may have used it before
 * @param number from 1
 */
record WriteAttempt(RequestToken token, boolean given, int number) {

  static WriteAttempt first(Optional<RequestToken> given) {
    return new WriteAttempt(given.orElseGet(RequestToken::random), given.isPresent(), 1);
  }

  WriteAttempt next() {
    return new WriteAttempt(token, given, number + 1);
  }

  /** Spares a query where the answer is no. */
  boolean mayHaveBeenMade() {
    return given || number > 1;
  }
}
