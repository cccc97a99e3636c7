package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.TestAuthority;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.TlsVersion;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiServerHttpClientFactoryTest {

  private static final String CHACHA = "TLS_CHACHA20_POLY1305_SHA256";
  private static final String AES = "TLS_AES_128_GCM_SHA256";

  @TempDir Path directory;

  @Test
  void asksForChaCha20FirstOfAServerThatTakesWhatTheClientLikesBest() throws Exception {
    SSLSession session = sessionWith(new String[] {AES, CHACHA}, TlsVersion.TLS_1_3);

    assertThat(session.getCipherSuite()).isEqualTo(CHACHA);
    assertThat(session.getProtocol()).isEqualTo("TLSv1.3");
  }

  @Test
  void takesAesOfAServerThatHasNothingElse() throws Exception {
    assertThat(sessionWith(new String[] {AES}, TlsVersion.TLS_1_3).getCipherSuite()).isEqualTo(AES);
  }

  @Test
  void keepsToTheVersionsThatTheClientIsConfiguredWith() throws Exception {
    SSLSession session = sessionWith(null, TlsVersion.TLS_1_2);

    assertThat(session.getProtocol()).isEqualTo("TLSv1.2");
    assertThat(session.getCipherSuite()).contains("_CHACHA20_POLY1305_");
  }

  /**
   * @param suites of the server; null for the usual ones
   */
  private SSLSession sessionWith(String[] suites, TlsVersion version) throws Exception {
    TestAuthority authority = new TestAuthority(directory, "authority");
    TestAuthority.Issued issued = authority.issue("server", Optional.of("localhost"));
    SSLContext context =
        SSLUtils.sslContext(
            new ConfigBuilder(Config.empty())
                .withClientCertFile(issued.certificate().toString())
                .withClientKeyFile(issued.key().toString())
                .withClientKeyAlgo("EC")
                .withCaCertFile(authority.certificate().toString())
                .build());
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters tls = context.getDefaultSSLParameters();
            tls.setUseCipherSuitesOrder(false);
            if (suites != null) {
              tls.setCipherSuites(suites);
            }
            parameters.setSSLParameters(tls);
          }
        });
    CompletableFuture<SSLSession> session = new CompletableFuture<>();
    server.createContext(
        "/",
        exchange -> {
          session.complete(((HttpsExchange) exchange).getSSLSession());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("https://localhost:" + server.getAddress().getPort())
            .withCaCertFile(authority.certificate().toString())
            .withTlsVersions(version)
            .build();
    try (KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientFactory(new ApiServerHttpClientFactory(config))
            .build()) {
      client.raw("/version");
      return session.getNow(null);
    } finally {
      server.stop(0);
    }
  }
}
