package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
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

  /** What became of all rows, in their order, as one answer. */
  JsonNode send(List<ObjectNode> rows) {
    ArrayNode outcomes = Json.object().putArray("rows");
    List<ObjectNode> batch = new ArrayList<>();
    int bytes = 0;
    for (ObjectNode row : rows) {
      int size = Json.bytes(row).length + 1;
      if (batch.size() == MOST_ROWS || !batch.isEmpty() && bytes + size > MOST_BYTES) {
        sent(batch).path("rows").forEach(outcomes::add);
        batch.clear();
        bytes = 0;
      }
      batch.add(row);
      bytes += size;
    }
    if (!batch.isEmpty()) {
      sent(batch).path("rows").forEach(outcomes::add);
    }
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
