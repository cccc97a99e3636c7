package bot.orient.secrets;

import bot.orient.secrets.admin.AdminServer;
import bot.orient.secrets.kubernetes.OperatorMeters;
import bot.orient.secrets.kubernetes.SecretsOperator;
import bot.orient.secrets.monitoring.CensusMetrics;
import bot.orient.secrets.monitoring.CertificateMetrics;
import bot.orient.secrets.monitoring.FeedMetrics;
import bot.orient.secrets.monitoring.Health;
import bot.orient.secrets.monitoring.Metrics;
import bot.orient.secrets.monitoring.MonitoringServer;
import bot.orient.secrets.monitoring.StoreLook;
import bot.orient.secrets.store.AuditSealer;
import bot.orient.secrets.store.ChangeFeed;
import bot.orient.secrets.store.Housekeeping;
import bot.orient.secrets.store.KeyMaintenance;
import bot.orient.secrets.store.MeasuredSecretStore;
import bot.orient.secrets.store.PostgresSecretStore;
import bot.orient.secrets.store.SecretStore;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** Probes and metrics: they are served before anything else runs, and as long as anything does. */
final class Monitoring implements AutoCloseable {

  private final Health health = new Health();
  private final Metrics metrics = new Metrics();
  private final Optional<MonitoringServer> server;
  private volatile Optional<StoreLook> look = Optional.empty();

  private Monitoring(OptionalInt port) {
    this.server =
        port.stream()
            .mapToObj(given -> MonitoringServer.start(given, health, metrics::scrape))
            .findFirst();
  }

  /**
   * @param port none serves nothing; all is measured nevertheless
   */
  static Monitoring start(OptionalInt port) {
    return new Monitoring(port);
  }

  /** The same store, measured. */
  SecretStore measured(SecretStore store) {
    return MeasuredSecretStore.over(store, metrics.storeCalls());
  }

  OperatorMeters meters() {
    return metrics.operator();
  }

  /**
   * Whether this replica is the one that reconciles; without an election each is.
   *
   * @param leader answers at once
   */
  void leader(BooleanSupplier leader) {
    metrics.leader(leader);
  }

  void watch(ChangeFeed feed, PostgresSecretStore store) {
    health.mustLive("change feed", feed::isAlive);
    health.mustHold("store was there", feed::hasConnected);
    health.worthALook("store", feed::isConnected);
    store.measurePool(metrics.registry());
    FeedMetrics.bind(feed, metrics.registry());
    look =
        Optional.of(
            StoreLook.start(feed::isConnected, store::sealing, store::keyAges, metrics.registry()));
  }

  void watch(KeyMaintenance keys, Housekeeping housekeeping, AuditSealer sealer) {
    health.mustLive("key maintenance", keys::isAlive);
    health.mustLive("housekeeping", housekeeping::isAlive);
    health.mustLive("audit sealer", sealer::isAlive);
  }

  void watch(SecretsOperator operator) {
    health.mustLive("resync", operator::isAlive);
    health.mustHold("watches", operator::isWatching);
    CensusMetrics.bind(operator::census, metrics.registry());
  }

  void watch(AdminServer admin) {
    CertificateMetrics.bind(admin::certificateExpiry, InstantSource.system(), metrics.registry());
  }

  void started() {
    health.started();
  }

  /** From now on threads end because they are told to. */
  void stopping() {
    health.stopping();
    look.ifPresent(StoreLook::close);
  }

  @Override
  public void close() {
    server.ifPresent(MonitoringServer::close);
    metrics.close();
  }
}
