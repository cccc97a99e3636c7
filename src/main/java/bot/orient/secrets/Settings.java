package bot.orient.secrets;

import bot.orient.secrets.admin.AdminSettings;
import bot.orient.secrets.kubernetes.LeadershipSettings;
import bot.orient.secrets.monitoring.LogLevelFile;
import bot.orient.secrets.monitoring.MonitoringServer;
import bot.orient.secrets.store.AuditSettings;
import bot.orient.secrets.store.KeySettings;
import bot.orient.secrets.store.PasswordFile;
import bot.orient.secrets.store.Retention;
import bot.orient.secrets.store.ScopeDestructions;
import bot.orient.secrets.store.StoreSettings;
import bot.orient.secrets.sync.RestartSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The operator's settings, all from environment variables.
 *
 * @param retention how long what is no longer current is kept in the store
 * @param audit how the audit trail is sealed and kept
 * @param kek where the key-encryption keys come from
 * @param keys how the keys are looked after
 * @param catalogFile extends the catalog
 * @param defaultsFile values for keys that neither the store nor the environment has
 * @param fallbackKeys keys outside the catalog that may come from the environment
 * @param namespaces the namespaces to work in; empty means all
 * @param ownNamespace where the operator itself runs; empty outside of a cluster
 * @param leaderElection how replicas settle which of them reconciles; empty for a single one
 * @param restarts the defaults and bounds of restarts
 * @param admin how the admin API is served; empty when it is not
 * @param monitoringPort where probes and metrics are served; empty when they are not
 * @param logLevelFile says how much is logged, while the operator runs
 * @param threads reconciliations at once, 1 to 48
 * @param scopeDestroyDelay between asking for the destruction of a scope and the destruction
 */
