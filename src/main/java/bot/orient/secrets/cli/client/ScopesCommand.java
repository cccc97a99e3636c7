package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code scopes}: who may read a scope besides its own namespace, and the end of one. */
@Command(
    name = "scopes",
    description =
        "Shows, gives and takes back grants: which namespaces may read a scope. Destroys a scope.")
final class ScopesCommand extends CommandGroup {

  ScopesCommand() {
    super("grants, grant, revoke or destroy is missing");
  }

  /** A command about one scope, which is named and not that of the options. */
  abstract static class OfScope extends ApiCommand {

    @Parameters(
        index = "0",
        paramLabel = "SCOPE",
        description = "a shared scope, or a namespace whose own scope it is")
    private String scope;

    OfScope(Tools tools) {
      super(tools);
    }

    @Override
    final int run(Session session, Printer printer) {
      return runIn(new Session(scope, session.api()), printer);
    }

    /** Does it, in a session of the scope, and returns the exit code. */
    abstract int runIn(Session session, Printer printer);
  }

  /** A command about one grant of a scope. */
  abstract static class OfGrant extends OfScope {

    @Parameters(
        index = "1",
        paramLabel = "NAMESPACE",
        description = "the namespace that reads the scope")
    private String namespace;

    OfGrant(Tools tools) {
      super(tools);
    }

    final String namespace() {
      return namespace;
    }

    final JsonNode send(String method, Session session) {
      return session.send(Call.of(method, session.path("grants", namespace)));
    }
  }

  /** {@code scopes grants}. */
  @Command(name = "grants", description = "Shows which namespaces a scope is granted to.")
  static final class Grants extends OfScope {

    Grants(Tools tools) {
      super(tools);
    }

    @Override
    int runIn(Session session, Printer printer) {
      JsonNode grants = session.send(Call.get(session.path("grants")));
      Table table = new Table("NAMESPACE");
      List<String> names = new ArrayList<>();
      for (JsonNode namespace : grants.path("namespaces")) {
        names.add(namespace.asText());
        table.row(namespace.asText());
      }
      printer.print(Result.table(grants, names, table));
      return ExitCode.OK;
    }
  }

  /** {@code scopes grant}. */
  @Command(
      name = "grant",
      description = {
        "Lets a namespace read a scope: its OrientSecrets with spec.scope get the values.",
        "Example: orientctl scopes grant platform.shared shop"
      })
  static final class Grant extends OfGrant {

    Grant(Tools tools) {
      super(tools);
    }

    @Override
    int runIn(Session session, Printer printer) {
      JsonNode granted = send("PUT", session);
      if (granted.has("warning")) {
        err().println("warning: " + Text.plain(Documents.text(granted, "warning")));
      }
      boolean made = Documents.text(granted, "result").equals("granted");
      printer.print(
          Result.sentence(
              granted,
              namespace(),
              "scope %s %s granted to namespace %s"
                  .formatted(session.scope(), made ? "is" : "was already", namespace())));
      return ExitCode.OK;
    }
  }

  /** {@code scopes revoke}. */
  @Command(
      name = "revoke",
      description =
          "Takes a grant back. Who had the values may still know them: set new ones if that matters.")
  static final class Revoke extends OfGrant {

    Revoke(Tools tools) {
      super(tools);
    }

    @Override
    int runIn(Session session, Printer printer) {
      send("DELETE", session);
      printer.print(
          Result.sentence(
              Json.object()
                  .put("scope", session.scope())
                  .put("namespace", namespace())
                  .put("result", "revoked"),
              namespace(),
              "scope %s is not granted to namespace %s any more"
                  .formatted(session.scope(), namespace())));
      return ExitCode.OK;
    }
  }
}
