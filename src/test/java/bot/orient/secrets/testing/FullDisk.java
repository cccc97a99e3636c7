package bot.orient.secrets.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A volume that is full under one table of a server, until it is closed. The table reads as empty
 * meanwhile; the server restarts at both ends.
 */
public final class FullDisk implements AutoCloseable {

  private final PostgresServer server;
  private final Path table;
  private final Path aside;

  private FullDisk(PostgresServer server, Path table) {
    this.server = server;
    this.table = table;
    this.aside = table.resolveSibling("aside");
  }

  /**
   * @param table with its schema
   */
  public static FullDisk under(PostgresServer server, TestDatabase database, String table)
      throws SQLException, IOException {
    FullDisk disk = new FullDisk(server, server.data().resolve(fileOf(database, table)));
    server.stop();
    Files.move(disk.table, disk.aside);
    // Its kernel driver answers every write with ENOSPC, as a full volume does.
    Files.createSymbolicLink(disk.table, Path.of("/dev/full"));
    server.start();
    return disk;
  }

  private static String fileOf(TestDatabase database, String table) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select pg_relation_filepath('%s')".formatted(table))) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public void close() throws IOException {
    server.stop();
    Files.delete(table);
    Files.move(aside, table);
    server.start();
  }
}
