package bot.orient.secrets.cli.client;

import bot.orient.secrets.cli.client.Cell.Colour;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;

/** {@code verify}: is the store well. */
@Command(
    name = "verify",
    description =
        "Has the operator decrypt every version and check the audit trail of the whole store, and"
            + " waits for what it finds. Ends with 1 if something is wrong.")
final class VerifyCommand extends ApiCommand {

  VerifyCommand(Tools tools) {
    super(tools);
  }

  @Override
  int run(Session session, Printer printer) {
    session.send(Call.post("/v1/verification"));
    JsonNode verification =
        new Waiting(session, err(), false, tools().pause())
            .until("/v1/verification", Set.of("running"));
    if (!Documents.text(verification, "state").equals("done")) {
      throw ClientException.unavailable(
          "the verification did not come to an end: "
              + Text.plain(verification.path("message").asText("the operator began anew")));
    }
    printer.print(result(verification));
    return verification.path("report").path("clean").asBoolean() ? ExitCode.OK : ExitCode.REFUSED;
  }

  private static Result result(JsonNode verification) {
    JsonNode report = verification.path("report");
    boolean clean = report.path("clean").asBoolean();
    Table table = new Table("FINDING", "SUBJECT", "MESSAGE");
    List<String> names = new ArrayList<>();
    for (JsonNode finding : report.path("findings")) {
      names.add(Documents.text(finding, "subject"));
      table.row(
          new Cell(Documents.text(finding, "kind"), Colour.BAD),
          Cell.plain(Documents.text(finding, "subject")),
          Cell.plain(Documents.text(finding, "message")));
    }
    Cell summary =
        new Cell(
            "%s: %s versions of %s secrets decrypted, %s rows of the audit trail checked, %s anchors"
                .formatted(
                    clean ? "all is well" : "something is wrong",
                    Documents.text(report, "versions"),
                    Documents.text(report, "secrets"),
                    Documents.text(report, "auditRows"),
                    Documents.text(report, "anchors")),
            clean ? Colour.GOOD : Colour.BAD);
    long further = report.path("furtherFindings").asLong();
    String more = further > 0 ? "and " + further + " more\n" : "";
    return new Result(
        verification,
        names,
        colours ->
            (names.isEmpty() ? "" : table.print(colours) + more) + summary.print(colours) + "\n");
  }
}
