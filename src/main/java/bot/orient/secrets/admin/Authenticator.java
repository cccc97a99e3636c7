package bot.orient.secrets.admin;

import bot.orient.secrets.admin.TokenReviews.Authenticated;
import bot.orient.secrets.admin.TokenReviews.Verdict;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells who calls, by the bearer token. */
final class Authenticator {

  /** RFC 6750; the name of the scheme does not mind its case. */
  private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([A-Za-z0-9._~+/-]+=*) *");

  private final TokenReviews reviews;
  private final TokenCache cache;
  private final RateLimiter strangers;

  /**
   * @param strangers bounds by address how often the API server is asked
   */
  Authenticator(TokenReviews reviews, TokenCache cache, RateLimiter strangers) {
    this.reviews = reviews;
    this.cache = cache;
    this.strangers = strangers;
  }

  /**
   * Tells who calls.
   *
   * @param authorization the header of that name
   * @param address where the call comes from
   * @throws ProblemException when that is not known
   */
  Caller authenticate(Optional<String> authorization, String address) {
    String token = token(authorization);
    Verdict verdict = cache.find(token).orElseGet(() -> ask(token, address));
    if (verdict instanceof Authenticated authenticated) {
      return authenticated.caller();
    }
    throw Problem.unauthenticated(
            "the token is not good for this API: it may have expired, or be meant for another"
                + " audience")
        .asException();
  }

  private static String token(Optional<String> authorization) {
    Matcher bearer = BEARER.matcher(authorization.orElse(""));
    if (!bearer.matches()) {
      throw Problem.unauthenticated("send a Kubernetes token: 'Authorization: Bearer TOKEN'")
          .asException();
    }
    return bearer.group(1);
  }

  private Verdict ask(String token, String address) {
    if (!strangers.take(address)) {
      throw Problem.tooManyRequests("too many new tokens come from this address").asException();
    }
    Verdict verdict = reviews.review(token);
    cache.keep(token, verdict);
    return verdict;
  }
}
