package bot.orient.secrets.catalog;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Something that Orient uses an AI provider for.
 *
 * @param id as in {@code spec.useCases}: camel case, 1 to 63 letters and digits
 * @param providers ids of the only providers that can serve it, sorted; empty means any
 */
public record UseCase(String id, String title, Set<String> providers) {

  public UseCase {
    SortedSet<String> sorted = new TreeSet<>(providers);
    providers = Collections.unmodifiableSortedSet(sorted);
  }

  /** Whether the provider may serve this use case. */
  public boolean allows(String provider) {
    return providers.isEmpty() || providers.contains(provider);
  }
}
