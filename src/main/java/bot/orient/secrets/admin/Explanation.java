package bot.orient.secrets.admin;

import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.store.SecretHistory;
import bot.orient.secrets.store.SecretHistory.State;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the value of a key comes from, and who gets it. Pure.
 *
 * @param source the one that wins
 * @param sources all, in the order in which they are asked
 * @param consumers those that the caller may see
 * @param hiddenConsumers how many there are in other namespaces
 */
record Explanation(
    String scope,
    String key,
    ValueSource source,
    List<SourceView> sources,
    List<ConsumerView> consumers,
    int hiddenConsumers) {

  /** What a source is to a key. */
  enum Standing {
    USED,
    SHADOWED,
    ABSENT,
    /** Only the store's: not read, and kept for the undelete window. */
    DELETED,
    /** Only the store's: gone for good. */
    DESTROYED;

    /** As it stands in JSON. */
    @JsonValue
    String text() {
      return HistoryView.lower(this);
    }
  }

  /**
   * A source that values come from.
   *
   * @param version of the store; null for others, and where it has none to read
   * @param updatedAt when that version was written
   */
  record SourceView(ValueSource source, Standing standing, Long version, String updatedAt) {}

  /**
   * Explains a key.
   *
   * @param fallbacks the sources besides the store that have it, the one that goes first in front
   */
  static Explanation of(
      SecretAddress secret,
      Optional<SecretHistory> history,
      List<ValueSource> fallbacks,
      List<ConsumerView> consumers,
      int hiddenConsumers) {
    boolean stored = history.filter(it -> it.state() == State.ACTIVE).isPresent();
    ValueSource winner =
        stored ? ValueSource.STORE : fallbacks.stream().findFirst().orElse(ValueSource.MISSING);
    List<SourceView> sources = new ArrayList<>();
    sources.add(
        history
            .map(Explanation::stored)
            .orElseGet(() -> source(ValueSource.STORE, Standing.ABSENT)));
    for (ValueSource source : List.of(ValueSource.ENVIRONMENT, ValueSource.CONFIG_FILE)) {
      sources.add(
          source(
              source,
              source == winner
                  ? Standing.USED
                  : fallbacks.contains(source) ? Standing.SHADOWED : Standing.ABSENT));
    }
    return new Explanation(
        secret.scope(), secret.key(), winner, sources, consumers, hiddenConsumers);
  }

  private static SourceView source(ValueSource source, Standing standing) {
    return new SourceView(source, standing, null, null);
  }

  private static SourceView stored(SecretHistory history) {
    return switch (history.state()) {
      case DELETED -> source(ValueSource.STORE, Standing.DELETED);
      case DESTROYED -> source(ValueSource.STORE, Standing.DESTROYED);
      case ACTIVE ->
          new SourceView(
              ValueSource.STORE,
              Standing.USED,
              history.currentVersion(),
              history.versions().stream()
                  .filter(version -> version.version() == history.currentVersion())
                  .map(version -> version.writtenAt().toString())
                  .findFirst()
                  .orElse(null));
    };
  }
}
