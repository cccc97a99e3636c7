package bot.orient.secrets.store;

import java.sql.SQLException;

/** COMMIT was sent and the connection lost: the transaction is there, or it is not. */
final class UnansweredCommitException extends SQLException {

  private static final long serialVersionUID = 1L;

  UnansweredCommitException(SQLException cause) {
    super(cause.getMessage(), cause.getSQLState(), cause);
  }
}
