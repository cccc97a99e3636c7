package bot.orient.secrets.chaos;

import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TcpProxy;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** PostgreSQL, and the network between it and the operators. */
final class ChaosDatabase implements AutoCloseable {

  private static final Duration SLOW = Duration.ofMillis(80);

  private final PostgresServer server = PostgresServer.startNew();
  private final TestDatabase database = server.createDatabase();
  private final TcpProxy network = TcpProxy.to(server.port());

  /** Past the network. */
  TestDatabase database() {
    return database;
  }

  /** Through the network, where the operators find it. */
  String operatorUrl() {
    return database.jdbcUrl().replace(":" + server.port() + "/", ":" + network.port() + "/");
  }

  void stop() {
    server.stop();
  }

  void kill9() {
    server.kill9();
  }

  void start() {
    server.start();
  }

  void cutNetwork() {
    network.cut();
  }

  void stallNetwork() {
    network.stall();
  }

  void refuseConnections() {
    network.refuse();
  }

  void healNetwork() {
    network.delay(Duration.ZERO);
    network.resume();
  }

  void slowNetwork() {
    network.delay(SLOW);
  }

  /** Ends the connections that listen: notifications until they are there again are lost. */
  void endListeners() {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name like '% feed'""");
    } catch (SQLException e) {
      // The server is away, and so are they.
      return;
    }
  }

  @Override
  public void close() {
    network.close();
    server.close();
  }
}
