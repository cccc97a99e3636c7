package bot.orient.secrets.admin;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The admin API on its port: HTTPS, HTTP/1.1. */
public final class AdminServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AdminServer.class);

  private static final int THREADS = 16;
  private static final int HEADER_BYTES = 16 * 1024;
  private static final Duration CERTIFICATE_POLL = Duration.ofSeconds(10);
  private static final Duration LAST_CALLS = Duration.ofSeconds(5);

  private final Server server;
  private final ServerConnector connector;
  private final ServerTls tls;
  private final Verification verification;

  private AdminServer(
      AdminSettings settings,
      AdminStore store,
      TokenReviews tokens,
      AccessReviews access,
      AdminLimits limits,
      Duration certificatePoll,
      InstantSource clock) {
    this.verification = new Verification(() -> store.secrets().verify(store.anchors()), clock);
    this.tls = new ServerTls(settings.tlsDirectory());
    AdminApi api =
        new AdminApi(
            Endpoints.of(store, verification, access, clock),
            new Authenticator(
                tokens, new TokenCache(clock), new RateLimiter(limits.newTokens(), clock)),
            new RateLimiter(limits.perUser(), clock),
            new Authorizer(access));
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("orient-admin");
    threads.setDaemon(true);
    this.server = new Server(threads);
    this.connector = new ServerConnector(server, tls.factory(), new HttpConnectionFactory(http()));
    connector.setPort(settings.port());
    connector.setIdleTimeout(limits.silence().toMillis());
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(limits.connections(), connector));
    server.setHandler(new JettyHandler(api));
    server.setErrorHandler(new JettyErrors());
    server.setStopTimeout(LAST_CALLS.toMillis());
    tls.follow(certificatePoll);
  }

  /**
   * Serves from now on. The database and the API server may be away.
   *
   * @throws IllegalArgumentException when the certificate cannot be used, or the port is taken
   */
  public static AdminServer start(
      AdminSettings settings, AdminStore store, KubernetesClient client) {
    return start(
        settings,
        store,
        new KubernetesTokenReviews(client, settings.audience()),
        new KubernetesAccessReviews(client),
        AdminLimits.DEFAULT,
        CERTIFICATE_POLL,
        InstantSource.system());
  }

  /**
   * The same with reviews, bounds and a clock that a test chooses.
   *
   * @param certificatePoll how often the certificate's files are looked at
   */
  static AdminServer start(
      AdminSettings settings,
      AdminStore store,
      TokenReviews tokens,
      AccessReviews access,
      AdminLimits limits,
      Duration certificatePoll,
      InstantSource clock) {
    AdminServer admin =
        new AdminServer(settings, store, tokens, access, limits, certificatePoll, clock);
    try {
      admin.server.start();
    } catch (Exception e) {
      admin.close();
      throw new IllegalArgumentException(
          "ORIENT_ADMIN_PORT: cannot serve on port %d (%s); choose a free one, or 'off'"
              .formatted(settings.port(), e.getMessage()),
          e);
    }
    log.info("the admin API serves on port {}", admin.port());
    return admin;
  }

  private static HttpConfiguration http() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    http.addCustomizer(new SecureRequestCustomizer(false));
    return http;
  }

  /** The port it serves on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** When the certificate in use expires. */
  public Instant certificateExpiry() {
    return tls.expiry();
  }

  /** SHA-256 of the certificate in use. */
  String fingerprint() {
    return tls.fingerprint();
  }

  @Override
  public void close() {
    tls.close();
    try {
      server.stop();
    } catch (Exception e) {
      log.warn("the admin API did not stop in order: {}", e.toString());
    }
    verification.close();
  }
}
