package bot.orient.secrets.admin;

import bot.orient.secrets.crypto.SelfSignedIdentity;
import bot.orient.secrets.crypto.TlsIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's certificate, exchanged while it runs when its files change. */
final class ServerTls implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ServerTls.class);

  private static final String NAME = "orient-secrets-operator";

  private final SslContextFactory.Server factory = new SslContextFactory.Server();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "orient-admin-tls");
            thread.setDaemon(true);
            return thread;
          });
  private final Optional<TlsDirectory> directory;
  private volatile String used = "";
  private volatile Instant expiry = Instant.MAX;
  private String complained = "";

  /**
   * @throws IllegalArgumentException when the files cannot be used
   */
  ServerTls(Optional<Path> path) {
    this.directory = path.map(TlsDirectory::new);
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    // A port forward and a probe call the server by other names; clients check the certificate.
    factory.setSniRequired(false);
    TlsIdentity identity =
        directory.map(TlsDirectory::read).orElseGet(() -> SelfSignedIdentity.make(NAME));
    use(factory, identity);
    log.info(
        "the admin API has a {} certificate, SHA-256 {}",
        directory.isPresent() ? "given" : "self-signed",
        identity.fingerprint());
  }

  /** SHA-256 of the certificate in use. */
  String fingerprint() {
    return used;
  }

  /** When the certificate in use expires. */
  Instant expiry() {
    return expiry;
  }

  SslContextFactory.Server factory() {
    return factory;
  }

  /** Mounted Secrets change by a link that is put in place, which no file watch tells of. */
  void follow(Duration pause) {
    if (directory.isPresent()) {
      watch.scheduleWithFixedDelay(
          this::look, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Must not throw, which would end it. What cannot be used leaves what is used in place. */
  private void look() {
    try {
      TlsIdentity identity = directory.orElseThrow().read();
      if (!identity.fingerprint().equals(used)) {
        factory.reload(any -> use(factory, identity));
        log.info("the admin API has a new certificate, SHA-256 {}", identity.fingerprint());
      }
      complained = "";
    } catch (Exception e) {
      if (!complained.equals(e.toString())) {
        complained = e.toString();
        log.warn("the admin API keeps its certificate: {}", e.getMessage());
      }
    }
  }

  private void use(SslContextFactory target, TlsIdentity identity) {
    target.setKeyStore(identity.toKeyStore());
    target.setKeyStorePassword("");
    used = identity.fingerprint();
    expiry = identity.certificate().getNotAfter().toInstant();
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
