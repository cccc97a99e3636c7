package bot.orient.secrets.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Calls the admin API with one caller's token; trusts one certificate, by its fingerprint. Holds
 * each answer against the OpenAPI document.
 */
final class AdminClient {

  private static final OpenApiDocument DOCUMENT = OpenApiDocument.load();

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http;
  private final String base;
  private final String token;

  private AdminClient(HttpClient http, String base, String token) {
    this.http = http;
    this.base = base;
    this.token = token;
  }

  /** A client without a token. */
  static AdminClient of(int port, Supplier<String> fingerprint) {
    return new AdminClient(
        HttpClient.newBuilder().sslContext(trusting(fingerprint)).build(),
        "https://127.0.0.1:" + port,
        null);
  }

  AdminClient as(String newToken) {
    return new AdminClient(http, base, newToken);
  }

  AdminReply get(String path) {
    return send("GET", path, null);
  }

  AdminReply delete(String path) {
    return send("DELETE", path, null);
  }

  AdminReply post(String path, String body, String... headers) {
    return send("POST", path, body, headers);
  }

  AdminReply put(String path, String body, String... headers) {
    return send("PUT", path, body, headers);
  }

  /**
   * Sends a request.
   *
   * @param body JSON, or null for none
   * @param headers name, value, name, value
   */
  AdminReply send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(PATIENCE)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      AdminReply reply =
          new AdminReply(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
      checkAgainstDocument(method, path, reply);
      return reply;
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path + " got no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void checkAgainstDocument(String method, String path, AdminReply reply) {
    if (Routes.find(method, path.replaceFirst("\\?.*", "")) instanceof Routes.Found found) {
      assertThat(DOCUMENT.problems(found.route(), reply)).as("%s %s", method, reply).isEmpty();
    }
  }

  /** A context for sockets, too. */
  static SSLContext trusting(Supplier<String> fingerprint) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Pinned(fingerprint)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  /** Takes the certificate that bears the fingerprint, whatever else is in it. */
  private static final class Pinned extends X509ExtendedTrustManager {
    private final Supplier<String> fingerprint;

    Pinned(Supplier<String> fingerprint) {
      this.fingerprint = fingerprint;
    }

    private void check(X509Certificate certificate) throws CertificateException {
      try {
        String found =
            HexFormat.ofDelimiter(":")
                .withUpperCase()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        if (!found.equals(fingerprint.get())) {
          throw new CertificateException("the server has the certificate " + found);
        }
      } catch (GeneralSecurityException e) {
        throw new CertificateException(e);
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain[0]);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("no client is trusted here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("no client is trusted here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("no client is trusted here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