record Settings(
    StoreSettings store,
    Retention retention,
    AuditSettings audit,
    KekSource kek,
    KeySettings keys,
    Optional<Path> catalogFile,
    Optional<Path> defaultsFile,
    Set<String> fallbackKeys,
    Set<String> namespaces,
    Optional<String> ownNamespace,
    Optional<LeadershipSettings> leaderElection,
    RestartSettings restarts,
    Optional<AdminSettings> admin,
    OptionalInt monitoringPort,
    Optional<Path> logLevelFile,
    int threads,
    Duration scopeDestroyDelay) {

  /** So that the feed and a writer never wait for reconciliations. */
  private static final String PASSWORD_FILE = "ORIENT_DATABASE_PASSWORD_FILE";

  private static final int SPARE_CONNECTIONS = 2;

  private static final int MOST_THREADS = StoreSettings.LARGEST_POOL - SPARE_CONNECTIONS;

  private static final int MOST_CONCURRENT_RESTARTS = 1000;

  private static final String ADMIN_PORT = "ORIENT_ADMIN_PORT";
  private static final String MONITORING_PORT = "ORIENT_MONITORING_PORT";
  private static final int HIGHEST_PORT = 65535;

  private static final String DATABASE_URL_EXAMPLE =
      "such as jdbc:postgresql://db.example:5432/orient";

  /** Where Kubernetes tells a pod its namespace. */
  private static final Path SERVICE_ACCOUNT_NAMESPACE =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");

  private static final String OWN_NAMESPACE = "ORIENT_OPERATOR_NAMESPACE";

  /** RFC 1123 label, as Kubernetes asks. */
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  /**
   * @throws IllegalArgumentException naming the variable that is missing or wrong, and what it
   *     should be
   */
  static Settings from(Map<String, String> environment) {
    return from(environment, SERVICE_ACCOUNT_NAMESPACE);
  }

  /**
   * The same.
   *
   * @param serviceAccountNamespace a file that holds the operator's own namespace; need not exist
   */
  static Settings from(Map<String, String> environment, Path serviceAccountNamespace) {
    Variables variables = new Variables(environment);
    int threads = threads(variables);
    Optional<String> ownNamespace = ownNamespace(variables, serviceAccountNamespace);
    return new Settings(
        store(variables, threads),
        retention(variables),
        audit(variables),
        KekVariables.read(variables),
        keys(variables),
        variables.text("ORIENT_CATALOG_FILE").map(Path::of),
        variables.text("ORIENT_DEFAULTS_FILE").map(Path::of),
        variables.list("ORIENT_FALLBACK_KEYS"),
        namespaces(variables),
        ownNamespace,
        LeaderElectionVariables.read(variables, ownNamespace),
        restarts(variables),
        admin(variables),
        monitoringPort(variables),
        logLevelFile(variables),
        threads,
        variables.duration(
            "ORIENT_SCOPE_DESTROY_DELAY",
            ScopeDestructions.DEFAULT_DELAY,
            ScopeDestructions.SHORTEST_DELAY,
            ScopeDestructions.LONGEST_DELAY));
  }

  private static KeySettings keys(Variables variables) {
    return new KeySettings(
        variables.duration(
            "ORIENT_KEY_POLL",
            KeySettings.DEFAULT.poll(),
            KeySettings.SHORTEST_POLL,
            KeySettings.LONGEST_POLL),
        variables.duration(
            "ORIENT_SEED_MAX_AGE",
            KeySettings.DEFAULT.seedMaxAge(),
            KeySettings.LEAST_AGE,
            KeySettings.GREATEST_AGE),
        variables.number(
            "ORIENT_REENCRYPTION_RATE",
            KeySettings.DEFAULT.reencryptionRate(),
            1,
            KeySettings.HIGHEST_RATE),
        variables.duration(
            "ORIENT_SEALING_KEY_MAX_AGE",
            KeySettings.DEFAULT.sealingKeyMaxAge(),
            KeySettings.LEAST_AGE,
            KeySettings.GREATEST_AGE));
  }

  private static Retention retention(Variables variables) {
    return new Retention(
        variables.number(
            "ORIENT_KEPT_VERSIONS", Retention.DEFAULT.versions(), 1, Retention.MOST_VERSIONS),
        variables.duration(
            "ORIENT_UNDELETE_WINDOW",
            Retention.DEFAULT.undeleteWindow(),
            Retention.SHORTEST_WINDOW,
            Retention.LONGEST_WINDOW));
  }

  private static AuditSettings audit(Variables variables) {
    AuditSettings usual = AuditSettings.DEFAULT;
    return new AuditSettings(
        variables.duration(
            "ORIENT_AUDIT_SEAL_EVERY",
            usual.sealEvery(),
            AuditSettings.SHORTEST_SEAL,
            AuditSettings.LONGEST_SEAL),
        variables.duration(
            "ORIENT_AUDIT_EMPTY_SEAL_EVERY",
            usual.emptySealEvery(),
            AuditSettings.SHORTEST_EMPTY_SEAL,
            AuditSettings.LONGEST_EMPTY_SEAL),
        variables.duration(
            "ORIENT_AUDIT_LAG_LIMIT",
            usual.lagLimit(),
            AuditSettings.SHORTEST_LAG,
            AuditSettings.LONGEST_LAG),
        variables
            .text("ORIENT_AUDIT_RETENTION")
            .map(
                given ->
                    variables.duration(
                        "ORIENT_AUDIT_RETENTION",
                        AuditSettings.LONGEST_RETENTION,
                        AuditSettings.SHORTEST_RETENTION,
                        AuditSettings.LONGEST_RETENTION)),
        sealer(variables));
  }

  private static AuditSettings.Sealer sealer(Variables variables) {
    return switch (variables.text("ORIENT_AUDIT_SEALER").orElse("internal")) {
      case "internal" -> AuditSettings.Sealer.INTERNAL;
      case "external" -> AuditSettings.Sealer.EXTERNAL;
      default ->
          throw new IllegalArgumentException(
              "ORIENT_AUDIT_SEALER must be internal, or external where the command seal-audit runs");
    };
  }

  /**
   * The database's settings alone, for commands that need nothing else.
   *
   * @throws IllegalArgumentException as {@link #from} does
   */
  static StoreSettings store(Map<String, String> environment) {
    Variables variables = new Variables(environment);
    return store(variables, threads(variables));
  }

  private static int threads(Variables variables) {
    return variables.number("ORIENT_THREADS", 10, 1, MOST_THREADS);
  }

  private static StoreSettings store(Variables variables, int threads) {
    String url =
        databaseUrl(
            "ORIENT_DATABASE_URL", variables.required("ORIENT_DATABASE_URL", DATABASE_URL_EXAMPLE));
    return new StoreSettings(
        url,
        variables.required("ORIENT_DATABASE_USER", "the database role of the operator"),
        passwords(variables),
        threads + SPARE_CONNECTIONS,
        variables.duration(
            "ORIENT_FEED_POLL",
            Duration.ofSeconds(10),
            StoreSettings.SHORTEST_POLL,
            StoreSettings.LONGEST_POLL),
        variables
            .text("ORIENT_DATABASE_DIRECT_URL")
            .map(direct -> databaseUrl("ORIENT_DATABASE_DIRECT_URL", direct))
            .orElse(url),
        variables.flag("ORIENT_DATABASE_MIGRATE", true));
  }

  private static RestartSettings restarts(Variables variables) {
    int maxConcurrent =
        variables.number("ORIENT_RESTART_MAX_CONCURRENT", 10, 1, MOST_CONCURRENT_RESTARTS);
    return new RestartSettings(
        variables.duration(
            "ORIENT_RESTART_SETTLE", Duration.ofSeconds(5), Duration.ZERO, Duration.ofHours(24)),
        maxConcurrent,
        variables.number(
            "ORIENT_RESTART_MAX_CONCURRENT_PER_NAMESPACE",
            maxConcurrent,
            1,
            MOST_CONCURRENT_RESTARTS),
        variables.duration(
            "ORIENT_RESTART_PROGRESS_DEADLINE",
            Duration.ofMinutes(10),
            Duration.ofSeconds(10),
            Duration.ofHours(24)));
  }

  private static Optional<AdminSettings> admin(Variables variables) {
    if (variables.text(ADMIN_PORT).filter("off"::equals).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        new AdminSettings(
            variables.number(ADMIN_PORT, AdminSettings.DEFAULT_PORT, 1, HIGHEST_PORT),
            variables.text("ORIENT_ADMIN_TLS_DIRECTORY").map(Path::of),
            variables.text("ORIENT_ADMIN_AUDIENCE").orElse(AdminSettings.DEFAULT_AUDIENCE)));
  }

  /** The other settings of logs are read by logback.xml, which cannot complain. */
  private static Optional<Path> logLevelFile(Variables variables) {
    variables.oneOf("ORIENT_LOG_FORMAT", Set.of("text", "json"));
    variables.oneOf("ORIENT_LOG_LEVEL", LogLevelFile.LEVELS);
    variables.oneOf("ORIENT_LOG_LEVEL_LIBRARIES", LogLevelFile.LEVELS);
    return variables.text("ORIENT_LOG_LEVEL_FILE").map(Path::of);
  }

  private static OptionalInt monitoringPort(Variables variables) {
    if (variables.text(MONITORING_PORT).filter("off"::equals).isPresent()) {
      return OptionalInt.empty();
    }
    int port = variables.number(MONITORING_PORT, MonitoringServer.DEFAULT_PORT, 1, HIGHEST_PORT);
    if (admin(variables).filter(admin -> admin.port() == port).isPresent()) {
      throw new IllegalArgumentException(
          MONITORING_PORT + ": " + port + " is the port of the admin API; choose another one");
    }
    return OptionalInt.of(port);
  }

  /** Not quoted in messages: it may hold a password. */
  private static String databaseUrl(String name, String url) {
    if (!StoreSettings.isUsable(url)) {
      throw new IllegalArgumentException(
          name + " is not a JDBC URL of PostgreSQL: it must be " + DATABASE_URL_EXAMPLE);
    }
    return url;
  }

  private static Set<String> namespaces(Variables variables) {
    Set<String> namespaces = variables.list("ORIENT_NAMESPACES");
    for (String namespace : namespaces) {
      if (!NAMESPACE.matcher(namespace).matches()) {
        throw new IllegalArgumentException(
            "ORIENT_NAMESPACES: "
                + namespace
                + " cannot be a namespace; list names of lower-case letters, digits and dashes, with"
                + " commas between");
      }
    }
    return namespaces;
  }

  private static Optional<String> ownNamespace(Variables variables, Path serviceAccountNamespace) {
    Optional<String> given = variables.text(OWN_NAMESPACE);
    given.ifPresent(
        namespace -> {
          if (!NAMESPACE.matcher(namespace).matches()) {
            throw new IllegalArgumentException(
                OWN_NAMESPACE
                    + ": "
                    + namespace
                    + " cannot be a namespace; give the one that the operator runs in");
          }
        });
    return given.or(() -> toldByKubernetes(serviceAccountNamespace));
  }

  private static Optional<String> toldByKubernetes(Path serviceAccountNamespace) {
    try {
      return Optional.of(Files.readString(serviceAccountNamespace).strip())
          .filter(namespace -> NAMESPACE.matcher(namespace).matches());
    } catch (IOException e) {
      // Not in a pod, or in one without a service account.
      return Optional.empty();
    }
  }

  private static Supplier<String> passwords(Variables variables) {
    Optional<String> file = variables.text(PASSWORD_FILE);
    if (file.isPresent()) {
      return PasswordFile.at(PASSWORD_FILE, Path.of(file.get()));
    }
    String password =
        variables.required(
            "ORIENT_DATABASE_PASSWORD", "or " + PASSWORD_FILE + ", a file that holds it");
    return () -> password;
  }
}
