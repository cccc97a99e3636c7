package bot.orient.secrets.store;

/** Why a version cannot be rolled back to, and what to do. */
final class RollbackRefusal {

  private RollbackRefusal() {}

  static InvalidSecretException of(RollbackRequest request, SecretRead source) {
    String secret = request.scope() + "/" + request.key();
    if (source instanceof SecretRead.NoSuchVersion missing) {
      return refused(secret, missing.reason() + "; the history names those that are kept");
    }
    if (source instanceof SecretRead.Unreadable unreadable) {
      return refused(
          secret,
          "version "
              + request.version()
              + " cannot be read, "
              + unreadable.reason()
              + "; choose another one");
    }
    return refused(secret, "the secret is deleted or was never written; undelete it first");
  }

  private static InvalidSecretException refused(String secret, String why) {
    return new InvalidSecretException("version of " + secret + " cannot be copied: " + why);
  }
}
