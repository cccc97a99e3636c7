package bot.orient.secrets.admin;

import java.util.Optional;
import java.util.regex.Pattern;

/** Decides whether a caller may use a route. */
final class Authorizer {

  /** RFC 1123 label: what a namespace can be called. */
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private final AccessReviews reviews;

  Authorizer(AccessReviews reviews) {
    this.reviews = reviews;
  }

  /**
   * Lets through who may. What is about all that is visible is for everybody who is known; its
   * endpoint leaves out what they may not see.
   *
   * @param scope of the request; empty if it is about the whole store
   * @throws ProblemException when the caller may not
   */
  void authorize(Caller caller, Permission permission, Optional<String> scope) {
    if (permission.reach() == Permission.Reach.VISIBLE) {
      return;
    }
    if (!reviews.allows(caller, permission, namespace(permission, scope))) {
      throw Problem.forbidden(permission).asException();
    }
  }

  /**
   * A shared scope need not have a namespace: in one that does not exist, only those may do
   * something who may do it everywhere. So nobody has to ask whether it exists.
   */
  static Optional<String> namespace(Permission permission, Optional<String> scope) {
    return permission.reach() == Permission.Reach.STORE
        ? Optional.empty()
        : scope.filter(Authorizer::isNamespaceName);
  }

  /** Whether a namespace can be called so. */
  static boolean isNamespaceName(String name) {
    return NAMESPACE.matcher(name).matches();
  }
}
