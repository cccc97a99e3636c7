package bot.orient.secrets.chaos;

import bot.orient.secrets.testing.ClusterUser;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneBinaries;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Chaos for as long as one likes: a line for each round, and all that was done if one fails. */
public final class Chaos {

  private static final String USAGE =
      "Usage: ./src/dev/chaos [minutes, default 10] [seed, default new]";

  private Chaos() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 2
        || !Stream.of(arguments).allMatch(argument -> argument.matches("[1-9][0-9]{0,17}"))) {
      System.err.println(USAGE);
      System.exit(2);
    }
    long minutes = arguments.length > 0 ? Long.parseLong(arguments[0]) : 10;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
    Path directory =
        Files.createTempDirectory(
            Files.createDirectories(Path.of("target", "chaos")).toAbsolutePath(), "run-");
    System.exit(run(minutes, seed, directory));
  }

  private static int run(long minutes, long seed, Path directory) {
    System.out.printf("seed %d, for %d minutes; logs are in %s%n", seed, minutes, directory);
    try (ControlPlane controlPlane =
            ControlPlane.start(
                ControlPlaneBinaries.find(System.out::println),
                directory.resolve("cluster"),
                List.of(ClusterUser.OPERATOR));
        KubernetesClient client = withCrds(controlPlane);
        ChaosRun run = ChaosRun.start(seed, controlPlane, client, directory)) {
      // To start everything may take minutes, and without a round nothing was checked.
      long deadline = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
      do {
        System.out.println(run.next());
      } while (System.nanoTime() < deadline);
      System.out.println("nothing was as it must not be");
      return 0;
    } catch (ChaosFailure failure) {
      System.out.println(failure.getMessage());
      return 1;
    }
  }

  private static KubernetesClient withCrds(ControlPlane controlPlane) {
    controlPlane.installCrds(Path.of("crds"));
    return controlPlane.client();
  }
}
