package bot.orient.secrets.chaos;

import bot.orient.secrets.testing.PostgresPair;
import bot.orient.secrets.testing.TcpProxy;
import bot.orient.secrets.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** PostgreSQL with its standby, and the network between them and the operators. */
final class ChaosDatabase implements AutoCloseable {

  private static final Duration SLOW = Duration.ofMillis(80);

  private final PostgresPair servers;
  private final TcpProxy first;
  private final TcpProxy second;
  private final String operatorUrl;

  /**
   * Starts both.
   *
   * @param data an empty directory
   */
  ChaosDatabase(Path data) {
    servers = PostgresPair.start(data);
    first = TcpProxy.to(servers.primary().port());
    second = TcpProxy.to(servers.standby().port());
    operatorUrl =
        database()
            .jdbcUrl()
            .replace(":" + servers.primary().port(), ":" + first.port())
            .replace(":" + servers.standby().port(), ":" + second.port());
  }

  /** Past the network. */
  TestDatabase database() {
    return servers.database();
  }

  /** Through the network, where the operators find it. */
  String operatorUrl() {
    return operatorUrl;
  }

  void stop() {
    servers.primary().stop();
  }

  void kill9() {
    servers.primary().kill9();
  }

  void start() {
    servers.primary().start();
  }

  void switchOver() throws SQLException {
    servers.switchOver();
  }

  private List<TcpProxy> networks() {
    return List.of(first, second);
  }

  void cutNetwork() {
    networks().forEach(TcpProxy::cut);
  }

  void stallNetwork() {
    networks().forEach(TcpProxy::stall);
  }

  void refuseConnections() {
    networks().forEach(TcpProxy::refuse);
  }

  void healNetwork() {
    networks().forEach(network -> network.delay(Duration.ZERO));
    networks().forEach(TcpProxy::resume);
  }

  void slowNetwork() {
    networks().forEach(network -> network.delay(SLOW));
  }

  /** Ends the connections that listen: notifications until they are there again are lost. */
  void endListeners() {
    try (Connection connection = database().dataSource().getConnection();
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
    networks().forEach(TcpProxy::close);
    servers.close();
  }
}
