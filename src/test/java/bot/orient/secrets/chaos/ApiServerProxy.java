package bot.orient.secrets.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A network between operators and the API server that does harm when told to. It speaks plain HTTP
 * with the operators, so that it sees what they ask for, and passes their tokens on over TLS.
 */
final class ApiServerProxy implements AutoCloseable {

  private final int target;
  private final SSLContext tls;
  private final RequestAudit audit;
  private final ServerSocket listener;
  private final ProxyFaults faults = new ProxyFaults();
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private final Set<WatchTunnel> watches = ConcurrentHashMap.newKeySet();
  private volatile boolean stalled;

  private ApiServerProxy(int target, SSLContext tls, RequestAudit audit) throws IOException {
    this.target = target;
    this.tls = tls;
    this.audit = audit;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("api-proxy-accept", this::accept);
  }

  /**
   * Starts one.
   *
   * @param url of the API server on this machine
   * @param certificate that it shows, as PEM
   */
  static ApiServerProxy start(String url, Path certificate, RequestAudit audit) {
    try (InputStream pem = Files.newInputStream(certificate)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (var one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        trusted.setCertificateEntry("api-server-" + trusted.size(), one);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, trust.getTrustManagers(), null);
      return new ApiServerProxy(URI.create(url).getPort(), tls, audit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot trust the API server's certificate", e);
    }
  }

  /** Writes a kubeconfig that leads here instead of to the API server, with the same user. */
  Path kubeconfig(Path original, Path copy) {
    try {
      String text =
          Files.readString(original)
              .replace("https://127.0.0.1:" + target, "http://127.0.0.1:" + port())
              .replaceAll("(?m)^ *certificate-authority:.*\\R", "");
      Files.createFile(
          copy, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(copy, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int port() {
    return listener.getLocalPort();
  }

  ProxyFaults faults() {
    return faults;
  }

  RequestAudit audit() {
    return audit;
  }

  /** Ends all watches without a word; tells how many. */
  int dropWatches() {
    return toAll(watches, WatchTunnel::drop);
  }

  /** All watches hear 410 Gone; tells how many. */
  int expireWatches() {
    return toAll(watches, WatchTunnel::expire);
  }

  /** Nothing comes by any watch any more, though they stay open; tells how many. */
  int silenceWatches() {
    return toAll(watches, WatchTunnel::silence);
  }

  /** Ends all connections; tells how many. */
  int cut() {
    return toAll(connections, ProxiedConnection::close);
  }

  private static <T> int toAll(Collection<T> open, Consumer<T> what) {
    List<T> now = List.copyOf(open);
    now.forEach(what);
    return now.size();
  }

  /** From now on no request and no answer passes; watches go on. */
  void stall() {
    stalled = true;
  }

  synchronized void resume() {
    stalled = false;
    notifyAll();
  }

  synchronized void awaitFlow() throws InterruptedException {
    while (stalled) {
      wait();
    }
  }

  Socket connect() throws IOException {
    Socket socket = tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), target);
    socket.setTcpNoDelay(true);
    return socket;
  }

  void opened(WatchTunnel watch) {
    watches.add(watch);
  }

  void ended(WatchTunnel watch) {
    watches.remove(watch);
  }

  void forget(ProxiedConnection connection) {
    connections.remove(connection);
  }

  void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        ProxiedConnection connection = new ProxiedConnection(this, listener.accept());
        connections.add(connection);
        start("proxied-connection", connection::serve);
      } catch (IOException e) {
        // The proxy is closed.
        continue;
      }
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
    resume();
  }
}
