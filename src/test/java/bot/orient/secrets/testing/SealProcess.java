package bot.orient.secrets.testing;

import java.nio.file.Path;
import java.util.List;

/** The command {@code seal} as its user has it: a process that is given a value and a file. */
public final class SealProcess {

  private SealProcess() {}

  /**
   * Seals what is piped in; answers what a user then puts into a spec.
   *
   * @param publicKey the ConfigMap, saved
   */
  public static String seal(Path publicKey, String scope, String key, String value) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            OperatorProcess.Builder.classPath(),
            "bot.orient.secrets.Main",
            "seal",
            "--public-key",
            publicKey.toString(),
            "--scope",
            scope,
            "--key",
            key);
    return Command.run(command, value).orThrow().strip();
  }
}
