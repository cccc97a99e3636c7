package bot.orient.secrets.cli.client;

import bot.orient.secrets.cli.PublicKeyFile;
import bot.orient.secrets.cli.Sealing;
import bot.orient.secrets.crypto.SealingPublicKey;
import bot.orient.secrets.sync.SealingKeyDocument;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code seal}, with the public key that the operator published in its cluster. */
@Command(
    name = "seal",
    description =
        "Seals a value for spec.keys[].sealedValue of an OrientSecret, which makes it safe to keep"
            + " in Git. The value is read from standard input, or asked for at a terminal; it is"
            + " sent nowhere.")
final class SealForClusterCommand implements Runnable {

  private final Tools tools;

  @Spec private CommandSpec command;

  @Mixin private KeyArgument argument;

  @Mixin private ConnectionOptions connection;

  @Option(
      names = "--public-key",
      paramLabel = "FILE",
      description =
          "the ConfigMap with the public key, saved; default: it is fetched from the operator's"
              + " namespace")
  private Path publicKey;

  @Option(
      names = "--trim-newline",
      description = "take one line break off the end of standard input")
  private boolean trimNewline;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this and exit")
  private boolean help;

  SealForClusterCommand(Tools tools) {
    this.tools = tools;
  }

  @Override
  public void run() {
    if (publicKey != null && connection.scope != null) {
      seal(PublicKeyFile.read(publicKey), connection.scope);
      return;
    }
    try (Cluster cluster = tools.opening().cluster(connection)) {
      seal(
          publicKey == null ? published(cluster) : PublicKeyFile.read(publicKey),
          connection.scope == null ? cluster.namespace() : connection.scope);
    }
  }

  private SealingPublicKey published(Cluster cluster) {
    try {
      return SealingKeyDocument.read(cluster.sealingKey(connection.operatorNamespace));
    } catch (IllegalArgumentException e) {
      throw new ClientException(
          ExitCode.REFUSED, "the published ConfigMap cannot be used: " + e.getMessage());
    }
  }

  private void seal(SealingPublicKey recipient, String scope) {
    new Sealing(tools.terminal().values(), tools.clock())
        .seal(recipient, scope, argument.key, trimNewline, command.commandLine());
  }
}
