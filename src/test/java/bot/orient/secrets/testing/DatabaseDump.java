package bot.orient.secrets.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Every row of every table in a database, as text; bytes are in hex. */
public record DatabaseDump(List<String> rows) {

  public static DatabaseDump of(TestDatabase database) {
    try (Connection connection = database.dataSource().getConnection()) {
      List<String> rows = new ArrayList<>();
      for (String table : tables(connection)) {
        select(connection, "select t::text from %s t order by 1".formatted(table))
            .forEach(row -> rows.add(table + " " + row));
      }
      return new DatabaseDump(rows);
    } catch (SQLException e) {
      throw new IllegalStateException("the database cannot be read", e);
    }
  }

  private static List<String> tables(Connection connection) throws SQLException {
    return select(
        connection,
        """
        select format('%I.%I', table_schema, table_name)
        from information_schema.tables
        where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
        order by 1
        """);
  }

  private static List<String> select(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (result.next()) {
        texts.add(result.getString(1));
      }
      return texts;
    }
  }
}
