package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code get}: what is known about a secret. */
@Command(
    name = "get",
    description = "Shows what is known about a secret; its value only with --reveal.")
final class GetCommand extends ApiCommand {

  @Mixin private KeyArgument argument;

  @Option(
      names = "--reveal",
      description =
          "print the value, byte by byte, and nothing else; with -o json or yaml also its version."
              + " The audit trail tells who did.")
  private boolean reveal;

  GetCommand(Tools tools) {
    super(tools);
  }

  @Override
  int run(Session session, Printer printer) {
    if (!reveal) {
      printer.print(
          Documents.secret(session.send(Call.get(session.path("secrets", argument.key)))));
      return ExitCode.OK;
    }
    JsonNode value = session.send(Call.post(session.path("secrets", argument.key, "reveal")));
    if (printer.format() == OutputFormat.JSON || printer.format() == OutputFormat.YAML) {
      printer.print(Result.sentence(value, argument.key, ""));
    } else {
      write(value);
    }
    return ExitCode.OK;
  }

  private void write(JsonNode value) {
    byte[] bytes =
        value.has("valueBase64")
            ? Base64.getDecoder().decode(Documents.text(value, "valueBase64"))
            : Documents.text(value, "value").getBytes(StandardCharsets.UTF_8);
    OutputStream out = tools().terminal().bytes();
    try {
      out.write(bytes);
      if (tools().terminal().isSeen()) {
        out.write('\n');
      }
      out.flush();
    } catch (IOException e) {
      throw new ClientException(ExitCode.REFUSED, "standard output cannot be written to");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
