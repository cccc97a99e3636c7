package bot.orient.secrets;

import bot.orient.secrets.admin.AdminServer;
import bot.orient.secrets.admin.AdminStore;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.catalog.CatalogException;
import bot.orient.secrets.cli.Commands;
import bot.orient.secrets.cli.ImportTools;
import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.kubernetes.ApiServerClients;
import bot.orient.secrets.kubernetes.Leadership;
import bot.orient.secrets.kubernetes.SecretsOperator;
import bot.orient.secrets.monitoring.LogLevelFile;
import bot.orient.secrets.store.AuditSealer;
import bot.orient.secrets.store.ChangeFeed;
import bot.orient.secrets.store.Housekeeping;
import bot.orient.secrets.store.KeyMaintenance;
import bot.orient.secrets.store.PostgresSecretStore;
import bot.orient.secrets.store.StandaloneSealer;
import bot.orient.secrets.sync.Fallbacks;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the operator with settings from the environment; ends it in order on SIGTERM. With
 * arguments: runs the command that they name.
 */
public final class Main {

  private static final Logger log = LoggerFactory.getLogger(Main.class);

  private static final int CANNOT_START = 1;

  /** {@code EX_CONFIG} of sysexits.h. */
  private static final int BAD_CONFIGURATION = 78;

  /** {@code EX_TEMPFAIL} of sysexits.h: start it again. */
  private static final int LEADERSHIP_LOST = 75;

  /** Windows are counted in days. */
  private static final Duration HOUSEKEEPING = Duration.ofMinutes(10);

  private Main() {}

  public static void main(String[] arguments) {
    if (arguments.length > 0) {
      System.exit(
          Commands.run(
              arguments,
              importTools(System.getenv()),
              () -> Settings.store(System.getenv()),
              () -> sealer(System.getenv())));
    }
    try {
      start(System.getenv());
    } catch (IllegalArgumentException | CatalogException e) {
      log.error("bad configuration: {}", e.getMessage());
      System.exit(BAD_CONFIGURATION);
    } catch (OperatorException | KubernetesClientException e) {
      log.error(
          "cannot start: {}; check that the API server can be reached, that the custom resource definitions in crds/"
              + " are installed, and that the service account may list and watch them",
          reason(e));
      log.debug("cannot start", e);
      System.exit(CANNOT_START);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Half an operator must not go on, least of all as the leader.
      log.error("ended by an unexpected failure", e);
      System.exit(CANNOT_START);
    }
  }

  private static void start(Map<String, String> environment) throws InterruptedException {
    Settings settings = Settings.from(environment);
    Catalog catalog =
        settings.catalogFile().map(Catalog.load()::extendedBy).orElseGet(Catalog::load);
    Fallbacks fallbacks =
        new Fallbacks(
            environment,
            settings.defaultsFile().map(DefaultsFile::read).orElse(Map.of()),
            key -> catalog.key(key).isPresent(),
            settings.fallbackKeys());
    Monitoring monitoring = Monitoring.start(settings.monitoringPort());
    Optional<LogLevelFile> logLevel = settings.logLevelFile().map(LogLevelFile::follow);
    KubernetesClient client = ApiServerClients.open();
    KekProvider keks = KekProviders.open(settings.kek(), environment, () -> client);
    PostgresSecretStore store =
        PostgresSecretStore.open(settings.store(), keks, settings.retention());
    Leadership leadership =
        settings
            .leaderElection()
            .map(how -> Leadership.byElection(client, how))
            .orElseGet(Leadership::withoutElection);
    // Only what reconciles is for the leader; all other parts run on every replica.
    KubernetesClient leading = leadership.guarded(client);
    SecretsOperator operator =
        new SecretsOperator(
            leading,
            monitoring.measured(store.guardedBy(leadership.guard())),
            catalog,
            fallbacks,
            settings.restarts(),
            settings.namespaces(),
            settings.ownNamespace(),
            settings.threads(),
            monitoring.meters());
    // Before the first read, so that no change falls between the two.
    ChangeFeed feed = store.openFeed(operator.feedListener());
    KeyMaintenance keys = store.openKeyMaintenance(settings.keys());
    Housekeeping housekeeping = store.openHousekeeping(HOUSEKEEPING);
    AuditSealer sealer = store.openSealer(settings.audit());
    Optional<AdminServer> admin =
        settings
            .admin()
            .map(
                how ->
                    AdminServer.start(
                        how,
                        new AdminStore(
                            monitoring.measured(store),
                            store.keyRotation(),
                            store.scopeDestructions(settings.scopeDestroyDelay()),
                            operator.anchors(),
                            catalog,
                            fallbacks,
                            operator.consumers(),
                            operator.resources()),
                        client));
    Shutdown shutdown =
        new Shutdown(Shutdown.LONGEST)
            .then("readiness", monitoring::stopping)
            .then("the change feed", feed)
            .then("reconciling", operator)
            // After the last write, and before all that the next leader need not wait for.
            .then("the leadership", leadership)
            .then("the admin API", () -> admin.ifPresent(AdminServer::close))
            .then("housekeeping", housekeeping)
            .then("looking after keys", keys)
            .then("the audit sealer", sealer)
            .then("the store", store)
            .then("the source of keys", keks)
            .then("the client of the leader", leading)
            .then("the client", client)
            .then("the log level", () -> logLevel.ifPresent(LogLevelFile::close))
            .then("monitoring", monitoring);
    shutdown.install();
    monitoring.watch(feed, store);
    monitoring.watch(keys, housekeeping, sealer);
    monitoring.watch(operator);
    admin.ifPresent(monitoring::watch);
    monitoring.leader(leadership::isLeader);
    try {
      operator.warmUp();
      monitoring.started();
      log.info("started");
      leadership.start();
      leadership.awaitGained();
      if (leadership.isLeader()) {
        operator.lead();
      }
    } catch (RuntimeException e) {
      shutdown.halting(CANNOT_START);
      throw e;
    }
    leadership.awaitLost();
    log.error("this replica does not lead any more and ends, to be started again");
    shutdown.exit(LEADERSHIP_LOST);
  }

  /** Starts it, and gives what ends it. */
  private static Runnable sealer(Map<String, String> environment) {
    Settings settings = Settings.from(environment);
    KekProvider keks = KekProviders.open(settings.kek(), environment, ApiServerClients::open);
    StandaloneSealer sealer = StandaloneSealer.start(settings.store(), keks, settings.audit());
    return () -> {
      sealer.close();
      keks.close();
      log.info("stopped");
    };
  }

  private static ImportTools importTools(Map<String, String> environment) {
    return new OrientImportTools(
        environment,
        settings -> KekProviders.open(settings.kek(), environment, ApiServerClients::open));
  }

  /**
   * What the network says, else the innermost message: the outer ones say only that something could
   * not be started, and a plain IOException only wraps another one.
   */
  private static String reason(Throwable failure) {
    String reason = failure.toString();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException && cause.getClass() != IOException.class) {
        return cause.toString();
      }
      reason = cause.getMessage() == null ? reason : cause.getMessage();
    }
    return reason;
  }
}
