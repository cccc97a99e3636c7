package bot.orient.secrets.playground;

import java.util.List;

/**
 * What the user asked for.
 *
 * @param currentCluster work in the cluster of the current kubeconfig instead of a local control
 *     plane
 * @param once end after the table instead of staying up
 */
record PlaygroundOptions(boolean currentCluster, boolean once, boolean help) {

  static final String USAGE =
      """
      Usage: ./src/dev/playground [--cluster] [--once]

      Starts PostgreSQL, a local Kubernetes control plane and the operator, applies examples/, rotates two keys,
      shows what happened, and stays up for kubectl until Ctrl-C.

        --cluster   use the cluster of the current kubeconfig (KUBECONFIG, else ~/.kube/config) instead; creates
                    the namespace orient-playground there, and the custom resource definitions if they are missing,
                    and says in the end how to remove them; the operator and PostgreSQL still run on this machine
        --once      end after the table; exit code 0 if everything went as it should, else 1
        --help      this text
      """;

  /**
   * @throws IllegalArgumentException for anything unknown
   */
  static PlaygroundOptions parse(String... arguments) {
    for (String argument : arguments) {
      if (!List.of("--cluster", "--once", "--help").contains(argument)) {
        throw new IllegalArgumentException("unknown option " + argument);
      }
    }
    List<String> given = List.of(arguments);
    return new PlaygroundOptions(
        given.contains("--cluster"), given.contains("--once"), given.contains("--help"));
  }
}
