package bot.orient.secrets.admin;

/** Which set of provider choices a call is about: the name of a ProviderDefaults resource. */
record ProviderAddress(String scope, String name) {

  static ProviderAddress of(ApiRequest request) {
    return new ProviderAddress(request.scope(), request.path().get("name"));
  }
}
