package bot.orient.secrets.admin;

import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.AuditEntry;
import bot.orient.secrets.store.AuditQuery;
import bot.orient.secrets.store.SecretStore;
import java.util.List;

/** Reading the audit trail. */
final class AuditEndpoints {

  private final SecretStore store;

  AuditEndpoints(SecretStore store) {
    this.store = store;
  }

  /**
   * A page of the trail.
   *
   * @param next what to give as {@code before} to have the next page; null on the last one
   */
  private record PageView(List<EntryView> entries, Long next) {}

  /** A row; see {@link AuditEntry}. */
  private record EntryView(
      long sequence,
      String at,
      String scope,
      String actor,
      String actorKind,
      String source,
      String action,
      String key,
      Long versionFrom,
      Long versionTo) {

    static EntryView of(AuditEntry entry) {
      return new EntryView(
          entry.sequence(),
          entry.at().toString(),
          entry.scope(),
          entry.actor(),
          HistoryView.lower(entry.actorKind()),
          entry.source(),
          entry.action(),
          entry.key(),
          entry.versionFrom(),
          entry.versionTo());
    }
  }

  /** A full page may be the last one; then the next one is empty. */
  Answer search(AuditQuery query, Actor actor) {
    List<AuditEntry> entries = store.audit(query);
    Long next = entries.size() < query.limit() ? null : entries.get(entries.size() - 1).sequence();
    return Answers.ok(new PageView(entries.stream().map(EntryView::of).toList(), next));
  }
}
