package bot.orient.secrets;

import bot.orient.secrets.Settings.KekSource;
import bot.orient.secrets.admin.AdminServer;
import bot.orient.secrets.admin.AdminStore;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.catalog.CatalogException;
import bot.orient.secrets.cli.Commands;
import bot.orient.secrets.cli.ImportTools;
import bot.orient.secrets.crypto.CombinedKekProvider;
import bot.orient.secrets.crypto.DirectoryKekProvider;
import bot.orient.secrets.crypto.EnvironmentKekProvider;
import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.kms.KmsKekProvider;
import bot.orient.secrets.kubernetes.KubernetesSecretKekProvider;
import bot.orient.secrets.kubernetes.SecretsOperator;
import bot.orient.secrets.store.AuditSealer;
import bot.orient.secrets.store.ChangeFeed;
import bot.orient.secrets.store.Housekeeping;
import bot.orient.secrets.store.KeyMaintenance;
import bot.orient.secrets.store.PostgresSecretStore;
import bot.orient.secrets.store.StandaloneSealer;
import bot.orient.secrets.sync.Fallbacks;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the operator with settings from the environment; ends it in order on SIGTERM. With
 * arguments: runs the command that they name.
 */
public final class Main {

  private static final Logger log = LoggerFactory.getLogger(Main.class);

  /** {@code EX_CONFIG} of sysexits.h. */
  private static final int BAD_CONFIGURATION = 78;

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
      System.exit(1);
    }
  }

  private static void start(Map<String, String> environment) {
    Settings settings = Settings.from(environment);
    Catalog catalog =
        settings.catalogFile().map(Catalog.load()::extendedBy).orElseGet(Catalog::load);
    Fallbacks fallbacks =
        new Fallbacks(
            environment,
            settings.defaultsFile().map(DefaultsFile::read).orElse(Map.of()),
            key -> catalog.key(key).isPresent(),
            settings.fallbackKeys());
    KubernetesClient client = new KubernetesClientBuilder().build();
    KekProvider keks = kekProvider(settings.kek(), environment, () -> client);
    PostgresSecretStore store =
        PostgresSecretStore.open(settings.store(), keks, settings.retention());
    SecretsOperator operator =
        new SecretsOperator(
            client,
            store,
            catalog,
            fallbacks,
            settings.restarts(),
            settings.namespaces(),
            settings.ownNamespace(),
            settings.threads());
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
                            store,
                            store.keyRotation(),
                            store.scopeDestructions(settings.scopeDestroyDelay()),
                            operator.anchors(),
                            catalog,
                            fallbacks,
                            operator.consumers()),
                        client));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  admin.ifPresent(AdminServer::close);
                  feed.close();
                  housekeeping.close();
                  operator.close();
                  keys.close();
                  sealer.close();
                  store.close();
                  keks.close();
                  client.close();
                  log.info("stopped");
                },
                "shutdown"));
    operator.start();
    log.info("started");
  }

  /** Starts it, and gives what ends it. */
  private static Runnable sealer(Map<String, String> environment) {
    Settings settings = Settings.from(environment);
    KekProvider keks =
        kekProvider(settings.kek(), environment, () -> new KubernetesClientBuilder().build());
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
        settings ->
            kekProvider(settings.kek(), environment, () -> new KubernetesClientBuilder().build()));
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

  private static KekProvider kekProvider(
      KekSource source, Map<String, String> environment, Supplier<KubernetesClient> client) {
    if (source instanceof Settings.KekDirectory directory) {
      return new DirectoryKekProvider(directory.path());
    }
    if (source instanceof Settings.KekSecret secret) {
      return new KubernetesSecretKekProvider(client.get(), secret.namespace(), secret.name());
    }
    if (source instanceof Settings.KekPlugin plugin) {
      return new KmsKekProvider(plugin.endpoint());
    }
    if (source instanceof Settings.KekMove move) {
      return new CombinedKekProvider(
          kekProvider(move.writing(), environment, client),
          kekProvider(move.former(), environment, client));
    }
    return new EnvironmentKekProvider(environment);
  }
}
