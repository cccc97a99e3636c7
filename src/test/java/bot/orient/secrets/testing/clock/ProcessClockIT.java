package bot.orient.secrets.testing.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.OperatorProcess;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessClockIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration CLOSE = Duration.ofSeconds(10);

  /** Whole lines of {@link Teller}. */
  private static final Pattern TOLD = Pattern.compile("(?m)^(\\d+ ){5}\\d+\\n");

  @TempDir private Path directory;

  @Test
  void everyWallClockOfTheProcessJumpsAndTheMonotonicOneGoesOn() {
    ProcessClock clock = ProcessClock.in(directory);
    clock.move(Duration.ofHours(3));
    try (OperatorProcess process =
        OperatorProcess.builder()
            .mainClass(Teller.class.getName())
            .jvmFlag(clock.jvmFlag())
            .start(directory.resolve("log"))) {
      awaitAhead(process, Duration.ofHours(3));
      clock.move(Duration.ofHours(-3));
      awaitAhead(process, Duration.ofHours(-3));
      clock.move(Duration.ZERO);
      awaitAhead(process, Duration.ZERO);
    }
  }

  private static void awaitAhead(OperatorProcess process, Duration ahead) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              List<String> lines =
                  TOLD.matcher(process.log()).results().map(MatchResult::group).toList();
              assertThat(lines).isNotEmpty();
              long[] told =
                  Arrays.stream(lines.get(lines.size() - 1).strip().split(" "))
                      .mapToLong(Long::parseLong)
                      .toArray();
              Instant now = Instant.now().plus(ahead);
              assertThat(Arrays.stream(told).limit(5).mapToObj(Instant::ofEpochMilli))
                  .allSatisfy(
                      time -> assertThat(Duration.between(time, now).abs()).isLessThan(CLOSE));
              assertThat(Duration.ofNanos(told[5])).isLessThan(PATIENCE.plus(CLOSE));
            });
  }

  /** Prints what each clock says, again and again, and how long it runs. */
  static final class Teller {
    private Teller() {}

    public static void main(String[] arguments) throws InterruptedException {
      long began = System.nanoTime();
      while (true) {
        System.out.printf(
            "%d %d %d %d %d %d%n",
            System.currentTimeMillis(),
            Instant.now().toEpochMilli(),
            Clock.systemUTC().millis(),
            ZonedDateTime.now(ZoneOffset.UTC).toInstant().toEpochMilli(),
            new Date().getTime(),
            System.nanoTime() - began);
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }
}
