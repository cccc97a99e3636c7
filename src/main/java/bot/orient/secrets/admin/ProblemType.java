package bot.orient.secrets.admin;

import java.util.Locale;

/** What can be wrong with a call, each with its HTTP status and a title that never changes. */
enum ProblemType {
  MALFORMED_REQUEST(400, "The request is malformed"),
  UNAUTHENTICATED(401, "Who calls is not known"),
  FORBIDDEN(403, "The caller may not do this"),
  NO_SUCH_PATH(404, "There is no such path"),
  NOT_FOUND(404, "There is no such thing in the store"),
  METHOD_NOT_ALLOWED(405, "The path does not take this method"),
  REQUEST_TIMEOUT(408, "The request took too long to arrive"),
  CONFLICT(409, "The state of the secret does not allow this"),
  GONE(410, "It is gone for good"),
  PRECONDITION_FAILED(412, "The secret is not as expected"),
  CONTENT_TOO_LARGE(413, "The request is too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "The body is of another type than JSON"),
  INVALID_FIELD(422, "A field has a value that is not allowed"),
  TOO_MANY_REQUESTS(429, "Too many requests"),
  HEADERS_TOO_LARGE(431, "The header is too large"),
  INTERNAL_ERROR(500, "The operator failed"),
  STORE_REFUSES(500, "The store refuses this"),
  STORE_UNAVAILABLE(503, "The store is away"),
  WRITE_IN_DOUBT(503, "It is not known whether this was done"),
  KEY_UNAVAILABLE(503, "The key of the store is not at hand"),
  CLUSTER_UNAVAILABLE(503, "The Kubernetes API server is away"),
  BUSY(503, "The operator is busy");

  private static final String PREFIX = "tag:secrets.orient.bot,2026:";

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** Names the type for programs: a tag URI (RFC 4151), which leads nowhere. */
  String uri() {
    return PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }
}
