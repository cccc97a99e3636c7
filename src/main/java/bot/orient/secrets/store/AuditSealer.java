package bot.orient.secrets.store;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals the audit trail beside the writers, which never wait for it. Every replica runs one; a lock
 * in the database lets one work at a time, and any takes over. An outage of the database only makes
 * it late. A {@link SealPatrol} beside it looks whether what was sealed stays as it is.
 */
public final class AuditSealer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AuditSealer.class);
  private static final Duration RETIRE_EVERY = Duration.ofHours(1);
  private static final long CLOSE_SECONDS = 5;

  private final AuditSettings settings;
  private final Database database;
  private final Supplier<SealerKeys> gate;
  private final boolean seals;
  private final Optional<SealPatrol> patrol;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "orient-store-sealer");
  private boolean outage;
  private boolean late;
  private long retiredNanos = System.nanoTime() - RETIRE_EVERY.toNanos();

  private AuditSealer(
      AuditSettings settings,
      Database database,
      Supplier<SealerKeys> gate,
      boolean seals,
      Optional<SealPatrol> patrol) {
    this.settings = settings;
    this.database = database;
    this.gate = gate;
    this.seals = seals;
    this.patrol = patrol;
  }

  /**
   * Starts the operator's sealer; where another process seals, it only watches.
   *
   * @param gate gives the open store, or throws a {@link StoreException}
   * @param problems is told the first thing that is wrong with what was sealed, if there is one
   */
  static AuditSealer start(
      AuditSettings settings,
      Database database,
      Supplier<OpenStore> gate,
      Consumer<String> problems) {
    SealPatrol patrol =
        SealPatrol.start(
            database,
            gate,
            new SealPatrol.Pace(settings.sealEvery(), SealPatrol.ROUND_EVERY),
            problems);
    return started(
        new AuditSealer(
            settings,
            database,
            () -> SealerKeys.of(gate.get()),
            settings.sealer() == AuditSettings.Sealer.INTERNAL,
            Optional.of(patrol)));
  }

  /**
   * Starts a sealer that is a process of its own, whatever the settings say of who seals. It may
   * not see versions, so the patrol stays with the operator.
   *
   * @param gate gives the keys, or throws a {@link StoreException}
   */
  static AuditSealer startAlone(
      AuditSettings settings, Database database, Supplier<SealerKeys> gate) {
    return started(new AuditSealer(settings, database, gate, true, Optional.empty()));
  }

  private static AuditSealer started(AuditSealer sealer) {
    sealer.thread.setDaemon(true);
    sealer.thread.start();
    return sealer;
  }

  /** Whether its thread runs; until it is closed it must. A patrol ends with what it finds. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  private void run() {
    while (closing.getCount() > 0) {
      try {
        SealerKeys keys = gate.get();
        if (seals) {
          sealAll(keys);
        }
        watchLag(keys);
        if (seals) {
          retire(keys);
        }
        outage = false;
      } catch (StoreException e) {
        interrupted(e);
      } catch (RuntimeException e) {
        // Whatever it is, the trail must be sealed again once it is over.
        LOG.error("sealing the audit trail failed; it is tried again", e);
      }
      pause();
    }
  }

  private void sealAll(SealerKeys keys) {
    AuditSealing sealing =
        new AuditSealing(
            keys.store(), keys.audit(), AuditSealing.ROWS_PER_SEAL, settings.emptySealEvery());
    boolean more = true;
    while (more && closing.getCount() > 0) {
      SealOutcome outcome = database.transaction("sealing the audit trail", sealing::seal);
      more = outcome instanceof SealOutcome.Sealed sealed && sealed.more();
    }
  }

  /** Said once when it begins and once when it is over. */
  private void watchLag(SealerKeys keys) {
    SealingStatus status =
        database.query(
            "reading how far the audit trail is sealed",
            connection -> SealingStatusQuery.read(connection, keys.store()));
    boolean tooLate = status.lag().compareTo(settings.lagLimit()) > 0;
    if (tooLate && !late) {
      LOG.warn(
          "{} rows of the audit trail wait for a seal, the oldest for {}: {}look for a transaction"
              + " that stays open (pg_stat_activity, column backend_xid; pg_prepared_xacts)",
          status.waitingRows(),
          status.lag(),
          seals ? "" : "see that the command seal-audit runs, and ");
    }
    if (late && !tooLate) {
      LOG.info("the audit trail is sealed again up to seal {}", status.sealNumber());
    }
    late = tooLate;
  }

  private void retire(SealerKeys keys) {
    if (settings.retention().isEmpty()
        || System.nanoTime() - retiredNanos < RETIRE_EVERY.toNanos()) {
      return;
    }
    retiredNanos = System.nanoTime();
    AuditRetention retention = new AuditRetention(database, keys, settings.retention().get());
    long rows = retention.retireAll(() -> closing.getCount() > 0);
    if (rows > 0) {
      LOG.info(
          "retired {} rows of the audit trail that are older than {}; their seals stay",
          rows,
          settings.retention().get());
    }
  }

  private void interrupted(StoreException error) {
    if (!outage && closing.getCount() > 0) {
      LOG.warn("sealing the audit trail is interrupted: {}", error.getMessage());
    }
    outage = true;
  }

  private void pause() {
    try {
      closing.await(settings.sealEvery().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
  }

  @Override
  public void close() {
    // A seal that is being made is let finish: to break it off would break a pooled connection.
    closing.countDown();
    patrol.ifPresent(SealPatrol::close);
    try {
      thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
