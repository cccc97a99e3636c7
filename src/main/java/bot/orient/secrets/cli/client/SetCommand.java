package bot.orient.secrets.cli.client;

import bot.orient.secrets.cli.LineEnd;
import bot.orient.secrets.cli.ValueInput;
import bot.orient.secrets.crypto.SecretBytes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code set}: writes a value. */
@Command(
    name = "set",
    description =
        "Sets the value of a secret. Asks for it twice at a terminal, without showing it, unless"
            + " it is told where the value comes from.")
final class SetCommand extends ApiCommand {

  @Mixin private KeyArgument argument;

  @ArgGroup private Source source = new Source();

  @Option(
      names = "--trim-newline",
      description = "take one line break off the end of a file or of standard input")
  private boolean trimNewline;

  @Option(
      names = "--category",
      paramLabel = "CATEGORY",
      description = "default: as it is, else the catalog's")
  private String category;

  @Option(
      names = "--description",
      paramLabel = "TEXT",
      description = "default: as it is, else the catalog's")
  private String description;

  @Option(names = "--create", description = "only if there is no such secret")
  private boolean create;

  @Option(
      names = "--if-revision",
      paramLabel = "N",
      description = "only if the secret still has this revision")
  private Long revision;

  private SecretBytes value;

  /** One of them at most. */
  static final class Source {
    @Option(names = "--from-file", paramLabel = "FILE", description = "the value is in this file")
    private Path file;

    @Option(names = "--from-stdin", description = "the value is piped in")
    private boolean stdin;

    @Option(
        names = "--value-on-command-line",
        paramLabel = "VALUE",
        description =
            "the value itself; other users of this machine and the shell's history can see it")
    private String argument;
  }

  SetCommand(Tools tools) {
    super(tools);
  }

  @Override
  void prepare() {
    if (create && revision != null) {
      throw ClientException.usage("give --create or --if-revision, not both");
    }
    value = read();
    if (value.length() == 0) {
      throw ClientException.usage("the value is empty: nothing was typed or piped in");
    }
  }

  private SecretBytes read() {
    if (source.argument != null) {
      err()
          .println(
              "warning: a value on the command line can be seen by other users of this machine and"
                  + " stays in the shell's history; set another one with --from-stdin");
      return SecretBytes.owning(source.argument.getBytes(StandardCharsets.UTF_8));
    }
    if (source.file != null) {
      try (InputStream in = Files.newInputStream(source.file);
          SecretBytes read = SecretBytes.owning(in.readNBytes(LineEnd.MOST_BYTES))) {
        return LineEnd.of(read, trimNewline, err());
      } catch (IOException e) {
        throw ClientException.usage("--from-file: cannot read " + source.file);
      }
    }
    return source.stdin ? piped() : typed();
  }

  private SecretBytes piped() {
    ValueInput.Entered entered =
        tools().terminal().values().read("Value of " + argument.key, LineEnd.MOST_BYTES);
    if (entered.atTerminal()) {
      return entered.value();
    }
    try (SecretBytes read = entered.value()) {
      return LineEnd.of(read, trimNewline, err());
    }
  }

  private SecretBytes typed() {
    if (!tools().terminal().canAsk()) {
      throw ClientException.usage(
          "nobody can be asked for the value here: pipe it in with --from-stdin, or use"
              + " --from-file");
    }
    ValueInput input = tools().terminal().values();
    SecretBytes first = input.read("Value of " + argument.key, LineEnd.MOST_BYTES).value();
    try (SecretBytes second = input.read("The same again", LineEnd.MOST_BYTES).value()) {
      if (!first.equals(second)) {
        first.close();
        throw ClientException.usage("the two are not the same: nothing was set, try again");
      }
    }
    return first;
  }

  @Override
  int run(Session session, Printer printer) {
    Call call = Call.of("PUT", session.path("secrets", argument.key)).withBytes(body());
    if (create) {
      call.header("If-None-Match", "*");
    }
    if (revision != null) {
      call.header("If-Match", "\"" + revision + "\"");
    }
    JsonNode written = session.send(call);
    String version = Documents.text(written, "version");
    printer.print(
        Result.sentence(
            written,
            argument.key,
            Documents.text(written, "result").equals("unchanged")
                ? argument.key + " has this value already, at version " + version
                : argument.key + " is set, at version " + version));
    return ExitCode.OK;
  }

  /** By bytes, so that no text of the value is left in memory. */
  private byte[] body() {
    ObjectNode others = Json.object();
    if (category != null) {
      others.put("category", category);
    }
    if (description != null) {
      others.put("description", description);
    }
    byte[] rest = Json.bytes(others);
    byte[] plain = value.toByteArray();
    byte[] base64 = Base64.getEncoder().encode(plain);
    WipedOutput body = new WipedOutput();
    body.writeBytes("{\"valueBase64\":\"".getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(base64);
    body.writeBytes((others.isEmpty() ? "\"" : "\",").getBytes(StandardCharsets.US_ASCII));
    body.write(rest, 1, rest.length - 1);
    Arrays.fill(plain, (byte) 0);
    Arrays.fill(base64, (byte) 0);
    value.close();
    return body.taken();
  }

  /** Large enough that it never grows, which would leave copies. */
  private static final class WipedOutput extends ByteArrayOutputStream {
    WipedOutput() {
      super(4 * LineEnd.MOST_BYTES);
    }

    byte[] taken() {
      byte[] all = toByteArray();
      Arrays.fill(buf, (byte) 0);
      return all;
    }
  }
}
