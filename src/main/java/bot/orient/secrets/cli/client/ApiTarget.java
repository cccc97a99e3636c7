package bot.orient.secrets.cli.client;

import static bot.orient.secrets.cli.client.Documents.text;

import bot.orient.secrets.migration.ImportTarget;
import bot.orient.secrets.store.InvalidSecretException;
import bot.orient.secrets.store.OrientAuditRow;
import bot.orient.secrets.store.OrientImportPolicy;
import bot.orient.secrets.store.OrientImportRequest;
import bot.orient.secrets.store.OrientImportResult;
import bot.orient.secrets.store.ProviderChoice;
import bot.orient.secrets.store.StoreException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A store behind the admin API. The scope is that of the session. What concerns the connection, or
 * what the caller may do, ends the import with a {@link ClientException}.
 */
record ApiTarget(PatientCalls calls) implements ImportTarget {

  @Override
  public OrientImportResult importFromOrient(
      OrientImportRequest request, OrientImportPolicy policy) {
    ObjectNode how =
        Json.object()
            .put("dryRun", policy.dryRun())
            .put("replace", policy.replace())
            .put("source", request.source());
    JsonNode row = new ImportCall(calls, how).send(List.of(row(request))).path("rows").path(0);
    long version = row.path("version").asLong();
    return switch (text(row, "outcome")) {
      case "imported" -> new OrientImportResult.Written(version, false);
      case "replaced" -> new OrientImportResult.Written(version, true);
      case "unchanged" -> new OrientImportResult.Unchanged(version);
      case "superseded" -> new OrientImportResult.Kept(version, true);
      case "conflict" -> new OrientImportResult.Kept(version, false);
      case "refused" -> throw new InvalidSecretException(Text.plain(text(row, "message")));
      default -> throw new StoreException(Text.plain(text(row, "message")));
    };
  }

  private static ObjectNode row(OrientImportRequest request) {
    byte[] value = request.value().toByteArray();
    ObjectNode row =
        Json.object()
            .put("key", request.key())
            .put("valueBase64", Base64.getEncoder().encodeToString(value));
    Arrays.fill(value, (byte) 0);
    if (request.category() != null) {
      row.put("category", request.category());
    }
    if (request.description() != null) {
      row.put("description", request.description());
    }
    return row;
  }

  @Override
  public void markCompromised(String scope, String key, String reason) {
    calls.send(
        () ->
            Call.post(calls.session().path("secrets", key, "compromised"))
                .with(Json.object().put("reason", reason)));
  }

  @Override
  public Map<String, ProviderChoice> providerDefaults(String scope, String name) {
    Map<String, ProviderChoice> choices = new TreeMap<>();
    try {
      calls
          .send(() -> Call.get(calls.session().path("provider-defaults", name)))
          .path("useCases")
          .properties()
          .forEach(
              choice ->
                  choices.put(
                      choice.getKey(),
                      new ProviderChoice(
                          text(choice.getValue(), "provider"),
                          choice.getValue().path("model").textValue())));
    } catch (ClientException e) {
      if (e.exitCode() != ExitCode.NOT_FOUND) {
        throw e;
      }
    }
    return choices;
  }

  @Override
  public void putProviderDefaults(String scope, String name, Map<String, ProviderChoice> choices) {
    ObjectNode body = Json.object();
    ObjectNode useCases = body.putObject("useCases");
    choices.forEach(
        (useCase, choice) ->
            useCases
                .putObject(useCase)
                .put("provider", choice.provider())
                .put("model", choice.model()));
    calls.send(() -> Call.of("PUT", calls.session().path("provider-defaults", name)).with(body));
  }

  /** The API takes none: whoever calls it could write there what they like. */
  @Override
  public int keepOrientHistory(String scope, String source, List<OrientAuditRow> rows) {
    return 0;
  }
}
