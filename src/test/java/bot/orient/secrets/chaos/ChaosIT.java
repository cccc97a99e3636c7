package bot.orient.secrets.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two operators, a workload and faults of every kind, drawn from a seed; see {@link ChaosRun} for
 * what must be true. {@code -Dchaos.rounds} makes more rounds, {@code -Dchaos.seed} repeats; {@code
 * ./src/dev/chaos} does it for hours.
 */
@ExtendWith(ControlPlaneExtension.class)
class ChaosIT {

  private static final int ROUNDS = Integer.getInteger("chaos.rounds", 3);
  private static final long SEED = Long.getLong("chaos.seed", 20_260_301);

  @Test
  void whateverBreaksAllComesToWhatIsSpecified(ControlPlane controlPlane, KubernetesClient client)
      throws Exception {
    // Kept: whoever looks into a failure needs the logs.
    Path logs = Files.createDirectories(Path.of("target", "chaos"));
    System.err.println("chaos with seed " + SEED);
    List<ChaosRound> rounds = new ArrayList<>();
    try (ChaosRun run =
        ChaosRun.start(
            SEED, controlPlane, client, Files.createTempDirectory(logs.toAbsolutePath(), "it-"))) {
      for (int round = 1; round <= ROUNDS; round++) {
        ChaosRound past = run.next();
        System.err.println(past);
        rounds.add(past);
      }
    }
    // That all is well means nothing where nothing happened.
    assertThat(rounds)
        .allSatisfy(round -> assertThat(round.faults()).isNotEmpty())
        .allSatisfy(round -> assertThat(round.writes()).isPositive())
        .anySatisfy(round -> assertThat(round.rollouts()).isPositive());
  }
}
