package bot.orient.secrets.catalog;

import java.util.List;

/**
 * An AI provider.
 *
 * @param id as in {@code spec.useCases.*.provider}: lower-case letters, digits, dashes and
 *     underscores, 1 to 63 characters
 * @param apiKeys the keys of the store that open it, at least one; any one of them is enough, the
 *     first is preferred
 */
public record Provider(String id, String title, List<String> apiKeys) {

  public Provider {
    apiKeys = List.copyOf(apiKeys);
  }
}
