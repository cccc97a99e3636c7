package bot.orient.secrets.store;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLException;

/**
 * Turns what the driver throws into what a person can act on. No SQL and no bound values in it.
 * States are those of PostgreSQL's appendix "Error Codes".
 */
final class SqlErrors {

  static final String READ_ONLY = "25006";

  /** Deadlocks and the like: the same call may succeed at once. */
  private static final Set<String> TRANSIENT = Set.of("40001", "40P01", "25P03", "25P04");

  private SqlErrors() {}

  /**
   * Translates an error.
   *
   * @param doing what was being done: {@code reading shop/API_KEY}
   */
  static StoreException translate(String doing, SQLException error) {
    SQLException telling = telling(error);
    String state = telling.getSQLState() == null ? "" : telling.getSQLState();
    if (isReadOnly(state, telling)) {
      return unavailable(
          "is read-only",
          doing,
          "connect to the primary, or wait for the failover that is under way; several hosts may be"
              + " given in ORIENT_DATABASE_URL",
          error);
    }
    if (isTls(telling)) {
      return unavailable(
          "cannot be reached by TLS (" + innermost(telling) + ")",
          doing,
          "check sslmode, sslrootcert, sslcert and sslkey in ORIENT_DATABASE_URL, and that its host"
              + " name is in the server's certificate",
          error);
    }
    if (state.startsWith("08")) {
      return unavailable(
          "cannot be reached (" + firstLine(telling) + ")",
          doing,
          "check the address and the files that ORIENT_DATABASE_URL names",
          error);
    }
    if (state.startsWith("28") || state.equals("3D000")) {
      return unavailable(
          "refuses the operator (" + firstLine(telling) + ")",
          doing,
          "check user, password and database"
              + (state.equals("28000") ? ", and for a client certificate sslcert and sslkey" : ""),
          error);
    }
    if (state.startsWith("57P")) {
      return unavailable(
          "is stopping or starting (SQLState " + state + ")", doing, "see its own log", error);
    }
    if (state.startsWith("53")) {
      return unavailable(
          "is out of " + resource(state) + " (SQLState " + state + ")",
          doing,
          shortage(state),
          error);
    }
    if (state.equals("57014") || state.equals("55P03")) {
      return unavailable(
          "took too long (SQLState " + state + ")",
          doing,
          state.equals("55P03")
              ? "another session holds the lock, pg_locks tells which (bound: lock_timeout)"
              : "look at its load and disk (bound: statement_timeout)",
          error);
    }
    if (TRANSIENT.contains(state)) {
      return unavailable(
          "took too long (SQLState " + state + ")", doing, "look at its load and locks", error);
    }
    if (state.isEmpty()
        && (telling instanceof SQLTransientException || telling instanceof SQLTimeoutException)) {
      return unavailable(
          "gives no connection in time",
          doing,
          "pg_stat_activity tells what holds those there are (ORIENT_THREADS sets how many the"
              + " operator may open); look at the network if it shows none",
          error);
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

  /** The driver names the parameter when no host that it knows takes writes. */
  private static boolean isReadOnly(String state, SQLException error) {
    return state.equals(READ_ONLY)
        || state.equals("08001") && firstLine(error).contains("targetServerType");
  }

  /** That the host name does not fit is known by the name of the driver's class that says so. */
  private static boolean isTls(SQLException error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t instanceof SSLException || firstLine(t).contains("PgjdbcHostnameVerifier")) {
        return true;
      }
    }
    return false;
  }

  private static String resource(String state) {
    return switch (state) {
      case "53100" -> "disk space";
      case "53200" -> "memory";
      case "53300" -> "connections";
      default -> "resources";
    };
  }

  private static String shortage(String state) {
    return switch (state) {
      case "53100" ->
          "free space on its volume or enlarge it; nothing of this was written, what is there can"
              + " still be read";
      case "53300" ->
          "raise max_connections or the role's connection limit, or lower ORIENT_THREADS";
      default -> "see its own log";
    };
  }

  private static StoreUnavailableException unavailable(
      String what, String doing, String advice, SQLException error) {
    return new StoreUnavailableException(
        "the database " + what + " while " + doing + ": " + advice + "; it is tried again", error);
  }

  private static String advice(String state) {
    return switch (state) {
      case "42501" ->
          "the operator's database user lacks a right on schema orient_store; run the operator once"
              + " with the argument 'migrate' as the schema's owner, it grants what is needed";
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

  private static String firstLine(Throwable error) {
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("no message");
  }

  private static String innermost(Throwable error) {
    Throwable innermost = error;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return firstLine(innermost);
  }
}
