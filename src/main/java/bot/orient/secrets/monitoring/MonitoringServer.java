package bot.orient.secrets.monitoring;

import java.time.Duration;
import java.util.function.Supplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes and metrics on a port of their own: plain HTTP, without authentication, so nothing is said
 * there that not everybody in the cluster may know.
 */
public final class MonitoringServer implements AutoCloseable {

  public static final int DEFAULT_PORT = 8081;

  private static final Logger log = LoggerFactory.getLogger(MonitoringServer.class);

  private static final int THREADS = 6;
  private static final int CONNECTIONS = 64;
  private static final int HEADER_BYTES = 8 * 1024;
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final Server server;
  private final ServerConnector connector;

  private MonitoringServer(int port, Health health, Supplier<String> metrics) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("orient-monitoring");
    threads.setDaemon(true);
    this.server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setPort(port);
    connector.setIdleTimeout(SILENCE.toMillis());
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(CONNECTIONS, connector));
    server.setHandler(new MonitoringHandler(health, metrics));
    // Jetty's own text may quote what was sent.
    server.setErrorHandler(
        (request, response, callback) -> {
          Object status = request.getAttribute(ErrorHandler.ERROR_STATUS);
          MonitoringHandler.send(
              MonitoringAnswer.text(
                  status instanceof Integer number ? number : response.getStatus(),
                  "cannot be answered\n"),
              response,
              callback);
          return true;
        });
    // It ends last: who would still wait for an answer asks a process that is gone.
    server.setStopTimeout(0);
  }

  /**
   * Serves from now on.
   *
   * @param port 0 takes a free one
   * @param metrics in the text format of Prometheus, version 0.0.4
   * @throws IllegalArgumentException when the port is taken
   */
  public static MonitoringServer start(int port, Health health, Supplier<String> metrics) {
    MonitoringServer monitoring = new MonitoringServer(port, health, metrics);
    try {
      monitoring.server.start();
    } catch (Exception e) {
      monitoring.close();
      throw new IllegalArgumentException(
          "ORIENT_MONITORING_PORT: cannot serve on port %d (%s); choose a free one, or 'off'"
              .formatted(port, e.getMessage()),
          e);
    }
    log.info("probes and metrics are served on port {}", monitoring.port());
    return monitoring;
  }

  /** The port it serves on. */
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      log.warn("probes and metrics did not stop in order: {}", e.toString());
    }
  }
}
