package bot.orient.secrets;

import bot.orient.secrets.crypto.CombinedKekProvider;
import bot.orient.secrets.crypto.DirectoryKekProvider;
import bot.orient.secrets.crypto.EnvironmentKekProvider;
import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.kms.KmsKekProvider;
import bot.orient.secrets.kubernetes.KubernetesSecretKekProvider;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.function.Supplier;

/** Opens the source of key-encryption keys that the settings name. */
final class KekProviders {

  private KekProviders() {}

  /**
   * @param client is asked for only where keys come from a Secret
   */
  static KekProvider open(
      KekSource source, Map<String, String> environment, Supplier<KubernetesClient> client) {
    if (source instanceof KekSource.Directory directory) {
      return new DirectoryKekProvider(directory.path());
    }
    if (source instanceof KekSource.InSecret secret) {
      return new KubernetesSecretKekProvider(client.get(), secret.namespace(), secret.name());
    }
    if (source instanceof KekSource.Plugin plugin) {
      return new KmsKekProvider(plugin.endpoint());
    }
    if (source instanceof KekSource.Move move) {
      return new CombinedKekProvider(
          open(move.writing(), environment, client), open(move.former(), environment, client));
    }
    return new EnvironmentKekProvider(environment);
  }
}
