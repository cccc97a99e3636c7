package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;

/**
 * Imports rows by as many calls as they need. A call that got no answer, or was told to wait, is
 * made again under the same token, so that nothing is done twice.
 *
 * @param policy what goes with each call beside the rows
 */
record ImportCall(PatientCalls calls, ObjectNode policy) {

  /** As many as the API takes. */
  private static final int MOST_ROWS = 200;

  /** Below the 1 MiB that a call may have, with room for what stands around the rows. */
  private static final int MOST_BYTES = 1000 * 1000;

  private static final String TOO_LARGE =
      "value is too large: it must have 64 KiB at most, and no row may have more than 1 MB";

  /**
   * What became of all rows, in their order, as one answer. A row that no call can have is refused;
   * when calls fail after others were good, the rest of the rows fail, and the answer tells so.
   *
   * @throws ClientException when the first call fails: then nothing was imported
   */
  JsonNode send(List<ObjectNode> rows) {
    ArrayNode outcomes = Json.object().putArray("rows");
    boolean good = false;
    for (int from = 0; from < rows.size(); ) {
      List<ObjectNode> batch = batch(rows, from);
      if (batch.isEmpty()) {
        outcomes.add(outcome(rows.get(from), "refused", TOO_LARGE));
        from++;
        continue;
      }
      try {
        sent(batch).path("rows").forEach(outcomes::add);
        good = true;
      } catch (ClientException e) {
        if (!good) {
          throw e;
        }
        rows.subList(from, rows.size())
            .forEach(row -> outcomes.add(outcome(row, "failed", e.getMessage())));
        break;
      }
      from += batch.size();
    }
    return answer(outcomes);
  }

  /** As many rows from there on as one call takes; none if the first is too large. */
  private static List<ObjectNode> batch(List<ObjectNode> rows, int from) {
    int to = from;
    int bytes = 0;
    while (to < rows.size() && to - from < MOST_ROWS) {
      bytes += Json.bytes(rows.get(to)).length + 1;
      if (bytes > MOST_BYTES) {
        break;
      }
      to++;
    }
    return rows.subList(from, to);
  }

  private static ObjectNode outcome(ObjectNode row, String outcome, String message) {
    return Json.object()
        .put("key", row.path("key").asText())
        .put("outcome", outcome)
        .put("message", message);
  }

  private JsonNode answer(ArrayNode outcomes) {
    ObjectNode all = Json.object();
    all.put("dryRun", policy.path("dryRun").asBoolean());
    all.put("notImported", ImportText.notImported(outcomes));
    all.set("rows", outcomes);
    return all;
  }

  private JsonNode sent(List<ObjectNode> batch) {
    ObjectNode body = policy.deepCopy();
    body.putArray("secrets").addAll(batch);
    String token = UUID.randomUUID().toString();
    return calls.send(
        () ->
            Call.post(calls.session().path("import")).with(body).header("Idempotency-Key", token));
  }
}
