package bot.orient.secrets.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.store.AnchorSource;
import bot.orient.secrets.store.PutRequest;
import bot.orient.secrets.store.PutResult;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.sync.Fallbacks;
import bot.orient.secrets.sync.KeyConsumers;
import bot.orient.secrets.sync.ManagedResources;
import bot.orient.secrets.testing.MountedSecret;
import bot.orient.secrets.testing.TestAuthority;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server by itself: TLS, limits, and bytes that are no requests. */
class AdminServerTest {

  private static final String SECRET = "/v1/scopes/shop/secrets/A";

  @TempDir private Path directory;

  private final List<Integer> written = new ArrayList<>();
  private AdminServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private AdminClient start(Optional<Path> tls) {
    return start(tls, 0, AdminScene.GENEROUS);
  }

  private AdminClient start(Optional<Path> tls, int port, AdminLimits limits) {
    server =
        AdminServer.start(
            new AdminSettings(port, tls, AdminSettings.DEFAULT_AUDIENCE),
            new AdminStore(
                store(),
                null,
                null,
                AnchorSource.none(),
                Catalog.load(),
                new Fallbacks(Map.of(), Map.of(), key -> false, Set.of()),
                KeyConsumers.none(),
                ManagedResources.none()),
            token -> new TokenReviews.Authenticated(new Caller(token, "", List.of(), Map.of())),
            (caller, permission, namespace) -> true,
            limits,
            Duration.ofMillis(50),
            InstantSource.system());
    return client();
  }

  private AdminClient client() {
    return AdminClient.of(server.port(), server::fingerprint).as("alice");
  }

  /** Takes any value and remembers its length. */
  private SecretStore store() {
    return (SecretStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {SecretStore.class},
            (proxy, method, arguments) -> {
              written.add(((PutRequest) arguments[0]).value().length());
              return new PutResult.Written(1, 1);
            });
  }

  @Test
  void aCertificateIsMadeWhereNoneIsGiven() {
    assertThat(start(Optional.empty()).get("/v1/openapi.json").at("/openapi")).isEqualTo("3.1.0");
  }

  @Test
  void aGivenCertificateIsExchangedWhenItsFilesAre() throws IOException {
    TestAuthority authority = new TestAuthority(directory, "ca");
    MountedSecret mounted = new MountedSecret(Files.createDirectory(directory.resolve("tls")));
    mounted.write(issue(authority, "first"));
    AdminClient client = start(Optional.of(directory.resolve("tls")));
    String first = server.fingerprint();
    assertThat(client.get("/v1/openapi.json").status()).isEqualTo(200);

    mounted.write(Map.of("tls.crt", "no certificate", "tls.key", "no key"));
    mounted.write(issue(authority, "second"));
    await().until(() -> !server.fingerprint().equals(first));

    assertThat(client().get("/v1/openapi.json").status()).isEqualTo(200);
    mounted.write(Map.of("tls.crt", "no certificate", "tls.key", "no key"));
    assertThat(client().get("/v1/openapi.json").status()).isEqualTo(200);
  }

  private static Map<String, String> issue(TestAuthority authority, String name)
      throws IOException {
    TestAuthority.Issued issued = authority.issue(name, Optional.of("localhost"));
    return Map.of(
        "tls.crt", Files.readString(issued.certificate()),
        "tls.key", Files.readString(issued.key()));
  }

