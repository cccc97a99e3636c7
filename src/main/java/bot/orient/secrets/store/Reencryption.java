package bot.orient.secrets.store;

import bot.orient.secrets.crypto.EnvelopeCipher;
import bot.orient.secrets.crypto.KeyId;
import bot.orient.secrets.crypto.Seed;
import bot.orient.secrets.store.JobTable.Cursor;
import bot.orient.secrets.store.JobTable.Job;
import bot.orient.secrets.store.ResealTable.Resealed;
import bot.orient.secrets.store.ResealTable.Sealed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals the values of a scope with its newest seed, batch by batch. Version and fingerprint stay,
 * and the change feed is told nothing: for readers nothing changed.
 *
 * <p>A batch, its counts and the cursor commit together, and the rows of the batch are locked
 * against each other's replicas, so it may break off anywhere and go on anywhere else.
 */
final class Reencryption {

  /** Versions per transaction: few enough to hold their locks for some milliseconds only. */
  static final int BATCH = 250;

  private static final Logger LOG = LoggerFactory.getLogger(Reencryption.class);

  /** In one log line. */
  private static final int NAMED = 5;

  /** Before rows that somebody else had locked are looked at again. */
  private static final Duration BETWEEN_PASSES = Duration.ofMillis(500);

  private final Database database;
  private final SeedVault seeds;
  private final Resealer resealer;
  private final int rate;

  /**
   * @param rate versions per second
   */
  Reencryption(Database database, StoreKeys keys, SeedVault seeds, int rate) {
    this.database = database;
    this.seeds = seeds;
    this.resealer = new Resealer(keys.store());
    this.rate = rate;
  }

  /** Does the batch that is due, if any; false when none is. */
  boolean runBatch() {
    return database.transaction("re-encrypting values", this::batch);
  }

  /** How long until the next batch is due; nothing when nothing is to be done. */
  Optional<Duration> untilDue() {
    return database.query("looking for re-encryptions", JobTable::untilDue);
  }

  private boolean batch(Connection connection) throws SQLException {
    Optional<Job> due = JobTable.lockDue(connection);
    if (due.isEmpty()) {
      return false;
    }
    Job job = due.get();
    Seed seed = activeSeed(connection, job.scope());
    UUID seedId = seed.label().id();
    List<Sealed> batch =
        ResealTable.lockNext(connection, job.scope(), seedId, job.cursor(), Math.min(rate, BATCH));
    if (batch.isEmpty()) {
      endPass(connection, job, seedId);
      return true;
    }
    List<Resealed> resealed = reseal(connection, job, batch, seed);
    int done = ResealTable.replace(connection, resealed);
    Cursor end = batch.get(batch.size() - 1).at();
    Duration pause = Duration.ofNanos(batch.size() * 1_000_000_000L / rate);
    JobTable.advance(connection, job, end, done, batch.size() - resealed.size(), pause);
    return true;
  }

  private Seed activeSeed(Connection connection, String scope) throws SQLException {
    UUID id =
        DataKeyTable.activeId(connection, scope)
            .orElseThrow(
                () ->
                    new StoreKeyException(
                        "scope "
                            + scope
                            + " has lost its key (a row of orient_store.data_keys): write one of"
                            + " its values, or restore that table from a backup"));
    return seeds
        .find(connection, scope, KeyId.of(id))
        .orElseThrow(() -> new StoreKeyException(seeds.whyUnusable(scope, KeyId.of(id))));
  }

  private List<Resealed> reseal(Connection connection, Job job, List<Sealed> batch, Seed seed)
      throws SQLException {
    Map<KeyId, Optional<Seed>> old = new HashMap<>();
    List<Resealed> resealed = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    for (Sealed sealed : batch) {
      Optional<KeyId> named = EnvelopeCipher.keyId(sealed.envelope());
      if (named.isPresent() && !old.containsKey(named.get())) {
        old.put(named.get(), seeds.find(connection, job.scope(), named.get()));
      }
      resealer
          .reseal(job.scope(), sealed, id -> old.getOrDefault(id, Optional.empty()), seed)
          .ifPresentOrElse(
              resealed::add,
              () -> unreadable.add(sealed.key() + " version " + sealed.at().version()));
    }
    if (!unreadable.isEmpty()) {
      LOG.warn(
          "{} versions in scope {} cannot be opened and are not re-encrypted, among them {}: write"
              + " those values again; their old key is kept",
          unreadable.size(),
          job.scope(),
          unreadable.subList(0, Math.min(NAMED, unreadable.size())));
    }
    return resealed;
  }

  private void endPass(Connection connection, Job job, UUID seedId) throws SQLException {
    long left = ResealTable.countOthers(connection, job.scope(), seedId);
    if (left != job.failed()) {
      JobTable.startOver(connection, job, BETWEEN_PASSES);
      return;
    }
    JobTable.finish(connection, job);
    DataKeyTable.markDestroyable(connection, job.scope());
    if (left == 0) {
      LOG.info("scope {} is re-encrypted; its old key can be destroyed", job.scope());
    } else {
      LOG.warn(
          "scope {} is re-encrypted but for {} versions that cannot be opened; their old key is"
              + " kept",
          job.scope(),
          left);
    }
  }
}
