package bot.orient.secrets.benchmark;

import bot.orient.secrets.crypto.EnvironmentKekProvider;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.KeyMaintenance;
import bot.orient.secrets.store.KeyRotation;
import bot.orient.secrets.store.KeyRotationProgress;
import bot.orient.secrets.store.KeySettings;
import bot.orient.secrets.store.PostgresSecretStore;
import bot.orient.secrets.store.PutRequest;
import bot.orient.secrets.store.SeedRotationStart;
import bot.orient.secrets.store.StoreSettings;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Versions re-encrypted per second, without a limit of the rate. Beside it stands what the database
 * alone does: the same number of rows of the same size updated in transactions of the same length,
 * in a copy of the table without triggers, by random bytes.
 */
public final class ReencryptionBenchmark {

  private static final String USAGE =
      "Usage: ./src/dev/benchmark-reencryption [versions, default 10000] [rounds, default 5]";

  private static final Path OUTPUT = Path.of("target", "benchmark");
  private static final String SCOPE = "bench";
  private static final int VERSIONS_PER_SECRET = 10;
  private static final int BATCH = 250;
  private static final Actor WRITER = new Actor("benchmark", Actor.Kind.USER, "benchmark");

  private final int versions;
  private final int rounds;

  private ReencryptionBenchmark(int versions, int rounds) {
    this.versions = versions;
    this.rounds = rounds;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 2 || !Stream.of(arguments).allMatch(a -> a.matches("[1-9][0-9]{0,6}"))) {
      System.err.println(USAGE);
      System.exit(2);
    }
    int versions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    new ReencryptionBenchmark(versions, rounds).run();
    System.exit(0);
  }

  private void run() throws Exception {
    List<Double> reencrypted = new ArrayList<>();
    List<Double> raw = new ArrayList<>();
    try (PostgresServer postgres = PostgresServer.startNew()) {
      TestDatabase database = postgres.createDatabase();
      try (PostgresSecretStore store = openStore(database)) {
        System.out.println("writing " + versions + " versions");
        fill(store);
        execute(
            database,
            "create table bare as select secret_uid, version, envelope from"
                + " orient_store.secret_versions",
            "alter table bare alter column envelope set storage external",
            "alter table bare add primary key (secret_uid, version)",
            "vacuum analyze");
        KeySettings unlimited =
            new KeySettings(
                KeySettings.SHORTEST_POLL,
                Duration.ofDays(90),
                KeySettings.HIGHEST_RATE,
                Duration.ofDays(30));
        try (KeyMaintenance maintenance = store.openKeyMaintenance(unlimited)) {
          // The first round warms up.
          for (int round = 0; round <= rounds; round++) {
            double bare = updateBare(database);
            double job = reencrypt(store.keyRotation());
            System.out.printf("  round %d: re-encryption %.0f/s, raw %.0f/s%n", round, job, bare);
            if (round > 0) {
              raw.add(bare);
              reencrypted.add(job);
            }
            execute(database, "vacuum analyze");
          }
        }
      }
    }
    print(median(reencrypted), median(raw));
  }

  private void fill(PostgresSecretStore store) {
    store.list(SCOPE);
    IntStream.range(0, Math.max(1, versions / VERSIONS_PER_SECRET))
        .parallel()
        .forEach(
            secret -> {
              for (int version = 0; version < VERSIONS_PER_SECRET; version++) {
                byte[] value =
                    "made-up-token-%032d".formatted(version).getBytes(StandardCharsets.UTF_8);
                try (SecretBytes bytes = SecretBytes.owning(value)) {
                  store.put(PutRequest.of(SCOPE, "KEY_" + secret, bytes), WRITER);
                }
              }
            });
  }

  /** Versions per second, from the call to the end of the last batch, by the database's clock. */
  private static double reencrypt(KeyRotation rotation) throws InterruptedException {
    if (!(rotation.rotateSeed(SCOPE, WRITER) instanceof SeedRotationStart.Started)) {
      throw new IllegalStateException("the rotation before is not done");
    }
    KeyRotationProgress progress = rotation.progress(SCOPE).orElseThrow();
    while (progress.state() != KeyRotationProgress.State.DONE) {
      Thread.sleep(50);
      progress = rotation.progress(SCOPE).orElseThrow();
    }
    Duration taken = Duration.between(progress.startedAt(), progress.updatedAt());
    return progress.done() / (taken.toNanos() / 1e9);
  }

  private static double updateBare(TestDatabase database) throws SQLException {
    Random random = new Random(1);
    try (Connection connection = database.dataSource().getConnection()) {
      List<Object[]> rows = bareRows(connection);
      long began = System.nanoTime();
      for (int from = 0; from < rows.size(); from += BATCH) {
        updateBare(connection, rows.subList(from, Math.min(rows.size(), from + BATCH)), random);
      }
      return rows.size() / ((System.nanoTime() - began) / 1e9);
    }
  }

  private static List<Object[]> bareRows(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select secret_uid, version, octet_length(envelope) from bare order by 1, 2")) {
      List<Object[]> rows = new ArrayList<>();
      while (row.next()) {
        rows.add(new Object[] {row.getObject(1, UUID.class), row.getLong(2), row.getInt(3)});
      }
      return rows;
    }
  }

  private static void updateBare(Connection connection, List<Object[]> batch, Random random)
      throws SQLException {
    byte[][] envelopes =
        batch.stream()
            .map(
                row -> {
                  byte[] bytes = new byte[(Integer) row[2]];
                  random.nextBytes(bytes);
                  return bytes;
                })
            .toArray(byte[][]::new);
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update bare b set envelope = r.envelope
            from unnest(?::uuid[], ?::bigint[], ?::bytea[]) as r (secret_uid, version, envelope)
            where b.secret_uid = r.secret_uid and b.version = r.version
            """)) {
      Array uids =
          connection.createArrayOf("uuid", batch.stream().map(row -> row[0]).toArray(UUID[]::new));
      Array numbers =
          connection.createArrayOf(
              "bigint", batch.stream().map(row -> row[1]).toArray(Long[]::new));
      update.setArray(1, uids);
      update.setArray(2, numbers);
      update.setArray(3, connection.createArrayOf("bytea", envelopes));
      update.executeUpdate();
    }
  }

  private void print(double reencrypted, double raw) throws Exception {
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("processors", Runtime.getRuntime().availableProcessors());
    results.put("versions", versions);
    results.put("rounds", rounds);
    results.put("reencryptedPerSecond", reencrypted);
    results.put("rawUpdatesPerSecond", raw);
    results.put("ratioToRaw", reencrypted / raw);
    System.out.println();
    results.forEach(
        (name, value) ->
            System.out.printf(
                "  %-24s %s%n", name, value instanceof Double d ? "%.2f".formatted(d) : value));
    Path file = Files.createDirectories(OUTPUT).resolve("reencryption.json");
    JsonMapper.builder()
        .build()
        .writerWithDefaultPrettyPrinter()
        .writeValue(file.toFile(), results);
    System.out.println("\n  written to " + file);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  private static PostgresSecretStore openStore(TestDatabase database) {
    return PostgresSecretStore.open(
        new StoreSettings(
            database.jdbcUrl(),
            database.username(),
            database.password(),
            6,
            Duration.ofSeconds(10)),
        new EnvironmentKekProvider(Map.of("ORIENT_KEK", InProcessOperator.KEK)));
  }

  private static void execute(TestDatabase database, String... statements) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
