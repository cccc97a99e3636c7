package bot.orient.secrets.cli;

import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code seal-audit}: seals the audit trail until it is stopped. */
@Command(
    name = "seal-audit",
    description = {
      "Seal the audit trail in a process of its own, until it is stopped. Run it as database user orient_sealer, beside an operator"
          + " with ORIENT_AUDIT_SEALER=external.",
      "",
      "Reads the operator's own variables: ORIENT_DATABASE_*, ORIENT_KEK* and ORIENT_AUDIT_*.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"2:wrong options", "78:a variable is missing or wrong", "143:stopped"})
final class SealAuditCommand implements Runnable {

  private final Supplier<Runnable> sealer;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this and exit")
  private boolean help;

  /**
   * @param sealer starts one, and gives what ends it
   */
  SealAuditCommand(Supplier<Runnable> sealer) {
    this.sealer = sealer;
  }

  @Override
  public void run() {
    Runtime.getRuntime().addShutdownHook(new Thread(sealer.get(), "shutdown"));
    try {
      // Until the process is stopped.
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
