package bot.orient.secrets.admin;

/** Asks where a key's value comes from and goes to; what is told depends on who asks. */
record ExplainRequest(SecretAddress secret, Caller caller) {

  static ExplainRequest of(ApiRequest request) {
    return new ExplainRequest(SecretAddress.of(request), request.caller().orElseThrow());
  }
}
