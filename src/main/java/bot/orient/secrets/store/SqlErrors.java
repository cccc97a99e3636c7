package bot.orient.secrets.store;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.util.Objects;
import java.util.Set;

/** Turns what the driver throws into what a person can act on. No SQL and no bound values in it. */
final class SqlErrors {

  private static final String READ_ONLY = "25006";

  /** Time-outs, deadlocks and the like: the same call may succeed later. */
  private static final Set<String> TRANSIENT =
      Set.of("57014", "55P03", "40001", "40P01", "25P03", "25P04");

  private SqlErrors() {}

  /**
   * Translates an error.
   *
   * @param doing what was being done: {@code reading shop/API_KEY}
   */
  static StoreException translate(String doing, SQLException error) {
    SQLException telling = telling(error);
    String state = telling.getSQLState() == null ? "" : telling.getSQLState();
    if (state.startsWith("08")) {
      return unavailable(
          "cannot be reached (" + firstLine(telling) + ")", doing, "check its address", error);
    }
    if (state.startsWith("28") || state.equals("3D000")) {
      return unavailable(
          "refuses the operator (" + firstLine(telling) + ")",
          doing,
          "check user, password and database",
          error);
    }
    if (state.equals(READ_ONLY)) {
      return unavailable(
          "is read-only",
          doing,
          "connect to the primary, or wait for the failover that is under way",
          error);
    }
    if (state.startsWith("57P") || state.startsWith("53")) {
      return unavailable(
          "is stopping, starting or out of resources (SQLState " + state + ")",
          doing,
          "see its own log",
          error);
    }
    if (TRANSIENT.contains(state)) {
      return unavailable(
          "took too long (SQLState " + state + ")", doing, "look at its load and locks", error);
    }
    if (state.isEmpty()
        && (telling instanceof SQLTransientException || telling instanceof SQLTimeoutException)) {
      return unavailable("gives no connection in time", doing, "look at its load", error);
    }
    return new StoreException(
        "the database refused " + doing + " (SQLState " + state + "): " + advice(state), error);
  }

  /**
   * Whether the session ended: no answer came, or the server ended it (class 57P, operator
   * intervention) at a moment that is not known.
   */
  static boolean isConnectionLost(SQLException error) {
    String state = Objects.requireNonNullElse(telling(error).getSQLState(), "");
    return state.startsWith("08") || state.startsWith("57P");
  }

  private static StoreUnavailableException unavailable(
      String what, String doing, String advice, SQLException error) {
    return new StoreUnavailableException(
        "the database " + what + " while " + doing + ": " + advice + "; it is tried again", error);
  }

  private static String advice(String state) {
    return switch (state) {
      case "42501" -> "give the operator's database user all rights on schema orient_store";
      case "42P01", "3F000", "42703", "42883" ->
          "tables of schema orient_store are missing or changed; restore them from a backup";
      case "23001" -> "a trigger of schema orient_store protects history; nothing was changed";
      default -> "the database's own log says more";
    };
  }

  /** The pool's own exception says little; the driver's below it has the state. */
  private static SQLException telling(SQLException error) {
    SQLException telling = error;
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql && sql.getSQLState() != null) {
        telling = sql;
      }
    }
    return telling;
  }

  private static String firstLine(SQLException error) {
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("no message");
  }
}
