package bot.orient.secrets.admin;

/** Which version of which secret a call is about. */
record VersionAddress(SecretAddress secret, long version) {

  static VersionAddress of(ApiRequest request) {
    return new VersionAddress(
        SecretAddress.of(request), WholeNumber.positive("version", request.path().get("version")));
  }
}
