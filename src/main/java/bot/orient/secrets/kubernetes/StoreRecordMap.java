package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.StoreRecord;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The ConfigMap that holds the {@link StoreRecord}. */
final class StoreRecordMap {

  private static final String NAME = "orient-secrets-store";

  private final KubernetesClient client;
  private final String namespace;

  /**
   * @param namespace the operator's own
   */
  StoreRecordMap(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** For people. */
  String name() {
    return "ConfigMap " + namespace + "/" + NAME;
  }

  Optional<ConfigMap> read() {
    return Optional.ofNullable(client.configMaps().inNamespace(namespace).withName(NAME).get());
  }

  /** Empty when somebody damaged it. */
  static Optional<StoreRecord> record(ConfigMap map) {
    return StoreRecord.parse(Objects.requireNonNullElse(map.getData(), Map.of()));
  }

  /**
   * Refused with a conflict when somebody else wrote it since it was read.
   *
   * @param there as it was read
   */
  void write(Optional<ConfigMap> there, StoreRecord record) {
    ConfigMap body = empty();
    body.setData(record.toData());
    there.ifPresent(
        map -> body.getMetadata().setResourceVersion(map.getMetadata().getResourceVersion()));
    client.resource(body).patch(ServerSideApply.OURS);
  }

  ConfigMap empty() {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(NAME)
        .endMetadata()
        .build();
  }

  /** Behind a sentence without a full stop. */
  String howToAccept(String code) {
    return ". To accept the store as it is now: kubectl --namespace=%s annotate configmap %s %s=%s --overwrite"
        .formatted(namespace, NAME, Markers.ACKNOWLEDGE_RESTORE, code);
  }
}
