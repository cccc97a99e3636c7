package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the values of versions that are read by their number, such as pinned ones: they are spared
 * when a secret has too many versions, until nobody has read them so for a while. Destroying a
 * version, or a deleted secret, asks no hold.
 */
final class VersionHolds {

  /** A version keeps its value at least so long after it was last read by number. */
  static final Duration KEPT = Duration.ofDays(30);

  /** A hold is written so often at most; between, reading writes nothing. */
  static final Duration RENEWED_AFTER = Duration.ofDays(1);

  /**
   * A hold that is older protects nothing: its last read may be later by {@link #RENEWED_AFTER}.
   */
  static final long LONGEST_SECONDS = KEPT.plus(RENEWED_AFTER).toSeconds();

  /** So that reading does not try, and wait, each time. */
  private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(VersionHolds.class);

  private final SideWrite writing;

  VersionHolds(Database database) {
    this.writing =
        new SideWrite(
            database,
            AFTER_A_FAILURE,
            VersionHolds::failed,
            () -> LOG.info("versions that are read by number are held again"));
  }

  /** A version that was read. */
  record Held(UUID secret, long version) {}

  /** Never fails: who reads gets the value whether or not it can be held. */
  void renew(String scope, List<Held> due) {
    if (!due.isEmpty()) {
      writing.attempt(
          "holding versions in scope " + scope, scope, connection -> renew(connection, due));
    }
  }

  private static void failed(String scope, String why) {
    LOG.warn(
        "scope {}: reading pinned versions goes on, but that they are in use cannot be recorded: {};"
            + " it is tried again. They keep their values for {} days after it was recorded last",
        scope,
        why,
        KEPT.toDays());
  }

  private static void renew(Connection connection, List<Held> due) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            insert into orient_store.version_holds as h (secret_uid, version, read_at)
            select secret, version, clock_timestamp()
            from unnest(?, ?) as held (secret, version)
            -- One order for all replicas: they do not lock each other out.
            order by secret, version
            on conflict (secret_uid, version) do update set read_at = excluded.read_at
            where h.read_at < excluded.read_at - ? * interval '1 second'
            """)) {
      upsert.setArray(
          1, connection.createArrayOf("uuid", due.stream().map(Held::secret).toArray()));
      upsert.setArray(
          2, connection.createArrayOf("bigint", due.stream().map(Held::version).toArray()));
      upsert.setLong(3, RENEWED_AFTER.toSeconds());
      upsert.executeUpdate();
    }
  }
}
