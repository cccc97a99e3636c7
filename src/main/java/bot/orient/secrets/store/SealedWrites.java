package bot.orient.secrets.store;

import bot.orient.secrets.crypto.Seed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The frame of every write of a value: one transaction of its scope, sealed with the scope's seed,
 * made again under its token until its end is known.
 */
final class SealedWrites {

  private final Database database;
  private final SeedVault seeds;
  private final CommitSettler settler = new CommitSettler();

  SealedWrites(Database database, SeedVault seeds) {
    this.database = database;
    this.seeds = seeds;
  }

  /** What happens within the transaction; may run more than once. */
  interface Work<T> {
    T run(Connection connection, Seed seed, WriteAttempt attempt) throws SQLException;
  }

  /**
   * Runs a write that no caller repeats under a token of his own.
   *
   * @param doing for messages of failures
   * @throws WriteInDoubtException when the database is away for too long to find out its end
   */
  <T> T write(String scope, String doing, Work<T> work) {
    return write(scope, doing, Optional.empty(), work);
  }

  /** The same, where the caller may have given a token. */
  <T> T write(String scope, String doing, Optional<RequestToken> token, Work<T> work) {
    return settler.settle(
        token,
        attempt ->
            seeds.sealing(
                scope,
                seed ->
                    database.transaction(
                        doing, scope, connection -> work.run(connection, seed, attempt))));
  }
}
