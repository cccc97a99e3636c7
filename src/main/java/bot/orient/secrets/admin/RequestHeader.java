package bot.orient.secrets.admin;

/** The header fields that the API looks at. */
final class RequestHeader {
  static final String AUTHORIZATION = "Authorization";
  static final String CONTENT_TYPE = "Content-Type";
  static final String IF_MATCH = "If-Match";
  static final String IF_NONE_MATCH = "If-None-Match";
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private RequestHeader() {}
}
