package bot.orient.secrets.admin;

import bot.orient.secrets.store.AuditQuery;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Reads which audit rows somebody wants to see. */
final class AuditRequest {

  private static final int USUAL_PAGE = 100;

  private AuditRequest() {}

  /** Of the scope in the path; if there is none, of the one in the query, else of the store. */
  static AuditQuery of(ApiRequest request) {
    return new AuditQuery(
        Optional.ofNullable(request.scope()).or(() -> request.queryParameter("scope")),
        request.queryParameter("key"),
        request.queryParameter("actor"),
        request.queryParameter("action"),
        time(request, "since"),
        time(request, "until"),
        request.queryParameter("before").map(text -> WholeNumber.positive("before", text)),
        request.queryParameter("limit").map(AuditRequest::limit).orElse(USUAL_PAGE));
  }

  private static int limit(String text) {
    long limit = WholeNumber.positive("limit", text);
    if (limit > AuditQuery.LARGEST_PAGE) {
      throw Problem.in(
              "limit", ProblemType.INVALID_FIELD, "limit must be 1 to " + AuditQuery.LARGEST_PAGE)
          .asException();
    }
    return (int) limit;
  }

  private static Optional<Instant> time(ApiRequest request, String name) {
    return request
        .queryParameter(name)
        .map(
            text -> {
              try {
                return inRange(OffsetDateTime.parse(text).toInstant());
              } catch (DateTimeException e) {
                throw Problem.in(
                        name,
                        ProblemType.INVALID_FIELD,
                        name + " must be a time such as 2026-11-28T09:30:00Z")
                    .asException();
              }
            });
  }

  /** PostgreSQL knows fewer years than Java does. */
  private static Instant inRange(Instant time) {
    if (time.isBefore(Instant.EPOCH) || time.isAfter(Instant.parse("9999-12-31T23:59:59Z"))) {
      throw new DateTimeException("out of range");
    }
    return time;
  }
}
