package bot.orient.secrets.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every setting of the operator can be given by a value of the chart. */
class ChartSettingsTest {

  private static final Path SOURCES = Path.of("src/main/java");
  private static final Path LOGBACK = Path.of("src/main/resources/logback.xml");
  private static final Pattern VARIABLE = Pattern.compile("[\"{>](ORIENT_[A-Z_]+)");

  /** The chart gives a file instead, which no other process can read from an environment. */
  private static final Set<String> FILES_INSTEAD = Set.of("ORIENT_DATABASE_PASSWORD", "ORIENT_KEK");

  /** Of the command import-orient, which people run by hand. */
  private static final Set<String> OF_THE_IMPORT =
      Set.of(
          "ORIENT_IMPORT_DATABASE_PASSWORD",
          "ORIENT_IMPORT_DATABASE_URL",
          "ORIENT_IMPORT_DATABASE_USER",
          "ORIENT_MASTER_KEY");

  private static final String DATABASE =
      """
      database:
        url: jdbc:postgresql://pool:6432/orient
        directUrl: jdbc:postgresql://db:5432/orient
        user: somebody
        migrate: false
        passwordSecret: {name: p}
      """;

  private static final String EVERYTHING =
      DATABASE
          + """
          kek:
            existingSecret: k
            kms: {endpoint: "unix:///run/kms/plugin.sock", mode: unwrap}
          catalog: {existingConfigMap: {name: c}}
          defaults: {existingSecret: {name: d}}
          fallbackKeys: [ONE, TWO]
          watchNamespaces: [shop, bots]
          restarts: {settle: PT7S, maxConcurrent: 11, maxConcurrentPerNamespace: 3, progressDeadline: PT11M}
          store:
            keptVersions: 9999
            undeleteWindow: P31D
            scopeDestroyDelay: P8D
            feedPoll: PT11S
            keyPoll: PT12S
            seedMaxAge: P91D
            reencryptionRate: 501
            sealingKeyMaxAge: P32D
          threads: 12
          audit:
            sealEvery: PT2S
            emptySealEvery: PT2H
            lagLimit: PT2M
            retention: P365D
            sealer: {enabled: true, passwordSecret: {name: s}}
          admin: {port: 9443, audience: ours, tls: {existingSecret: t}}
          monitoring: {port: 9081}
          log: {level: DEBUG, librariesLevel: INFO, format: json, levelConfigMap: {name: l}}
          leaderElection: {leaseDuration: PT30S, renewDeadline: PT20S, retryPeriod: PT4S}
          """;

  private static final Map<String, String> EXPECTED =
      Map.ofEntries(
          Map.entry("ORIENT_DATABASE_URL", "jdbc:postgresql://pool:6432/orient"),
          Map.entry("ORIENT_DATABASE_DIRECT_URL", "jdbc:postgresql://db:5432/orient"),
          Map.entry("ORIENT_DATABASE_USER", "somebody"),
          Map.entry("ORIENT_DATABASE_PASSWORD_FILE", "/etc/orient/database/password"),
          Map.entry("ORIENT_DATABASE_MIGRATE", "false"),
          Map.entry("ORIENT_KEK_DIRECTORY", "/etc/orient/kek"),
          Map.entry("ORIENT_KEK_KMS_ENDPOINT", "unix:///run/kms/plugin.sock"),
          Map.entry("ORIENT_KEK_KMS_MODE", "unwrap"),
          Map.entry("ORIENT_CATALOG_FILE", "/etc/orient/catalog/catalog.yaml"),
          Map.entry("ORIENT_DEFAULTS_FILE", "/etc/orient/defaults/defaults.yaml"),
          Map.entry("ORIENT_FALLBACK_KEYS", "ONE,TWO"),
          Map.entry("ORIENT_NAMESPACES", "shop,bots"),
          Map.entry("ORIENT_RESTART_SETTLE", "PT7S"),
          Map.entry("ORIENT_RESTART_MAX_CONCURRENT", "11"),
          Map.entry("ORIENT_RESTART_MAX_CONCURRENT_PER_NAMESPACE", "3"),
          Map.entry("ORIENT_RESTART_PROGRESS_DEADLINE", "PT11M"),
          Map.entry("ORIENT_KEPT_VERSIONS", "9999"),
          Map.entry("ORIENT_UNDELETE_WINDOW", "P31D"),
          Map.entry("ORIENT_SCOPE_DESTROY_DELAY", "P8D"),
          Map.entry("ORIENT_FEED_POLL", "PT11S"),
          Map.entry("ORIENT_KEY_POLL", "PT12S"),
          Map.entry("ORIENT_SEED_MAX_AGE", "P91D"),
          Map.entry("ORIENT_REENCRYPTION_RATE", "501"),
          Map.entry("ORIENT_SEALING_KEY_MAX_AGE", "P32D"),
          Map.entry("ORIENT_THREADS", "12"),
          Map.entry("ORIENT_AUDIT_SEAL_EVERY", "PT2S"),
          Map.entry("ORIENT_AUDIT_EMPTY_SEAL_EVERY", "PT2H"),
          Map.entry("ORIENT_AUDIT_LAG_LIMIT", "PT2M"),
          Map.entry("ORIENT_AUDIT_RETENTION", "P365D"),
          Map.entry("ORIENT_AUDIT_SEALER", "external"),
          Map.entry("ORIENT_ADMIN_PORT", "9443"),
          Map.entry("ORIENT_ADMIN_AUDIENCE", "ours"),
          Map.entry("ORIENT_ADMIN_TLS_DIRECTORY", "/etc/orient/admin-tls"),
          Map.entry("ORIENT_MONITORING_PORT", "9081"),
          Map.entry("ORIENT_LEADER_ELECTION", "on"),
          Map.entry("ORIENT_LEASE_DURATION", "PT30S"),
          Map.entry("ORIENT_LEASE_RENEW_DEADLINE", "PT20S"),
          Map.entry("ORIENT_LEASE_RETRY_PERIOD", "PT4S"),
          Map.entry("ORIENT_LOG_LEVEL", "DEBUG"),
          Map.entry("ORIENT_LOG_LEVEL_FILE", "/etc/orient/log/level"),
          Map.entry("ORIENT_LOG_LEVEL_LIBRARIES", "INFO"),
          Map.entry("ORIENT_LOG_FORMAT", "json"));

