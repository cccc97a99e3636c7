package bot.orient.secrets.benchmark;

import bot.orient.secrets.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * The floor: a NOTIFY with the name in the transaction that inserts a row, and a session that does
 * nothing but LISTEN.
 */
final class BareNotify implements AutoCloseable {

  private static final int WAIT_MILLIS = 100;

  private final Arrivals arrivals;
  private final Connection writer;
  private final Connection listener;
  private final Thread thread = new Thread(this::listen, "bare-listener");
  private volatile boolean closing;

  BareNotify(TestDatabase database, Arrivals arrivals) throws SQLException {
    this.arrivals = arrivals;
    this.writer = database.dataSource().getConnection();
    this.listener = database.dataSource().getConnection();
    execute(writer, "create table bare (name text)");
    execute(listener, "listen bare");
    writer.setAutoCommit(false);
    thread.setDaemon(true);
    thread.start();
  }

  void write(String name) throws SQLException {
    try (PreparedStatement insert = writer.prepareStatement("insert into bare (name) values (?)");
        PreparedStatement notify = writer.prepareStatement("select pg_notify('bare', ?)")) {
      insert.setString(1, name);
      insert.executeUpdate();
      notify.setString(1, name);
      notify.execute();
      writer.commit();
    }
  }

  private void listen() {
    try {
      PGConnection session = listener.unwrap(PGConnection.class);
      while (!closing) {
        for (PGNotification heard : session.getNotifications(WAIT_MILLIS)) {
          arrivals.saw(heard.getParameter(), System.nanoTime());
        }
      }
    } catch (SQLException e) {
      // Whoever awaits an arrival gives up.
      System.err.println("the bare listener ended: " + e.getMessage());
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws Exception {
    closing = true;
    thread.join();
    listener.close();
    writer.close();
  }
}
