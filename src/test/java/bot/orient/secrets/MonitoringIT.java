package bot.orient.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FreePort;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.MonitoringPages;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What kubelet sees of an operator whose database comes and goes. */
@ExtendWith(ControlPlaneExtension.class)
class MonitoringIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private PostgresServer postgres;
  private OperatorProcess.Builder builder;
  private MonitoringPages pages;

  @BeforeEach
  void prepare(ControlPlane controlPlane, TestNamespace namespace) {
    postgres = PostgresServer.startNew();
    TestDatabase database = postgres.createDatabase();
    int port = FreePort.pick();
    pages = new MonitoringPages(port);
    builder =
        OperatorProcess.builder()
            .env("KUBECONFIG", controlPlane.kubeconfig().toString())
            .env("ORIENT_NAMESPACES", namespace.name())
            .env("ORIENT_DATABASE_URL", database.jdbcUrl())
            .env("ORIENT_DATABASE_USER", database.username())
            .env("ORIENT_DATABASE_PASSWORD", database.password())
            .env("ORIENT_KEK", InProcessOperator.KEK)
            .env("ORIENT_MONITORING_PORT", Integer.toString(port));
  }

  @AfterEach
  void stop() {
    postgres.close();
  }

  @Test
  void anOperatorThatNeverSawItsDatabaseIsAliveAndNotReady() {
    postgres.stop();
    try (OperatorProcess operator = builder.start(directory.resolve("operator.log"))) {
      pages.awaitStatus("/livez", 200);
      pages.awaitText("/readyz", "store was there failed");
      assertThat(pages.status("/readyz")).isEqualTo(503);

      postgres.start();
      pages.awaitStatus("/readyz", 200);

      operator.stop();
      assertThat(operator.awaitExit(PATIENCE)).isEqualTo(143);
      assertThat(operator.log()).doesNotContain("did not stop in order", "\tat ");
    }
  }

  @Test
  void anOutageOfTheDatabaseTakesNobodyOutOfService() {
    try (OperatorProcess operator = builder.start(directory.resolve("operator.log"))) {
      assertThat(pages.awaitStatus("/readyz", 200)).contains("watches ok", "store ok");

      postgres.stop();
      operator.awaitLog(Pattern.compile("the change feed is interrupted"), PATIENCE);

      pages.awaitText("/readyz", "store failed (does not count)");
      assertThat(pages.status("/readyz")).isEqualTo(200);
      assertThat(pages.status("/livez")).isEqualTo(200);
    }
  }
}
