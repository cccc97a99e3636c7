package bot.orient.secrets.migration;

import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.OrientAuditRow;
import bot.orient.secrets.store.OrientImportPolicy;
import bot.orient.secrets.store.OrientImportRequest;
import bot.orient.secrets.store.OrientImportResult;
import bot.orient.secrets.store.ProviderChoice;
import bot.orient.secrets.store.SecretStore;
import java.util.List;
import java.util.Map;

/**
 * A store at hand.
 *
 * @param actor who imports
 */
public record StoreTarget(SecretStore store, Actor actor) implements ImportTarget {

  @Override
  public OrientImportResult importFromOrient(
      OrientImportRequest request, OrientImportPolicy policy) {
    return store.importFromOrient(request, policy, actor);
  }

  @Override
  public void markCompromised(String scope, String key, String reason) {
    store.markCompromised(scope, key, reason, actor);
  }

  @Override
  public Map<String, ProviderChoice> providerDefaults(String scope, String name) {
    return store.providerDefaults(scope, name);
  }

  @Override
  public void putProviderDefaults(String scope, String name, Map<String, ProviderChoice> choices) {
    store.putProviderDefaults(scope, name, choices, actor);
  }

  @Override
  public int keepOrientHistory(String scope, String source, List<OrientAuditRow> rows) {
    return store.keepOrientHistory(scope, source, rows);
  }
}
