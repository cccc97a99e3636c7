package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * How long the keys in use have been so, by the database's clock.
 *
 * @param kek the key-encryption key; empty while its store has none, or does not know since when
 * @param oldestSeed of the scopes' seeds; empty when no scope has one
 * @param sealingKey what values in Git are sealed to; empty when there is none yet
 */
public record KeyAges(
    Optional<Duration> kek, Optional<Duration> oldestSeed, Optional<Duration> sealingKey) {

  static KeyAges read(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select (select extract(epoch from clock_timestamp() - activated_at)
                        from orient_store.kek_registry where state = 'active'),
                       (select extract(epoch from clock_timestamp() - min(created_at))
                        from orient_store.data_keys where purpose = 'SCOPE' and state = 'active'),
                       (select extract(epoch from clock_timestamp() - max(created_at))
                        from orient_store.data_keys where purpose = 'RECIPIENT' and state = 'active')
                """);
        ResultSet row = select.executeQuery()) {
      row.next();
      return new KeyAges(age(row, 1), age(row, 2), age(row, 3));
    }
  }

  private static Optional<Duration> age(ResultSet row, int column) throws SQLException {
    double seconds = row.getDouble(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofSeconds((long) seconds));
  }
}
