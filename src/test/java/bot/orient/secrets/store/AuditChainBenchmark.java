package bot.orient.secrets.store;

import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.testing.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What the chain costs: writes per second with plain audit rows as before there was one, with
 * authenticated rows, and with a sealer beside; then how fast rows are sealed and verified, and
 * what looking at the seals again costs. Run by {@code ./src/dev/java-main
 * bot.orient.secrets.store.AuditChainBenchmark [seconds of each round]}.
 */
public final class AuditChainBenchmark {

  private static final int ROUNDS = 5;
  private static final int BACKLOG = 50_000;
  private static final int SEALS = 20_000;
  private static final Actor WRITER = new Actor("benchmark", Actor.Kind.USER, "benchmark");

  private enum Variant {
    PLAIN_ROWS,
    AUTHENTICATED_ROWS,
    AUTHENTICATED_AND_SEALED
  }

  private final AuditHarness harness;
  private final long roundNanos;
  private final byte[] envelope = new byte[1200];

  private AuditChainBenchmark(AuditHarness harness, int seconds) {
    this.harness = harness;
    this.roundNanos = seconds * 1_000_000_000L;
  }

  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 4;
    try (PostgresServer server = PostgresServer.startNew();
        AuditHarness harness = new AuditHarness(server.createDatabase())) {
      harness.fixture.execute(
          "alter table orient_store.audit_log drop constraint audit_log_authenticated");
      AuditChainBenchmark benchmark = new AuditChainBenchmark(harness, seconds);
      benchmark.measureWrites(1);
      benchmark.measureWrites(8);
      benchmark.measureSealing();
    }
    try (PostgresServer server = PostgresServer.startNew();
        AuditHarness harness = new AuditHarness(server.createDatabase())) {
      new AuditChainBenchmark(harness, seconds).measurePatrol();
    }
    System.exit(0);
  }

  private void measureWrites(int clients) throws Exception {
    Map<Variant, List<Double>> rates = new EnumMap<>(Variant.class);
    // In turns, so that a slow minute of the machine hits all alike; the first round warms up.
    for (int round = 0; round <= ROUNDS; round++) {
      for (Variant variant : Variant.values()) {
        double rate = rate(variant, clients);
        if (round > 0) {
          rates.computeIfAbsent(variant, v -> new ArrayList<>()).add(rate);
        }
      }
    }
    double plain = median(rates.get(Variant.PLAIN_ROWS));
    for (Variant variant : Variant.values()) {
      double rate = median(rates.get(variant));
      System.out.printf(
          "%d clients, %s: %.0f writes/s, ratio %.2f%n", clients, variant, rate, rate / plain);
    }
  }

  private double rate(Variant variant, int clients) throws Exception {
    // What the other variants left is not this one's to seal.
    harness.sealAll(AuditSealing.ROWS_PER_SEAL);
    AuditSealer sealer =
        variant == Variant.AUTHENTICATED_AND_SEALED
            ? harness.store.openSealer(AuditSettings.DEFAULT)
            : null;
    ExecutorService writers = Executors.newFixedThreadPool(clients);
    try {
      long began = System.nanoTime();
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        String key = "KEY" + i;
        tasks.add(() -> write(variant, key, began + roundNanos));
      }
      int writes = 0;
      for (Future<Integer> one : writers.invokeAll(tasks)) {
        writes += one.get();
      }
      return writes / ((System.nanoTime() - began) / 1e9);
    } finally {
      writers.shutdown();
      if (sealer != null) {
        sealer.close();
      }
    }
  }

  private VersionTable.NewRow row(long version, long revision) {
    return new VersionTable.NewRow(
        version,
        envelope,
        "a".repeat(22),
        WRITER,
        AuditLog.UPDATE,
        null,
        revision,
        RequestToken.random());
  }

  /** The statements of a write without its encryption, which is the same in all variants. */
  private int write(Variant variant, String key, long until) throws SQLException {
    int writes = 0;
    try (Connection connection = harness.fixture.connect()) {
      connection.setAutoCommit(false);
      while (System.nanoTime() < until) {
        SecretTable.Row row = SecretTable.lock(connection, "shop", key);
        long version = row.newestVersion() + 1;
        long revision = SecretTable.activate(connection, row.uid(), version, null, null);
        VersionTable.add(connection, row.uid(), row(version, revision));
        AuditLog.Event event =
            AuditLog.Event.of(AuditLog.UPDATE, key).versions(version - 1, version);
        if (variant == Variant.PLAIN_ROWS) {
          addPlainRow(connection, event);
        } else {
          harness.audit.add(connection, "shop", WRITER, event);
        }
        ChangeOutbox.add(connection, new Change("shop", Change.Kind.SECRET, key));
        connection.commit();
        writes++;
      }
    }
    return writes;
  }

  /** As rows were added before they had codes. */
  private static void addPlainRow(Connection connection, AuditLog.Event event) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into orient_store.audit_log
              (scope, actor, actor_kind, source, action, key_name, version_from, version_to, details)
            values ('shop', ?, 'USER', ?, ?, ?, ?, ?, '{}')
            """)) {
      insert.setString(1, WRITER.name());
      insert.setString(2, WRITER.source());
      insert.setString(3, event.action());
      insert.setString(4, event.key());
      insert.setLong(5, event.versionFrom());
      insert.setLong(6, event.versionTo());
      insert.executeUpdate();
    }
  }

  private void measureSealing() throws SQLException {
    harness.sealAll(AuditSealing.ROWS_PER_SEAL);
    harness.fixture.tamper(
        "truncate orient_store.audit_log, orient_store.audit_seals, orient_store.audit_retirements,"
            + " orient_store.secrets, orient_store.secret_versions");
    try (Connection connection = harness.fixture.connect()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < BACKLOG; i++) {
        harness.audit.add(
            connection,
            "shop",
            WRITER,
            AuditLog.Event.of(AuditLog.GRANT, UUID.randomUUID().toString()));
        if (i % 10 == 9) {
          connection.commit();
        }
      }
    }
    harness.awaitFence();
    long began = System.nanoTime();
    harness.sealAll(AuditSealing.ROWS_PER_SEAL);
    double sealing = BACKLOG / ((System.nanoTime() - began) / 1e9);
    began = System.nanoTime();
    if (!harness.verify().isClean()) {
      throw new IllegalStateException("the trail of the benchmark does not verify");
    }
    double verifying = BACKLOG / ((System.nanoTime() - began) / 1e9);
    System.out.printf("one sealer: %.0f rows/s; verify: %.0f rows/s%n", sealing, verifying);
    measureVersions();
  }

  private void measureVersions() {
    int versions = 2000;
    for (int i = 0; i < versions; i++) {
      try (SecretBytes value = SecretBytes.owning(new byte[1024])) {
        harness.store.put(PutRequest.of("shop", "VALUE" + i, value), WRITER);
      }
    }
    long began = System.nanoTime();
    long found = harness.verify().values().versions();
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        "verify with %d versions of 1 KiB and %d audit rows: %.1f s%n",
        found, BACKLOG + versions, seconds);
  }

  /** A write a seal, which is the most there is to look at for each seal. */
  private void measurePatrol() throws SQLException {
    for (int i = 0; i < SEALS; i++) {
      harness.store.put(StoreFixture.put("shop", "KEY" + i % 1000, "value " + i), WRITER);
    }
    harness.sealAll(1);
    List<String> problems = new ArrayList<>();
    try (OpenStore open =
        OpenStore.of(harness.fixture.database(), harness.keys, Retention.DEFAULT)) {
      Database database = harness.fixture.database();
      for (int round = 0; round < 3; round++) {
        SealPatrol patrol =
            new SealPatrol(
                database,
                () -> open,
                new SealPatrol.Pace(Duration.ZERO, SealPatrol.ROUND_EVERY),
                problems::add);
        int batches = 0;
        long longest = 0;
        long began = System.nanoTime();
        for (SealPatrol.Next next = SealPatrol.Next.BATCH;
            next == SealPatrol.Next.BATCH;
            batches++) {
          long before = System.nanoTime();
          next = patrol.step();
          longest = Math.max(longest, System.nanoTime() - before);
        }
        System.out.printf(
            "patrol over %d seals with a write each: %.2f s in %d batches, the longest %.0f ms, %d"
                + " problems%n",
            SEALS, (System.nanoTime() - began) / 1e9, batches, longest / 1e6, problems.size());
      }
    }
  }

  private static double median(List<Double> rates) {
    List<Double> sorted = new ArrayList<>(rates);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
