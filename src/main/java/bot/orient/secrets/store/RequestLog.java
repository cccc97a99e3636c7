package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * What became of earlier requests. A version remembers the request that wrote it; one that wrote
 * none is remembered beside, so that its repetition does not undo what others wrote since.
 */
final class RequestLog {

  private RequestLog() {}

  /**
   * The first result of a request that is repeated; spares the query where it cannot be.
   *
   * @param fingerprint of the value it is to write now
   * @throws InvalidSecretException when the token named a write of another value
   */
  static Optional<PutResult> answer(
      Connection connection, UUID secret, WriteAttempt attempt, String fingerprint)
      throws SQLException {
    return attempt.mayHaveBeenMade()
        ? answer(connection, secret, attempt.token(), fingerprint)
        : Optional.empty();
  }

  private static Optional<PutResult> answer(
      Connection connection, UUID secret, RequestToken token, String fingerprint)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select true, fingerprint, version, revision from orient_store.secret_versions
            where secret_uid = ? and request_token = ?
            union all
            select false, fingerprint, version, revision from orient_store.unchanged_requests
            where secret_uid = ? and request_token = ?
            """)) {
      select.setObject(1, secret);
      select.setString(2, token.text());
      select.setObject(3, secret);
      select.setString(4, token.text());
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        long version = row.getLong(3);
        if (!fingerprint.equals(row.getString(2))) {
          throw new InvalidSecretException(
              "requestToken was used before for another value of this secret, which is version "
                  + version
                  + ": a token names one write, choose a new one for this");
        }
        return Optional.of(
            row.getBoolean(1)
                ? new PutResult.Written(version, row.getLong(4))
                : new PutResult.Unchanged(version, row.getLong(4)));
      }
    }
  }

  static void addUnchanged(
      Connection connection,
      UUID secret,
      RequestToken token,
      String fingerprint,
      PutResult.Unchanged result)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into orient_store.unchanged_requests
              (secret_uid, request_token, fingerprint, version, revision)
            values (?, ?, ?, ?, ?)
            """)) {
      insert.setObject(1, secret);
      insert.setString(2, token.text());
      insert.setString(3, fingerprint);
      insert.setLong(4, result.version());
      insert.setLong(5, result.revision());
      insert.executeUpdate();
    }
  }
}
