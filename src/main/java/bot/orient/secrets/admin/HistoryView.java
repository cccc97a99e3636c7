package bot.orient.secrets.admin;

import bot.orient.secrets.store.SecretHistory;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What became of a secret, newest version first; see {@link SecretHistory}. */
record HistoryView(
    String key,
    String state,
    long currentVersion,
    long revision,
    String deletedAt,
    String restorableUntil,
    List<VersionView> versions) {

  /** One version. */
  record VersionView(
      long version,
      String state,
      String writtenAt,
      String actor,
      String actorKind,
      String action,
      Long copiedFrom,
      String destroyedAt) {

    static VersionView of(SecretHistory.Version version) {
      return new VersionView(
          version.version(),
          lower(version.state()),
          version.writtenAt().toString(),
          version.actor(),
          version.actorKind() == null ? null : lower(version.actorKind()),
          version.action(),
          version.copiedFrom(),
          text(version.destroyedAt()));
    }
  }

  static HistoryView of(String key, SecretHistory history) {
    return new HistoryView(
        key,
        lower(history.state()),
        history.currentVersion(),
        history.revision(),
        text(history.deletedAt()),
        text(history.restorableUntil()),
        history.versions().stream().map(VersionView::of).toList());
  }

  /** As programs write names in JSON: {@code service-account}. */
  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String text(Instant time) {
    return time == null ? null : time.toString();
  }
}
