package bot.orient.secrets.admin;

/**
 * What a caller must be allowed to do: a verb on a subresource of {@code
 * orientsecrets.secrets.orient.bot}.
 *
 * @param reach where it must be allowed
 */
record Permission(String verb, String subresource, Reach reach) {

  /** Where a permission is asked for. */
  enum Reach {
    /** In the namespace of the same name as the scope; a scope that is none, in the cluster. */
    SCOPE,
    /** In the cluster: it is about the whole store. */
    STORE,
    /** In each namespace for itself: an answer has only what is in those where it is allowed. */
    VISIBLE
  }

  static Permission inScope(String verb, String subresource) {
    return new Permission(verb, subresource, Reach.SCOPE);
  }

  static Permission whereVisible(String verb, String subresource) {
    return new Permission(verb, subresource, Reach.VISIBLE);
  }

  static Permission inStore(String verb, String subresource) {
    return new Permission(verb, subresource, Reach.STORE);
  }
}