  @Test
  void filesThatCannotBeUsedAtTheStartAreNamed() throws IOException {
    Path tls = Files.createDirectory(directory.resolve("tls"));
    assertThatThrownBy(() -> start(Optional.of(tls)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tls.key");

    TestAuthority authority = new TestAuthority(directory, "ca");
    Files.writeString(tls.resolve("tls.crt"), issue(authority, "one").get("tls.crt"));
    Files.writeString(tls.resolve("tls.key"), issue(authority, "two").get("tls.key"));
    assertThatThrownBy(() -> start(Optional.of(tls)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tls.key is not the key of the certificate");
  }

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      assertThatThrownBy(() -> start(Optional.empty(), taken.getLocalPort(), AdminScene.GENEROUS))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("ORIENT_ADMIN_PORT: cannot serve on port");
    }
  }

  @Test
  void tlsIsOfVersion12OrNewerAndPlainTextGetsNoAnswer() throws Exception {
    start(Optional.empty());
    try (ServerTls tls = new ServerTls(Optional.empty())) {
      tls.factory().start();
      assertThat(tls.factory().newSSLEngine().getEnabledProtocols())
          .containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
      tls.factory().stop();
    }
    try (SSLSocket socket = tls()) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
    }
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              "GET /v1/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .doesNotContain("HTTP/1.1");
    }
  }

  private SSLSocket tls() throws IOException {
    SSLSocket socket =
        (SSLSocket)
            AdminClient.trusting(server::fingerprint)
                .getSocketFactory()
                .createSocket("127.0.0.1", server.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  @Test
  void theLongestValueFitsInEitherFormAndALongerRequestDoesNot() {
    AdminClient client = start(Optional.empty());
    String longest = "\\n".repeat(64 * 1024);
    String base64 = Base64.getEncoder().encodeToString(new byte[64 * 1024]);

    assertThat(client.put(SECRET, "{\"value\":\"" + longest + "\"}").status()).isEqualTo(200);
    assertThat(client.put(SECRET, "{\"valueBase64\":\"" + base64 + "\"}").status()).isEqualTo(200);
    AdminReply refused =
        client.put(SECRET, "{\"value\":\"" + "a".repeat(Route.Takes.ONE_VALUE) + "\"}");
    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.problem()).isEqualTo("content-too-large");
    assertThat(written).containsExactly(64 * 1024, 64 * 1024);
  }

  @Test
  void aBodyWithoutALengthIsBoundedToo() throws IOException {
    start(Optional.empty());
    String chunk = "2000\r\n" + "a".repeat(0x2000) + "\r\n";

    String answer =
        exchange(
            "PUT "
                + SECRET
                + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer alice\r\n"
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + chunk.repeat(20));

    assertThat(answer).startsWith("HTTP/1.1 413 ");
    assertThat(written).isEmpty();
  }

  @Test
  void aHeaderThatIsTooLargeIsAProblem() throws IOException {
    start(Optional.empty());

    String header =
        exchange("GET /v1/audit HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(20_000) + "\r\n\r\n");
    String line = exchange("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");

    assertThat(header).startsWith("HTTP/1.1 431 ").contains("application/problem+json");
    assertThat(line).startsWith("HTTP/1.1 431 ").contains("headers-too-large");
  }

  @Test
  void bytesThatAreNoRequestAreAProblem() throws IOException {
    start(Optional.empty());
    for (String bytes :
        List.of(
            "planted\r\n\r\n",
            "GET /v1/audit HTTP/9.9\r\nHost: a\r\n\r\n",
            "GET /v1/audit HTTP/1.1\r\nplanted\r\n\r\n",
            "GET /v1/%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            "GET /v1/../audit%2f..%2f HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            "PUT /v1/audit HTTP/1.1\r\nHost: a\r\nContent-Length: planted\r\n\r\n")) {
      assertThat(exchange(bytes))
          .as(bytes)
          .startsWith("HTTP/1.1 4")
          .contains("application/problem+json")
          .doesNotContain("planted");
    }
  }

  @Test
  void aSilentClientIsDropped() throws IOException {
    start(
        Optional.empty(),
        0,
        new AdminLimits(new RateLimit(10, 10), new RateLimit(10, 10), Duration.ofMillis(300), 10));

    String answer =
        exchange(
            "PUT "
                + SECRET
                + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer alice\r\n"
                + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"value\":\"pla");

    assertThat(answer).startsWith("HTTP/1.1 408 ").contains("request-timeout");
    assertThat(written).isEmpty();
  }

  /** Sends bytes and reads until the server closes, which it does after what is no request. */
  private String exchange(String bytes) throws IOException {
    try (SSLSocket socket = tls()) {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
