package bot.orient.secrets.admin;

import java.util.Optional;

/** A grant to make. */
record GrantRequest(GrantAddress address) {

  /** What no namespace can be called would be granted to nobody. */
  static GrantRequest of(ApiRequest request) {
    GrantAddress address = GrantAddress.of(request);
    if (!Authorizer.isNamespaceName(address.namespace())) {
      throw Problem.in(
              "namespace",
              ProblemType.INVALID_FIELD,
              "namespace must be lower-case letters, digits and '-', 63 at most, as the name of a"
                  + " namespace is")
          .asException();
    }
    return new GrantRequest(address);
  }

  /**
   * What is risky about the scope's name. A shared scope that is called as a namespace can be
   * belongs to whoever makes that namespace; no namespace has a dot in its name.
   */
  Optional<String> warning() {
    String scope = address.scope();
    return Authorizer.isNamespaceName(scope)
        ? Optional.of(
            "whoever administers a namespace called %s has this scope, too; if it is no namespace's own, move its secrets to a scope with a dot in its name, such as %s.shared"
                .formatted(scope, scope))
        : Optional.empty();
  }
}
