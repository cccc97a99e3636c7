package bot.orient.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.DatabaseDump;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.OrientInstallation;
import bot.orient.secrets.testing.OrientRows;
import bot.orient.secrets.testing.PlantedValue;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code import-orient} as a process: what it prints and its exit codes. */
class ImportOrientIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final OrientRows node = OrientRows.make();
  @TempDir private Path directory;
  private TestDatabase ours;
  private OrientInstallation orient;
  private Map<String, String> environment;

  @BeforeEach
  void prepare() throws SQLException, IOException {
    ours = PostgresServer.shared().createDatabase();
    orient = OrientInstallation.in(PostgresServer.shared().createDatabase());
    orient.set(node.row("SLACK_BOT_TOKEN")).set(node.row("GREETING"));
    Path key = Files.writeString(directory.resolve("master-key"), node.masterKey() + "\n");
    environment =
        new HashMap<>(
            Map.of(
                "ORIENT_DATABASE_URL", ours.jdbcUrl(),
                "ORIENT_DATABASE_USER", ours.username(),
                "ORIENT_DATABASE_PASSWORD", ours.password(),
                "ORIENT_KEK", "0123456789abcdef".repeat(4),
                "ORIENT_IMPORT_DATABASE_URL", orient.url(),
                "ORIENT_MASTER_KEY_FILE", key.toString()));
  }

  @Test
  void dryRunThenImportThenNothingLeftToDo() {
    Ended dry = run("import-orient", "--scope", "shop", "--dry-run");
    assertThat(dry.exit()).isZero();
    assertThat(dry.output())
        .containsPattern("(?m)^GREETING +imported$")
        .contains("Dry run, nothing was written.", "2 imported; 2 audit rows found");

    Ended first = run("import-orient", "--scope", "shop");
    assertThat(first.exit()).isZero();
    assertThat(first.output())
        .containsPattern("(?m)^SLACK_BOT_TOKEN +imported +version 1$")
        .contains("2 imported; 2 audit rows copied");

    Ended second = run("import-orient", "--scope", "shop");
    assertThat(second.exit()).isZero();
    assertThat(second.output()).contains("2 unchanged; 0 audit rows copied");
  }

  @Test
  void neitherValueNorKeyIsLeftAnywhere() {
    environment.put("ORIENT_LOG_LEVEL", "TRACE");
    environment.put("ORIENT_LOG_LEVEL_LIBRARIES", "TRACE");
    PlantedValue value =
        PlantedValue.of("value", "xoxb-", node.row("SLACK_BOT_TOKEN").plaintext().substring(5));
    PlantedValue key = PlantedValue.of("master key", "", node.masterKey());

    Ended run = run("import-orient", "--scope", "shop");

    assertThat(run.exit()).isZero();
    for (String left : List.of(run.output(), DatabaseDump.of(ours).toString())) {
      assertThat(value.isIn(left)).isFalse();
      assertThat(key.isIn(left)).isFalse();
    }
  }

  @Test
  void rowThatNeedsALookIsExitCodeThree() throws SQLException {
    orient.set(node.row("OLD_TOKEN"));

    Ended run = run("import-orient", "--scope", "shop");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.output()).containsPattern("(?m)^OLD_TOKEN +wrong-key ");
  }

  @Test
  void wrongOptionsAreExitCodeTwo() {
    assertThat(run("import-orient").exit()).isEqualTo(2);
    assertThat(run("import-everything").exit()).isEqualTo(2);
    assertThat(run("import-orient", "--help").output()).contains("Exit codes:", "--dry-run");
  }

  @Test
  void missingVariableIsNamed() {
    environment.remove("ORIENT_MASTER_KEY_FILE");
    Ended run = run("import-orient", "--scope", "shop");
    assertThat(run.exit()).isEqualTo(78);
    assertThat(run.output()).contains("error: ORIENT_MASTER_KEY is not set");

    environment.put("ORIENT_IMPORT_DATABASE_URL", "mysql://user:planted-password@db/orient");
    run = run("import-orient", "--scope", "shop");
    assertThat(run.exit()).isEqualTo(78);
    assertThat(run.output())
        .contains("error: ORIENT_IMPORT_DATABASE_URL: ")
        .doesNotContain("planted-password");
  }

  @Test
  void databaseThatIsAwayIsExitCodeOne() {
    environment.put(
        "ORIENT_IMPORT_DATABASE_URL", "postgresql://user:planted-password@127.0.0.1:1/orient");

    Ended run = run("import-orient", "--scope", "shop");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.output())
        .contains("error: the database cannot be reached")
        .contains("reading Orient's database 127.0.0.1:1/orient")
        .doesNotContain("planted-password");
  }

  private Ended run(String... arguments) {
    Path log = directory.resolve("run-" + System.nanoTime() + ".log");
    OperatorProcess.Builder builder = OperatorProcess.builder().env(environment);
    Arrays.stream(arguments).forEach(builder::argument);
    try (OperatorProcess process = builder.start(log)) {
      int exit = process.awaitExit(PATIENCE);
      return new Ended(exit, process.log());
    }
  }

  private record Ended(int exit, String output) {}
}
