package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.ProviderDefaults;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import java.util.Optional;

/** The resources that Secrets are projected for, of either kind. */
final class Owners {

  private final Map<String, ResourceTriggers<?>> byKind;

  Owners(
      ResourceTriggers<OrientSecret> orientSecrets,
      ResourceTriggers<ProviderDefaults> providerDefaults) {
    this.byKind =
        Map.of(
            HasMetadata.getKind(OrientSecret.class), orientSecrets,
            HasMetadata.getKind(ProviderDefaults.class), providerDefaults);
  }

  /** Whether a namespace may have the resource that a Secret names, as {@code Kind/name}. */
  boolean mayExist(String namespace, String mark) {
    int slash = mark.indexOf('/');
    return slash > 0
        && of(mark.substring(0, slash))
            .filter(
                triggers -> triggers.mayExist(new ResourceID(mark.substring(slash + 1), namespace)))
            .isPresent();
  }

  void wake(String kind, ResourceID id) {
    of(kind).ifPresent(triggers -> triggers.wake(id));
  }

  private Optional<ResourceTriggers<?>> of(String kind) {
    return Optional.ofNullable(byKind.get(kind));
  }
}
