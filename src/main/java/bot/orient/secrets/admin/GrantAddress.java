package bot.orient.secrets.admin;

/** Which grant a call is about: of a scope, to a namespace. */
record GrantAddress(String scope, String namespace) {

  private static final String NAMESPACE = "namespace";

  /** A scope is its own namespace's without a grant, and no call changes that. */
  static GrantAddress of(ApiRequest request) {
    GrantAddress grant = new GrantAddress(request.scope(), request.path().get(NAMESPACE));
    if (grant.namespace.equals(grant.scope)) {
      throw Problem.in(
              NAMESPACE,
              ProblemType.INVALID_FIELD,
              "namespace is the scope's own: it reads its own scope without a grant")
          .asException();
    }
    return grant;
  }
}
