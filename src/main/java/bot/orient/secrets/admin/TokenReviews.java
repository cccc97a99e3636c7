package bot.orient.secrets.admin;

/** Finds out whose a token is. */
interface TokenReviews {

  /** Whose a token is. */
  sealed interface Verdict {}

  record Authenticated(Caller caller) implements Verdict {}

  /** Expired, made up, or for another audience. */
  record Rejected() implements Verdict {}

  /**
   * Asks whose a token is.
   *
   * @throws ClusterUnavailableException when nobody can tell now
   */
  Verdict review(String token);
}
