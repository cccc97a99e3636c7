package bot.orient.secrets.admin;

/** Which secret a call is about; the store says whether the names are possible. */
record SecretAddress(String scope, String key) {

  static SecretAddress of(ApiRequest request) {
    return new SecretAddress(request.scope(), request.key());
  }
}
