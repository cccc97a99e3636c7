package bot.orient.secrets.kubernetes;

import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.sync.ProjectionChange;
import bot.orient.secrets.sync.ResolvedKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/** Warns when a value does not look like what its key usually holds: a hint, never a refusal. */
final class FormatHints {

  private final Catalog catalog;
  private final EventRecorder events;

  FormatHints(Catalog catalog, EventRecorder events) {
    this.catalog = catalog;
    this.events = events;
  }

  /** Looks only at what changed, so that an odd value is told of once. */
  void announce(HasMetadata resource, List<ResolvedKey> keys, ProjectionChange change) {
    for (ResolvedKey key : keys) {
      boolean fresh =
          change.added().contains(key.dataKey()) || change.changed().contains(key.dataKey());
      if (fresh && key.resolution() instanceof ResolvedKey.Value value) {
        catalog
            .key(key.key())
            .filter(entry -> !entry.looksLike(value.bytes()))
            .ifPresent(
                entry ->
                    events.warning(
                        resource,
                        "UnexpectedFormat",
                        "the value of "
                            + key.key()
                            + " does not look as expected: it usually "
                            + entry.formatHint()
                            + "; it is projected as it is"));
      }
    }
  }
}
