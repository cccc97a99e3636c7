package bot.orient.secrets;

import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.catalog.CatalogException;
import bot.orient.secrets.crypto.DirectoryKekProvider;
import bot.orient.secrets.crypto.EnvironmentKekProvider;
import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.kubernetes.KubernetesSecretKekProvider;
import bot.orient.secrets.kubernetes.SecretsOperator;
import bot.orient.secrets.store.ChangeFeed;
import bot.orient.secrets.store.PostgresSecretStore;
import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.store.StoreSchema;
import bot.orient.secrets.sync.Fallbacks;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the operator with settings from the environment; ends it in order on SIGTERM. With the
 * argument {@code migrate} it only migrates the database; with {@code database-roles} it prints the
 * SQL that makes the database roles.
 */
public final class Main {

  private static final Logger log = LoggerFactory.getLogger(Main.class);

  /** {@code EX_CONFIG} of sysexits.h. */
  private static final int BAD_CONFIGURATION = 78;

  /** {@code EX_USAGE} of sysexits.h. */
  private static final int BAD_ARGUMENTS = 64;

  private Main() {}

  public static void main(String[] arguments) {
    try {
      run(String.join(" ", arguments));
    } catch (StoreException e) {
      log.error("cannot migrate: {}", e.getMessage());
      System.exit(1);
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

  private static void run(String command) {
    switch (command) {
      case "" -> start(System.getenv());
      case "migrate" -> {
        StoreSchema.migrate(Settings.store(System.getenv()));
        log.info("schema orient_store is up to date");
      }
      case "database-roles" -> System.out.print(StoreSchema.rolesSql());
      default -> {
        // Not quoted: it may hold a value that belongs elsewhere.
        log.error("unknown argument: only 'migrate' and 'database-roles' are known");
        System.exit(BAD_ARGUMENTS);
      }
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
    PostgresSecretStore store =
        PostgresSecretStore.open(settings.store(), kekProvider(settings, environment, client));
    SecretsOperator operator =
        new SecretsOperator(
            client,
            store,
            catalog,
            fallbacks,
            settings.restarts(),
            settings.namespaces(),
            settings.threads());
    // Before the first read, so that no change falls between the two.
    ChangeFeed feed = store.openFeed(operator.feedListener());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  feed.close();
                  operator.close();
                  store.close();
                  client.close();
                  log.info("stopped");
                },
                "shutdown"));
    operator.start();
    log.info("started");
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
      Settings settings, Map<String, String> environment, KubernetesClient client) {
    if (settings.kek() instanceof Settings.KekDirectory directory) {
      return new DirectoryKekProvider(directory.path());
    }
    if (settings.kek() instanceof Settings.KekSecret secret) {
      return new KubernetesSecretKekProvider(client, secret.namespace(), secret.name());
    }
    return new EnvironmentKekProvider(environment);
  }
}
