package bot.orient.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.admin.AdminSettings;
import bot.orient.secrets.kms.KmsEndpoint;
import bot.orient.secrets.kubernetes.LeadershipSettings;
import bot.orient.secrets.store.AuditSettings;
import bot.orient.secrets.store.KeySettings;
import bot.orient.secrets.store.Retention;
import bot.orient.secrets.sync.RestartSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  @TempDir private Path directory;

  private final Map<String, String> environment =
      new HashMap<>(
          Map.of(
              "ORIENT_DATABASE_URL", "jdbc:postgresql://db.example:5432/orient",
              "ORIENT_DATABASE_USER", "orient",
              "ORIENT_DATABASE_PASSWORD", "planted-password",
              "ORIENT_KEK_DIRECTORY", "/etc/orient/kek"));

  @Test
  void onlyDatabaseAndKeyMustBeGiven() {
    Settings settings = Settings.from(environment);

    assertThat(settings.store().jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:5432/orient");
    assertThat(settings.store().user()).isEqualTo("orient");
    assertThat(settings.store().password()).isEqualTo("planted-password");
    assertThat(settings.store().feedPoll()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.kek()).isEqualTo(new KekSource.Directory(Path.of("/etc/orient/kek")));
    assertThat(settings.catalogFile()).isEmpty();
    assertThat(settings.defaultsFile()).isEmpty();
    assertThat(settings.fallbackKeys()).isEmpty();
    assertThat(settings.namespaces()).as("all").isEmpty();
    assertThat(settings.threads()).isEqualTo(10);
    assertThat(settings.keys())
        .isEqualTo(
            new KeySettings(Duration.ofSeconds(10), Duration.ofDays(90), 500, Duration.ofDays(30)));
    assertThat(settings.restarts())
        .isEqualTo(new RestartSettings(Duration.ofSeconds(5), 10, 10, Duration.ofMinutes(10)));
    assertThat(settings.audit()).isEqualTo(AuditSettings.DEFAULT);
  }

  @Test
  void everythingElseCanBeGiven() {
    environment.put("ORIENT_CATALOG_FILE", "/etc/orient/catalog.yaml");
    environment.put("ORIENT_DEFAULTS_FILE", "/etc/orient/defaults.yaml");
    environment.put("ORIENT_FALLBACK_KEYS", "ONE, TWO,,");
    environment.put("ORIENT_NAMESPACES", " shop , billing");
    environment.put("ORIENT_THREADS", "2");
    environment.put("ORIENT_FEED_POLL", "PT0.5S");
    environment.put("ORIENT_KEY_POLL", "PT1S");
    environment.put("ORIENT_SEED_MAX_AGE", "P1D");
    environment.put("ORIENT_REENCRYPTION_RATE", "7");
    environment.put("ORIENT_SEALING_KEY_MAX_AGE", "PT1H");
    environment.put("ORIENT_KEPT_VERSIONS", "10");
    environment.put("ORIENT_UNDELETE_WINDOW", "P7D");
    environment.put("ORIENT_RESTART_SETTLE", "PT0S");
    environment.put("ORIENT_RESTART_MAX_CONCURRENT", "50");
    environment.put("ORIENT_RESTART_MAX_CONCURRENT_PER_NAMESPACE", "3");
    environment.put("ORIENT_RESTART_PROGRESS_DEADLINE", "PT24H");

    Settings settings = Settings.from(environment);

    assertThat(settings.catalogFile()).contains(Path.of("/etc/orient/catalog.yaml"));
    assertThat(settings.defaultsFile()).contains(Path.of("/etc/orient/defaults.yaml"));
    assertThat(settings.fallbackKeys()).containsExactlyInAnyOrder("ONE", "TWO");
    assertThat(settings.namespaces()).containsExactlyInAnyOrder("shop", "billing");
    assertThat(settings.threads()).isEqualTo(2);
    assertThat(settings.keys())
        .isEqualTo(
            new KeySettings(Duration.ofSeconds(1), Duration.ofDays(1), 7, Duration.ofHours(1)));
    assertThat(settings.store().feedPoll()).isEqualTo(Duration.ofMillis(500));
    assertThat(settings.retention()).isEqualTo(new Retention(10, Duration.ofDays(7)));
    assertThat(settings.restarts())
        .isEqualTo(new RestartSettings(Duration.ZERO, 50, 3, Duration.ofHours(24)));
  }

  @Test
  void operatorRunsWhereItIsToldElseWhereKubernetesSaysElseNowhere() throws IOException {
    Path told = directory.resolve("namespace");
    assertThat(Settings.from(environment, told).ownNamespace()).isEmpty();

    Files.writeString(told, "orient-system\n");
    assertThat(Settings.from(environment, told).ownNamespace()).contains("orient-system");

    environment.put("ORIENT_OPERATOR_NAMESPACE", "elsewhere");
    assertThat(Settings.from(environment, told).ownNamespace()).contains("elsewhere");
  }

  @Test
  void replicasElectALeaderOnlyWhenTold() {
    assertThat(Settings.from(environment).leaderElection()).isEmpty();

    environment.put("ORIENT_LEADER_ELECTION", "on");
    environment.put("ORIENT_OPERATOR_NAMESPACE", "orient-system");
    environment.put("ORIENT_POD_NAME", "orient-0");
    assertThat(Settings.from(environment).leaderElection())
        .contains(
            new LeadershipSettings(
                "orient-system",
                "orient-0",
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2)));

    environment.put("ORIENT_LEADER_ELECTION", "off");
    assertThat(Settings.from(environment).leaderElection()).isEmpty();
  }

  @Test
  void electionWithoutANamespaceForTheLeaseIsRefused() {
    environment.put("ORIENT_LEADER_ELECTION", "on");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.from(environment, directory.resolve("absent")))
        .withMessageContaining("ORIENT_LEADER_ELECTION is on")
        .withMessageContaining("set ORIENT_OPERATOR_NAMESPACE");
  }

  @ParameterizedTest
  @CsvSource({
    "ORIENT_LEADER_ELECTION, yes, ORIENT_LEADER_ELECTION must be on",
    "ORIENT_LEASE_DURATION, PT1S, ORIENT_LEASE_DURATION: PT1S cannot be used",
    "ORIENT_LEASE_DURATION, PT20.5S, ORIENT_LEASE_DURATION: PT20.5S cannot be used",
    "ORIENT_LEASE_DURATION, PT11M, ORIENT_LEASE_DURATION: PT11M is out of bounds",
    "ORIENT_LEASE_DURATION, PT10S, ORIENT_LEASE_RENEW_DEADLINE: PT10S is too long for ORIENT_LEASE_DURATION PT10S",
    "ORIENT_LEASE_RENEW_DEADLINE, PT14.5S, ORIENT_LEASE_RENEW_DEADLINE: PT14.5S is too long",
    "ORIENT_LEASE_RENEW_DEADLINE, PT3S, ORIENT_LEASE_RETRY_PERIOD: PT2S is too long for ORIENT_LEASE_RENEW_DEADLINE PT3S",
    "ORIENT_LEASE_RETRY_PERIOD, PT0S, ORIENT_LEASE_RETRY_PERIOD: PT0S is out of bounds",
  })
  void leaseTimesThatDoNotFitAreRefused(String name, String value, String message) {
    environment.put("ORIENT_OPERATOR_NAMESPACE", "orient-system");
    environment.put("ORIENT_LEADER_ELECTION", "on");
    environment.put(name, value);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.from(environment))
        .withMessageStartingWith(message);
  }

  @Test
  void aHundredVersionsAndThirtyDaysAreKeptUnlessToldOtherwise() {
    assertThat(Settings.from(environment).retention())
        .isEqualTo(new Retention(100, Duration.ofDays(30)));
  }

  @Test
  void scopesAreDestroyedAfterSevenDaysUnlessToldOtherwiseWithinBounds() {
    assertThat(Settings.from(environment).scopeDestroyDelay()).isEqualTo(Duration.ofDays(7));

    environment.put("ORIENT_SCOPE_DESTROY_DELAY", "PT1H");
    assertThat(Settings.from(environment).scopeDestroyDelay()).isEqualTo(Duration.ofHours(1));

    for (String bad : List.of("PT59M", "P366D", "soon")) {
      environment.put("ORIENT_SCOPE_DESTROY_DELAY", bad);
      assertThatThrownBy(() -> Settings.from(environment))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("ORIENT_SCOPE_DESTROY_DELAY");
    }
  }

  @Test
  void theAuditTrailCanBeSealedAndKeptOtherwise() {
    environment.put("ORIENT_AUDIT_SEAL_EVERY", "PT5S");
    environment.put("ORIENT_AUDIT_EMPTY_SEAL_EVERY", "PT10M");
    environment.put("ORIENT_AUDIT_LAG_LIMIT", "PT2M");
    environment.put("ORIENT_AUDIT_RETENTION", "P365D");

    assertThat(Settings.from(environment).audit())
        .isEqualTo(
            new AuditSettings(
                Duration.ofSeconds(5),
                Duration.ofMinutes(10),
                Duration.ofMinutes(2),
                Optional.of(Duration.ofDays(365))));

    environment.put("ORIENT_AUDIT_SEALER", "external");
    assertThat(Settings.from(environment).audit().sealer())
        .isEqualTo(AuditSettings.Sealer.EXTERNAL);
    environment.put("ORIENT_AUDIT_SEALER", "nobody");
    assertRefused("ORIENT_AUDIT_SEALER", "internal", "external");
    environment.remove("ORIENT_AUDIT_SEALER");
    environment.put("ORIENT_AUDIT_RETENTION", "P29D");
    assertRefused("ORIENT_AUDIT_RETENTION", "out of bounds", "PT720H");
  }

  @Test
  void theAdminApiIsServedUnlessItIsOff() {
    assertThat(Settings.from(environment).admin())
        .contains(new AdminSettings(8443, Optional.empty(), "orient-secrets-operator"));

    environment.put("ORIENT_ADMIN_PORT", "9443");
    environment.put("ORIENT_ADMIN_TLS_DIRECTORY", "/etc/orient/tls");
    environment.put("ORIENT_ADMIN_AUDIENCE", "secrets.example");
    assertThat(Settings.from(environment).admin())
        .contains(
            new AdminSettings(9443, Optional.of(Path.of("/etc/orient/tls")), "secrets.example"));

    environment.put("ORIENT_ADMIN_PORT", "off");
    assertThat(Settings.from(environment).admin()).isEmpty();
  }

  @Test
  void probesAndMetricsAreServedUnlessTheyAreOff() {
    assertThat(Settings.from(environment).monitoringPort()).hasValue(8081);

    environment.put("ORIENT_MONITORING_PORT", "9081");
    assertThat(Settings.from(environment).monitoringPort()).hasValue(9081);

    environment.put("ORIENT_ADMIN_PORT", "9081");
    assertRefused("ORIENT_MONITORING_PORT", "9081", "the admin API");

    environment.put("ORIENT_MONITORING_PORT", "off");
    assertThat(Settings.from(environment).monitoringPort()).isEmpty();
  }

  @Test
  void theOperatorMigratesAndThereIsNoPoolerUnlessToldOtherwise() {
    assertThat(Settings.from(environment).store().migrate()).isTrue();
    assertThat(Settings.from(environment).store().directUrl())
        .isEqualTo("jdbc:postgresql://db.example:5432/orient");

    environment.put("ORIENT_DATABASE_MIGRATE", "false");
    environment.put("ORIENT_DATABASE_DIRECT_URL", "jdbc:postgresql://direct.example/orient");

    assertThat(Settings.from(environment).store().migrate()).isFalse();
    assertThat(Settings.from(environment).store().directUrl())
        .isEqualTo("jdbc:postgresql://direct.example/orient");
  }

  @Test
  void migratingAloneNeedsNoKey() {
    environment.remove("ORIENT_KEK_DIRECTORY");

    assertThat(Settings.store(environment).user()).isEqualTo("orient");
  }

  @Test
  void aNamespaceMayHaveAllRolloutsUnlessToldOtherwise() {
    environment.put("ORIENT_RESTART_MAX_CONCURRENT", "7");

    assertThat(Settings.from(environment).restarts().maxConcurrentPerNamespace()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ORIENT_DATABASE_URL", "ORIENT_DATABASE_USER", "ORIENT_DATABASE_PASSWORD"})
  void whatMustBeGivenIsMissedByName(String variable) {
    environment.remove(variable);
    assertRefused(variable);

    environment.put(variable, "  ");
    assertRefused(variable);
  }

  @ParameterizedTest
  @CsvSource({
    "ORIENT_DATABASE_URL, mysql://db.example/orient, jdbc:postgresql:",
    "ORIENT_DATABASE_URL, jdbc:postgresql://db.example:port/orient, jdbc:postgresql:",
    "ORIENT_DATABASE_DIRECT_URL, postgresql://db.example/orient, jdbc:postgresql:",
    "ORIENT_DATABASE_MIGRATE, yes, true or false",
    "ORIENT_ADMIN_PORT, on, whole number",
    "ORIENT_MONITORING_PORT, on, whole number",
    "ORIENT_LOG_FORMAT, xml, 'json, text'",
    "ORIENT_LOG_LEVEL, LOUD, 'DEBUG, ERROR, INFO, TRACE, WARN'",
    "ORIENT_LOG_LEVEL_LIBRARIES, ALL, TRACE",
    "ORIENT_MONITORING_PORT, 0, 1 to 65535",
    "ORIENT_ADMIN_PORT, 0, 1 to 65535",
    "ORIENT_ADMIN_PORT, 65536, 1 to 65535",
    "ORIENT_THREADS, many, whole number",
    "ORIENT_THREADS, 1.5, whole number",
    "ORIENT_THREADS, 0, 1 to 48",
    "ORIENT_THREADS, 49, 1 to 48",
    "ORIENT_THREADS, 99999999999, whole number",
    "ORIENT_FEED_POLL, 10s, PT10S",
    "ORIENT_FEED_POLL, PT0.099S, PT0.1S to PT1H",
    "ORIENT_FEED_POLL, PT1H0.001S, PT0.1S to PT1H",
    "ORIENT_FEED_POLL, -PT5S, PT0.1S to PT1H",
    "ORIENT_KEY_POLL, PT21S, PT0.1S to PT20S",
    "ORIENT_SEED_MAX_AGE, PT59M, PT1H to PT87600H",
    "ORIENT_SEALING_KEY_MAX_AGE, P3651D, PT1H to PT87600H",
    "ORIENT_OPERATOR_NAMESPACE, Not-One, cannot be a namespace",
    "ORIENT_REENCRYPTION_RATE, 0, 1 to 100000",
    "ORIENT_KEPT_VERSIONS, 0, 1 to 10000",
    "ORIENT_KEPT_VERSIONS, 10001, 1 to 10000",
    "ORIENT_UNDELETE_WINDOW, 30d, PT10S",
    "ORIENT_UNDELETE_WINDOW, PT59S, PT1M to PT87600H",
    "ORIENT_UNDELETE_WINDOW, P3651D, PT1M to PT87600H",
    "ORIENT_RESTART_SETTLE, 5s, PT10S",
    "ORIENT_RESTART_SETTLE, -PT1S, PT0S to PT24H",
    "ORIENT_RESTART_SETTLE, PT24H1S, PT0S to PT24H",
    "ORIENT_RESTART_MAX_CONCURRENT, 0, 1 to 1000",
    "ORIENT_RESTART_MAX_CONCURRENT, 1001, 1 to 1000",
    "ORIENT_RESTART_MAX_CONCURRENT_PER_NAMESPACE, 0, 1 to 1000",
    "ORIENT_RESTART_PROGRESS_DEADLINE, PT9S, PT10S to PT24H",
    "ORIENT_NAMESPACES, 'shop,Not_A_Namespace', namespace",
  })
  void whatCannotBeUsedIsNamedWithWhatCan(String variable, String value, String expected) {
    environment.put(variable, value);

    assertRefused(variable, expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "48"})
  void boundsThemselvesAreAllowed(String threads) {
    environment.put("ORIENT_THREADS", threads);

    assertThat(Settings.from(environment).threads()).isEqualTo(Integer.parseInt(threads));
  }

  @Test
  void urlWithAPasswordIsNotQuoted() {
    environment.put(
        "ORIENT_DATABASE_URL", "postgresql://orient:planted-password@db.example/orient");

    assertRefused("ORIENT_DATABASE_URL");
  }

  @Test
  void passwordFileGoesBeforeTheVariable() throws IOException {
    Path file = Files.writeString(directory.resolve("password"), "from-file\n");
    environment.put("ORIENT_DATABASE_PASSWORD_FILE", file.toString());

    assertThat(Settings.from(environment).store().password()).isEqualTo("from-file");
  }

  @Test
  void passwordFileThatIsAbsentOrEmptyIsRefused() throws IOException {
    environment.put("ORIENT_DATABASE_PASSWORD_FILE", directory.resolve("absent").toString());
    assertRefused("ORIENT_DATABASE_PASSWORD_FILE", "check that it is mounted");

    Path empty = Files.writeString(directory.resolve("empty"), "\n");
    environment.put("ORIENT_DATABASE_PASSWORD_FILE", empty.toString());
    assertRefused("ORIENT_DATABASE_PASSWORD_FILE", "is empty");
  }

  @Test
  void keyMayComeFromASecret() {
    environment.remove("ORIENT_KEK_DIRECTORY");
    environment.put("ORIENT_KEK_SECRET", "orient-system/kek");

    assertThat(Settings.from(environment).kek())
        .isEqualTo(new KekSource.InSecret("orient-system", "kek"));
  }

  @Test
  void keyMayComeFromTheEnvironment() {
    environment.remove("ORIENT_KEK_DIRECTORY");
    environment.put("ORIENT_KEK", "planted-key");

    Settings settings = Settings.from(environment);

    assertThat(settings.kek()).isEqualTo(new KekSource.Environment());
    assertThat(settings.toString()).doesNotContain("planted");
  }

  @Test
  void withoutAKeyAllWaysToGiveOneAreTold() {
    environment.remove("ORIENT_KEK_DIRECTORY");

    assertRefused(
        "ORIENT_KEK_DIRECTORY", "ORIENT_KEK_SECRET", "ORIENT_KEK_KMS_ENDPOINT", "ORIENT_KEK");
  }

  @Test
  void keyMayStayWithAKmsPlugin() {
    environment.remove("ORIENT_KEK_DIRECTORY");
    environment.put("ORIENT_KEK_KMS_ENDPOINT", "unix:///var/run/kms/plugin.sock");

    assertThat(Settings.from(environment).kek())
        .isEqualTo(new KekSource.Plugin(new KmsEndpoint(Path.of("/var/run/kms/plugin.sock"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"planted-key", "/run/planted.sock", "tcp://planted:8080"})
  void whatIsNoSocketMayBeAKeyAndIsNotQuoted(String endpoint) {
    environment.remove("ORIENT_KEK_DIRECTORY");
    environment.put("ORIENT_KEK_KMS_ENDPOINT", endpoint);

    assertRefused("ORIENT_KEK_KMS_ENDPOINT: ", "unix:///var/run/kms/plugin.sock");
  }

  @Test
  void storeMayMoveToAKmsPluginAndAway() {
    KekSource.One directory = new KekSource.Directory(Path.of("/etc/orient/kek"));
    KekSource.One plugin = new KekSource.Plugin(new KmsEndpoint(Path.of("/run/kms.sock")));
    environment.put("ORIENT_KEK_KMS_ENDPOINT", "unix:///run/kms.sock");

    assertThat(Settings.from(environment).kek()).isEqualTo(new KekSource.Move(plugin, directory));
    environment.put("ORIENT_KEK_KMS_MODE", "write");
    assertThat(Settings.from(environment).kek()).isEqualTo(new KekSource.Move(plugin, directory));
    environment.put("ORIENT_KEK_KMS_MODE", "unwrap");
    assertThat(Settings.from(environment).kek()).isEqualTo(new KekSource.Move(directory, plugin));
  }

  @Test
  void modeOfTheKmsPluginIsOneOfTwoAndOnlyForAMove() {
    environment.put("ORIENT_KEK_KMS_MODE", "unwrap");
    assertRefused("ORIENT_KEK_KMS_MODE is set", "ORIENT_KEK_KMS_ENDPOINT", "or unset it");

    environment.put("ORIENT_KEK_KMS_ENDPOINT", "unix:///run/kms.sock");
    environment.put("ORIENT_KEK_KMS_MODE", "read");
    assertRefused("ORIENT_KEK_KMS_MODE: expected 'write'", "'unwrap'");
  }

  @Test
  void twoSourcesOfTheKeyAreOneTooMany() {
    environment.put("ORIENT_KEK", "planted-key");

    assertRefused("ORIENT_KEK_DIRECTORY", "ORIENT_KEK", "only one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"planted-key", "a/b/planted", "/planted", "planted/"})
  void whatIsNoReferenceToASecretMayBeAKeyAndIsNotQuoted(String reference) {
    environment.remove("ORIENT_KEK_DIRECTORY");
    environment.put("ORIENT_KEK_SECRET", reference);

    assertRefused("ORIENT_KEK_SECRET", "namespace/name");
  }

  @Test
  void passwordIsNotPrinted() {
    environment.put(
        "ORIENT_DATABASE_URL", "jdbc:postgresql://db.example/orient?password=planted-password");

    assertThat(Settings.from(environment).toString()).doesNotContain("planted");
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(() -> Settings.from(environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("planted");
  }
}
