package bot.orient.secrets.admin;

import bot.orient.secrets.store.OrientImportPolicy;
import bot.orient.secrets.store.OrientImportRequest;
import bot.orient.secrets.store.RequestToken;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the request to import values. A batch that is malformed is refused as a whole, before
 * anything is written; a value that the store does not take is its own row's failure.
 *
 * @param rows with values, for the caller to close
 */
record ImportBatch(OrientImportPolicy policy, List<OrientImportRequest> rows)
    implements AutoCloseable {

  /** Each is a transaction, and a call must not take a turn for ever. */
  static final int MOST_ROWS = 200;

  private static final String SECRETS = "secrets";

  static ImportBatch of(ApiRequest request) {
    JsonFields body = JsonFields.of(request.body(), SECRETS, "source", "replace", "dryRun");
    OrientImportPolicy policy = new OrientImportPolicy(body.flag("replace"), body.flag("dryRun"));
    String source = body.text("source").orElse(null);
    checkSource(source);
    Optional<RequestToken> token = Preconditions.token(request);
    if (token.filter(given -> !given.isUsable()).isPresent()) {
      throw invalid(
          RequestHeader.IDEMPOTENCY_KEY, RequestHeader.IDEMPOTENCY_KEY + " " + RequestToken.RULE);
    }
    List<JsonFields> objects =
        body.objects(SECRETS, "key", "value", "valueBase64", "category", "description");
    if (objects.isEmpty() || objects.size() > MOST_ROWS) {
      throw invalid(SECRETS, "secrets must have 1 to " + MOST_ROWS + " elements");
    }
    List<OrientImportRequest> rows = new ArrayList<>();
    try {
      Set<String> keys = new HashSet<>();
      for (JsonFields object : objects) {
        String place = SECRETS + "[" + rows.size() + "]";
        String key =
            object.text("key").orElseThrow(() -> invalid(place + ".key", place + " has no key"));
        if (!keys.add(key)) {
          throw invalid(place + ".key", place + " has a key that stands there before");
        }
        rows.add(
            new OrientImportRequest(
                request.scope(),
                key,
                ValueRequest.value(object, place + "."),
                object.text("category").orElse(null),
                object.text("description").orElse(null),
                source,
                null,
                null,
                token));
      }
      return new ImportBatch(policy, List.copyOf(rows));
    } catch (ProblemException e) {
      rows.forEach(row -> row.value().close());
      throw e;
    }
  }

  /** The store's own rule would be told once for each row. */
  private static void checkSource(String source) {
    if (source != null
        && (source.isEmpty()
            || source.length() > 253
            || source.chars().anyMatch(Character::isISOControl))) {
      throw invalid("source", "source must be 1 to 253 characters, none of them a control one");
    }
  }

  private static ProblemException invalid(String field, String detail) {
    return Problem.in(field, ProblemType.INVALID_FIELD, detail).asException();
  }

  @Override
  public void close() {
    rows.forEach(row -> row.value().close());
  }

  /** The rows have values. */
  @Override
  public String toString() {
    return "ImportBatch[" + rows.size() + " rows, redacted]";
  }
}
