package bot.orient.secrets.admin;

import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Why a call was refused, as in RFC 9457.
 *
 * @param detail what is wrong and what to do, for a person; never a value
 * @param field of the request that is at fault
 * @param headers of the answer, beside its content type
 */
record Problem(
    ProblemType type, String detail, Optional<String> field, Map<String, String> headers) {

  static Problem of(ProblemType type, String detail) {
    return new Problem(type, detail, Optional.empty(), Map.of());
  }

  /** A field, header or parameter that is at fault. */
  static Problem in(String field, ProblemType type, String detail) {
    return new Problem(type, detail, Optional.of(field), Map.of());
  }

  static Problem retryLater(ProblemType type, String detail, long seconds) {
    return of(type, detail).with("Retry-After", Long.toString(seconds));
  }

  static Problem unauthenticated(String detail) {
    return of(ProblemType.UNAUTHENTICATED, detail).with("WWW-Authenticate", "Bearer");
  }

  static Problem tooManyRequests(String detail) {
    return retryLater(ProblemType.TOO_MANY_REQUESTS, detail, 1);
  }

  static Problem methodNotAllowed(SortedSet<String> allowed) {
    String methods = String.join(", ", allowed);
    return of(ProblemType.METHOD_NOT_ALLOWED, "this path takes " + methods).with("Allow", methods);
  }

  /** The same whether what was asked for exists or not. */
  static Problem forbidden(Permission permission) {
    String right =
        "%s on orientsecrets/%s of secrets.orient.bot"
            .formatted(permission.verb(), permission.subresource());
    return of(
        ProblemType.FORBIDDEN,
        permission.reach() == Permission.Reach.STORE
            ? "this needs the right to " + right + " in the whole cluster"
            : "this needs the right to "
                + right
                + " in the namespace of the scope's name, or in the whole cluster");
  }

  private Problem with(String header, String value) {
    return new Problem(type, detail, field, Map.of(header, value));
  }

  ProblemException asException() {
    return new ProblemException(this);
  }
}
