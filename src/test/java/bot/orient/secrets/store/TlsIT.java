package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that asks for TLS and a client certificate; its own names the host localhost. */
class TlsIT {

  @TempDir private static Path directory;

  private static PostgresServer server;
  private static TestAuthority authority;
  private static StoreFixture database;
  private static TestAuthority.Issued client;

  private final RecordingListener heard = new RecordingListener();

  @BeforeAll
  static void start() throws SQLException, IOException {
    authority = new TestAuthority(directory, "authority");
    client = authority.issue("orient_app", Optional.empty());
    TestAuthority.Issued own = authority.issue("server", Optional.of("localhost"));
    server = PostgresServer.startNew();
    database = new StoreFixture(server.createDatabase());
    // The last lines are for the test itself.
    Files.writeString(
        server.data().resolve("pg_hba.conf"),
        """
        hostssl all orient_app all cert
        hostnossl all orient_app all reject
        host all all 127.0.0.1/32 trust
        local all all trust
        """);
    database.execute(
        "alter system set ssl_cert_file = '" + own.certificate() + "'",
        "alter system set ssl_key_file = '" + own.key() + "'",
        "alter system set ssl_ca_file = '" + authority.certificate() + "'",
        "alter system set ssl = on",
        "select pg_reload_conf()");
    await().atMost(Duration.ofMinutes(1)).until(() -> database.query("show ssl").contains("on"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void worksWithEverythingVerified() throws SQLException {
    PostgresSecretStore store = open("localhost", authority.certificate(), client);

    store.put(put("shop", "KEY", "value"), ALICE);
    database.feed(store, heard);

    await().atMost(Duration.ofMinutes(1)).until(() -> heard.states.contains("available"));
    assertThat(
            database.query(
                """
                select distinct s.ssl from pg_stat_ssl s join pg_stat_activity a using (pid)
                where a.usename = 'orient_app'
                """))
        .containsExactly("t");
  }

  @Test
  void aHostThatTheCertificateDoesNotNameIsRefused() {
    assertRefused(
        open("127.0.0.1", authority.certificate(), client),
        "cannot be reached by TLS",
        "127.0.0.1",
        "its host name is in the server's certificate");
  }

  @Test
  void aServerOfAnUnknownAuthorityIsRefused() {
    assertRefused(
        open("localhost", new TestAuthority(directory, "other").certificate(), client),
        "cannot be reached by TLS",
        "sslrootcert");
  }

  @Test
  void aFileOfAuthoritiesThatIsMissingIsNamed() {
    assertRefused(
        open("localhost", directory.resolve("absent.crt"), client),
        "absent.crt",
        "ORIENT_DATABASE_URL");
  }

  @Test
  void aClientCertificateOfAnotherAuthorityIsRefused() {
    TestAuthority other = new TestAuthority(directory, "stranger");
    assertRefused(
        open("localhost", authority.certificate(), other.issue("orient_app", Optional.empty())),
        "sslcert");
  }

  @Test
  void aClientCertificateOfAnotherUserIsRefused() {
    assertRefused(
        open(
            "localhost",
            authority.certificate(),
            authority.issue("orient_auditor", Optional.empty())),
        "refuses the operator",
        "check user");
  }

  @Test
  void aMissingClientCertificateIsTold() {
    assertRefused(
        open(
            url("localhost")
                + "?sslmode=verify-full&sslcert=%s&sslkey=%s&sslrootcert=%s"
                    .formatted(
                        directory.resolve("none.crt"),
                        directory.resolve("none.pk8"),
                        authority.certificate())),
        "certificate");
  }

  @Test
  void aServerThatInsistsOnTlsSaysSo() {
    assertRefused(open(url("localhost") + "?sslmode=disable"), "refuses the operator", "pg_hba");
  }

  private static void assertRefused(PostgresSecretStore store, String... parts) {
    assertThatThrownBy(() -> store.list("shop"))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContainingAll(parts);
  }

  private static PostgresSecretStore open(String host, Path rootCert, TestAuthority.Issued by) {
    return open(
        url(host)
            + "?sslmode=verify-full&sslrootcert=%s&sslcert=%s&sslkey=%s"
                .formatted(rootCert, by.certificate(), by.derKey()));
  }

  private static PostgresSecretStore open(String url) {
    StoreSettings plain = database.settings();
    return database.open(
        new StoreSettings(
            url, plain.user(), (String) null, 2, plain.feedPoll(), url, plain.migrate()),
        keks("k1"));
  }

  private static String url(String host) {
    return database.settings().jdbcUrl().replace("127.0.0.1", host);
  }
}
