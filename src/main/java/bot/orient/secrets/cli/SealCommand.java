package bot.orient.secrets.cli;

import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code seal}: makes a value safe for Git; reaches neither store nor cluster. */
@Command(
    name = "seal",
    description = {
      "Seals a value for spec.keys[].sealedValue of an OrientSecret, which makes it safe to keep in Git. Only the store opens it, and"
          + " only for that scope and key. The value is read from standard input, or asked for at a terminal. Reaches neither"
          + " store nor cluster.",
      "",
      "The public key: kubectl get configmap orient-secrets-sealing-key --namespace NAMESPACE_OF_THE_OPERATOR --output yaml",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the sealed value is printed",
      "1:a store would refuse the value, the scope or the key",
      "2:wrong options",
      "78:the public key or the value cannot be read"
    })
final class SealCommand implements Runnable {

  private final ValueInput input;
  private final Clock clock;

  @Spec private CommandSpec command;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this and exit")
  private boolean help;

  @Option(
      names = "--public-key",
      required = true,
      paramLabel = "FILE",
      description = "the ConfigMap with the public key, as kubectl prints it in YAML or JSON")
  private Path publicKey;

  @Option(
      names = "--scope",
      required = true,
      paramLabel = "SCOPE",
      description = "the namespace of the OrientSecret")
  private String scope;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "KEY",
      description = "the key in the store, as in spec.keys[].key")
  private String key;

  @Option(
      names = "--trim-newline",
      description = "take one line break off the end of standard input; default: keep it")
  private boolean trimNewline;

  SealCommand(ValueInput input, Clock clock) {
    this.input = input;
    this.clock = clock;
  }

  @Override
  public void run() {
    new Sealing(input, clock)
        .seal(PublicKeyFile.read(publicKey), scope, key, trimNewline, command.commandLine());
  }
}
