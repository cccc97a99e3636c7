package bot.orient.secrets.cli.client;

import bot.orient.secrets.cli.client.Cell.Colour;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The documents of the admin API as tables. */
final class Documents {

  private Documents() {}

  /** Secrets of all categories, with their slots. */
  static Result list(JsonNode list) {
    Table table = new Table("KEY", "CATEGORY", "SOURCE", "VERSION", "UPDATED", "NOTE");
    List<String> names = new ArrayList<>();
    for (JsonNode category : list.path("categories")) {
      for (JsonNode secret : category.path("secrets")) {
        names.add(text(secret, "key"));
        table.row(
            Cell.plain(text(secret, "key")),
            Cell.plain(text(category, "id")),
            source(secret),
            Cell.plain(text(secret, "version")),
            Cell.plain(text(secret, "updatedAt")),
            note(secret));
      }
    }
    return Result.table(list, names, table);
  }

  /** One secret; a value is never in it. */
  static Result secret(JsonNode secret) {
    Table table = new Table("FIELD", "VALUE");
    table.row("key", text(secret, "key"));
    table.row("category", text(secret, "category"));
    field(table, secret, "description");
    table.row(Cell.plain("source"), source(secret));
    if (secret.path("set").asBoolean()) {
      table.row("value", "******** (--reveal shows it, and the audit trail tells)");
    }
    for (String name : List.of("version", "revision", "createdAt", "updatedAt", "restart")) {
      field(table, secret, name);
    }
    if (secret.has("compromised")) {
      table.row(Cell.plain("note"), note(secret));
    }
    return Result.table(secret, List.of(text(secret, "key")), table);
  }

  /** Versions, newest first. */
  static Result history(JsonNode history) {
    Table table = new Table("VERSION", "STATE", "WRITTEN", "ACTION", "ACTOR", "NOTE");
    List<String> names = new ArrayList<>();
    for (JsonNode version : history.path("versions")) {
      names.add(text(version, "version"));
      table.row(
          Cell.plain(text(version, "version")),
          state(text(version, "state")),
          Cell.plain(text(version, "writtenAt")),
          Cell.plain(text(version, "action")),
          Cell.plain(text(version, "actor")),
          Cell.plain(
              version.has("copiedFrom") ? "copy of version " + text(version, "copiedFrom") : ""));
    }
    String state = text(history, "state");
    String until =
        history.has("restorableUntil")
            ? ", 'orientctl restore' works until " + text(history, "restorableUntil")
            : "";
    String end = state.equals("active") ? "" : Text.plain("the secret is " + state + until) + "\n";
    return new Result(history, names, colours -> table.print(colours) + end);
  }

  private static void field(Table table, JsonNode object, String name) {
    if (object.has(name)) {
      table.row(name, text(object, name));
    }
  }

  private static Cell source(JsonNode secret) {
    String source = text(secret, "source");
    return new Cell(
        source,
        switch (source) {
          case "Store" -> Colour.GOOD;
          case "Missing" -> Colour.FAINT;
          default -> Colour.NONE;
        });
  }

  private static Cell state(String state) {
    return new Cell(
        state,
        switch (state) {
          case "current" -> Colour.GOOD;
          case "destroyed" -> Colour.FAINT;
          default -> Colour.NONE;
        });
  }

  private static Cell note(JsonNode secret) {
    if (!secret.has("compromised")) {
      return Cell.plain("");
    }
    String reason = secret.path("compromised").path("reason").asText();
    return new Cell(reason.isEmpty() ? "compromised" : "compromised: " + reason, Colour.BAD);
  }

  static String text(JsonNode object, String name) {
    return object.path(name).asText();
  }
}
