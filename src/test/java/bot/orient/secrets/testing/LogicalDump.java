package bot.orient.secrets.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * The rows and sequences of a schema as {@code pg_dump --data-only} has them, which the servers of
 * the tests do not bring. Restored on another server, transaction numbers begin anew there.
 */
public final class LogicalDump {

  private final Map<String, String> rows = new LinkedHashMap<>();
  private final Map<String, String> sequences = new LinkedHashMap<>();

  private LogicalDump() {}

  public static LogicalDump of(TestDatabase database, String schema) {
    LogicalDump dump = new LogicalDump();
    try (Connection connection = database.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
      for (String table : names(connection, schema, "r")) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        copy.copyOut("copy " + table + " to stdout", content);
        dump.rows.put(table, content.toString(StandardCharsets.UTF_8));
      }
      for (String sequence : names(connection, schema, "S")) {
        dump.sequences.put(
            sequence,
            ask(connection, "select format('%s, %L', last_value, is_called) from " + sequence)
                .get(0));
      }
      return dump;
    } catch (SQLException e) {
      throw new IllegalStateException("the database cannot be dumped", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces all rows of a database that has the same schema already. */
  public void restoreTo(TestDatabase database) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      // What pg_restore --disable-triggers does.
      statement.execute("set session_replication_role = replica");
      statement.execute("truncate " + String.join(", ", rows.keySet()));
      CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
      for (Map.Entry<String, String> table : rows.entrySet()) {
        copy.copyIn("copy " + table.getKey() + " from stdin", new StringReader(table.getValue()));
      }
      for (Map.Entry<String, String> sequence : sequences.entrySet()) {
        statement.execute(
            "select setval('%s', %s)".formatted(sequence.getKey(), sequence.getValue()));
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException("the dump cannot be restored", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param kind as in {@code pg_class.relkind}
   */
  private static List<String> names(Connection connection, String schema, String kind)
      throws SQLException {
    return ask(
        connection,
        """
        select format('%%I.%%I', n.nspname, c.relname)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = '%s' and c.relkind = '%s'
        order by 1
        """
            .formatted(schema, kind));
  }

  private static List<String> ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> answers = new ArrayList<>();
      while (row.next()) {
        answers.add(row.getString(1));
      }
      return answers;
    }
  }
}
