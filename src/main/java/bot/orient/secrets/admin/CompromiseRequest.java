package bot.orient.secrets.admin;

/**
 * A value became known to others.
 *
 * @param reason for people; may be null
 */
record CompromiseRequest(SecretAddress secret, String reason) {

  static CompromiseRequest of(ApiRequest request) {
    return new CompromiseRequest(
        SecretAddress.of(request),
        JsonFields.of(request.body(), "reason").text("reason").orElse(null));
  }
}
