package bot.orient.secrets.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs kubectl as one user. */
public final class Kubectl {
  private final Path executable;
  private final Path kubeconfig;

  private Kubectl(Path executable, Path kubeconfig) {
    this.executable = executable;
    this.kubeconfig = kubeconfig;
  }

  /**
   * Takes kubectl from beside the API server's binary, else from PATH, else from KUBECTL.
   *
   * @throws IllegalStateException saying where kubectl was looked for
   */
  public static Kubectl find(ControlPlaneBinaries binaries, Path kubeconfig) {
    return find(binaries.kubeApiserver().resolveSibling("kubectl"), System.getenv(), kubeconfig);
  }

  /** The user's own kubectl, from PATH or KUBECTL, for a cluster that is there already. */
  public static Kubectl installed(Path kubeconfig) {
    return find(Path.of("kubectl"), System.getenv(), kubeconfig);
  }

  static Kubectl find(Path besideApiServer, Map<String, String> environment, Path kubeconfig) {
    Path executable =
        Stream.concat(
                Stream.concat(Stream.of(besideApiServer), onPath(environment)),
                Optional.ofNullable(environment.get("KUBECTL")).map(Path::of).stream())
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "kubectl was found neither at %s nor on PATH. Install it, or set KUBECTL to its path."
                            .formatted(besideApiServer)));
    return new Kubectl(executable, kubeconfig);
  }

  private static Stream<Path> onPath(Map<String, String> environment) {
    return Stream.of(environment.getOrDefault("PATH", "").split(":"))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, "kubectl"));
  }

  public Path executable() {
    return executable;
  }

  /** The same kubectl as somebody else. */
  public Kubectl with(Path otherKubeconfig) {
    return new Kubectl(executable, otherKubeconfig);
  }

  /** Runs kubectl to its end; never throws for an exit code. */
  public CommandResult run(String... arguments) {
    return runWithInput("", arguments);
  }

  /** Applies YAML given as text (client-side apply, as a person would). */
  public CommandResult apply(String yaml) {
    return runWithInput(yaml, "apply", "-f", "-");
  }

  /** Runs kubectl with the text as its standard input. */
  public CommandResult runWithInput(String input, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(executable.toString(), "--kubeconfig=" + kubeconfig));
    command.addAll(List.of(arguments));
    return Command.run(command, input);
  }
}
