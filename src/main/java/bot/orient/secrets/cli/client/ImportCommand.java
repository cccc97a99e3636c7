package bot.orient.secrets.cli.client;

import bot.orient.secrets.crypto.SecretBytes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code import}: writes many values. */
@Command(
    name = "import",
    description = {
      "Imports the values of a file, each for itself: a bad one stops no other. A key that the"
          + " store has with another value is a conflict and stays as it is, unless --replace is"
          + " given. Ends with 1 if a value was not imported.",
      "Example: orientctl import --from-env-file .env --dry-run"
    })
final class ImportCommand extends ApiCommand {

  /** More than anybody has; keeps a wrong file from filling the memory. */
  private static final int MOST_BYTES = 16 * 1024 * 1024;

  private static final Path STANDARD_INPUT = Path.of("-");

  @ArgGroup(multiplicity = "1")
  private Source source;

  @Option(names = "--dry-run", description = "say what would happen and write nothing")
  private boolean dryRun;

  @Option(
      names = "--replace",
      description =
          "where the store has another value, take the file's; the other is kept as an"
              + " earlier version")
  private boolean replace;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description =
          "remember that the values are from there: those that were not changed in the store since"
              + " give way to newer ones without --replace")
  private String place;

  private List<ObjectNode> rows;

  /** One of them. */
  static final class Source {
    @Option(
        names = "--from-env-file",
        paramLabel = "FILE",
        description = "lines of KEY=VALUE, with quotes as in dotenv; - is standard input")
    private Path env;

    @Option(
        names = "--from-json",
        paramLabel = "FILE",
        description =
            "an object from key to value, or to {value or valueBase64, category, description}; - is"
                + " standard input")
    private Path json;
  }

  ImportCommand(Tools tools) {
    super(tools);
  }

  @Override
  void prepare() {
    byte[] content =
        source.env != null ? read("--from-env-file", source.env) : read("--from-json", source.json);
    try {
      rows = source.env != null ? ImportRows.ofEnvFile(utf8(content)) : ImportRows.ofJson(content);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
    if (rows.isEmpty()) {
      throw ClientException.usage("there is no value in it");
    }
  }

  private byte[] read(String option, Path file) {
    byte[] content;
    if (file.equals(STANDARD_INPUT)) {
      if (tools().terminal().canAsk()) {
        throw ClientException.usage(option + ": nothing is piped in");
      }
      try (SecretBytes piped = tools().terminal().values().read("Values", MOST_BYTES).value()) {
        content = piped.toByteArray();
      }
    } else {
      try (InputStream in = Files.newInputStream(file)) {
        content = in.readNBytes(MOST_BYTES);
      } catch (IOException e) {
        throw ClientException.usage(option + ": cannot read " + file);
      }
    }
    if (content.length == MOST_BYTES) {
      throw ClientException.usage(option + ": the file is larger than 16 MiB");
    }
    return content;
  }

  private static String utf8(byte[] content) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw ClientException.usage(
          "--from-env-file: the file is not UTF-8; give bytes as valueBase64 with --from-json");
    }
  }

  @Override
  int run(Session session, Printer printer) {
    ObjectNode policy = Json.object().put("dryRun", dryRun).put("replace", replace);
    if (place != null) {
      policy.put("source", place);
    }
    JsonNode answer = new ImportCall(new PatientCalls(session, tools().pause()), policy).send(rows);
    printer.print(ImportText.of(answer));
    return answer.path("notImported").asInt() == 0 ? ExitCode.OK : ExitCode.REFUSED;
  }
}