  private static Map<String, String> environment(String values) {
    Map<String, String> ours =
        new LinkedHashMap<>(
            RenderedChart.render("x", RenderedChart.KUBERNETES, values).environment());
    ours.keySet().removeIf(name -> !name.startsWith("ORIENT_"));
    return ours;
  }

  @Test
  void everyValueArrivesAsItIs() {
    assertThat(environment(EVERYTHING)).containsExactlyInAnyOrderEntriesOf(EXPECTED);
    assertThat(environment(DATABASE + "kek: {apiSecret: {namespace: vault, name: k}}"))
        .containsEntry("ORIENT_KEK_SECRET", "vault/k");
  }

  @Test
  void whatIsLeftToTheOperatorIsNotSet() {
    assertThat(environment(RenderedChart.LEAST).keySet())
        .containsExactlyInAnyOrder(
            "ORIENT_LEADER_ELECTION",
            "ORIENT_DATABASE_URL",
            "ORIENT_DATABASE_USER",
            "ORIENT_DATABASE_PASSWORD_FILE",
            "ORIENT_DATABASE_MIGRATE",
            "ORIENT_KEK_DIRECTORY",
            "ORIENT_ADMIN_PORT",
            "ORIENT_ADMIN_AUDIENCE",
            "ORIENT_MONITORING_PORT");
  }

  @Test
  void noVariableOfTheOperatorIsForgotten() throws IOException {
    Set<String> reached = new TreeSet<>(EXPECTED.keySet());
    // The first comes from the pod itself.
    reached.addAll(Set.of("ORIENT_OPERATOR_NAMESPACE", "ORIENT_POD_NAME", "ORIENT_KEK_SECRET"));
    Set<String> known = known();
    assertThat(known).as("found in the sources").hasSizeGreaterThan(30);
    Set<String> forgotten = new TreeSet<>(known);
    forgotten.removeAll(reached);
    forgotten.removeAll(FILES_INSTEAD);
    forgotten.removeAll(OF_THE_IMPORT);
    assertThat(forgotten).as("variables that no value of the chart sets").isEmpty();

    Set<String> unknown = new TreeSet<>(reached);
    unknown.removeAll(known);
    assertThat(unknown).as("variables of the chart that the operator does not know").isEmpty();
  }

  private static Set<String> known() throws IOException {
    List<Path> files;
    try (Stream<Path> sources = Files.walk(SOURCES)) {
      files =
          Stream.concat(
                  sources.filter(file -> file.toString().endsWith(".java")), Stream.of(LOGBACK))
              .toList();
    }
    Set<String> names = new TreeSet<>();
    for (Path file : files) {
      VARIABLE
          .matcher(Files.readString(file))
          .results()
          .forEach(match -> names.add(match.group(1)));
    }
    return names;
  }
}
