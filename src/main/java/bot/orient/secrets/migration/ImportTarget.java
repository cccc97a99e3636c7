package bot.orient.secrets.migration;

import bot.orient.secrets.store.OrientAuditRow;
import bot.orient.secrets.store.OrientImportPolicy;
import bot.orient.secrets.store.OrientImportRequest;
import bot.orient.secrets.store.OrientImportResult;
import bot.orient.secrets.store.ProviderChoice;
import java.util.List;
import java.util.Map;

/**
 * Where an import goes: a store at hand, or one behind the admin API. Methods throw as those of
 * {@link bot.orient.secrets.store.SecretStore} do.
 */
public interface ImportTarget {

  /** Takes a value over, as the store's own method of this name. */
  OrientImportResult importFromOrient(OrientImportRequest request, OrientImportPolicy policy);

  /** Marks the current value as known to others. */
  void markCompromised(String scope, String key, String reason);

  /** The choices of one named set by use case; empty when there are none. */
  Map<String, ProviderChoice> providerDefaults(String scope, String name);

  /** Makes the set exactly these choices. */
  void putProviderDefaults(String scope, String name, Map<String, ProviderChoice> choices);

  /**
   * Keeps audit rows of Orient; returns how many were new.
   *
   * @param source name of Orient's database
   */
  int keepOrientHistory(String scope, String source, List<OrientAuditRow> rows);
}
