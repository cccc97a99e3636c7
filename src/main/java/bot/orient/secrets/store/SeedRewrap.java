package bot.orient.secrets.store;

import bot.orient.secrets.crypto.KekUnavailableException;
import bot.orient.secrets.crypto.KeyRing;
import bot.orient.secrets.crypto.KeyServiceUnavailableException;
import bot.orient.secrets.crypto.Seed;
import bot.orient.secrets.crypto.WrappedSeed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Wraps every seed with one key-encryption key. The seeds themselves, and so all values, stay. */
final class SeedRewrap {

  private final KeyRing ring;

  SeedRewrap(KeyRing ring) {
    this.ring = ring;
  }

  /**
   * How it went.
   *
   * @param problems of seeds that stay as they are, and keep their old key needed
   */
  record Outcome(int rewrapped, List<String> problems) {}

  /**
   * Inside the caller's transaction, which holds {@link KekRegistry#lockAll}.
   *
   * @throws KeyServiceAwayException when a service that is asked for keys does not answer: nothing
   *     is wrapped anew then, rather than a part of it
   */
  Outcome run(Connection connection, String kekId) throws SQLException {
    List<WrappedSeed> rewrapped = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (WrappedSeed wrapped : DataKeyTable.lockWrappedByOthers(connection, kekId)) {
      try (Seed seed = ring.unwrap(wrapped)) {
        rewrapped.add(ring.wrap(seed, kekId));
      } catch (KeyServiceUnavailableException e) {
        throw StoreKeyException.of(e);
      } catch (KekUnavailableException e) {
        problems.add(e.getMessage());
      }
    }
    DataKeyTable.rewrap(connection, rewrapped);
    return new Outcome(rewrapped.size(), problems);
  }
}
