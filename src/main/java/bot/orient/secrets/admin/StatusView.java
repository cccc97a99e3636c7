package bot.orient.secrets.admin;

import bot.orient.secrets.sync.HealthNote;
import bot.orient.secrets.sync.ResourceHealth;
import java.util.Comparator;
import java.util.List;

/**
 * How all is that a caller may see. Pure.
 *
 * @param attention how many notes and store matters a person has to look at
 * @param truncated whether namespaces may be missing, because too many had to be asked about
 */
record StatusView(
    String operatorVersion,
    int attention,
    boolean truncated,
    StoreView store,
    List<NamespaceView> namespaces) {

  private static final Comparator<ResourceHealth> ORDER =
      Comparator.comparing(ResourceHealth::kind).thenComparing(ResourceHealth::name);

  /** The resources of one namespace, in numbers; notes on those that have any, the worst first. */
  record NamespaceView(
      String namespace,
      int resources,
      int ready,
      int keys,
      int keysWithValue,
      int attention,
      List<NoteView> notes) {

    static NamespaceView of(String namespace, List<ResourceHealth> resources) {
      List<NoteView> notes =
          resources.stream()
              .sorted(ORDER)
              .flatMap(
                  resource -> resource.notes().stream().map(note -> NoteView.of(resource, note)))
              .sorted(Comparator.comparing(note -> !note.attention()))
              .toList();
      return new NamespaceView(
          namespace,
          resources.size(),
          (int) resources.stream().filter(ResourceHealth::ready).count(),
          resources.stream().mapToInt(ResourceHealth::keys).sum(),
          resources.stream().mapToInt(ResourceHealth::keysWithValue).sum(),
          (int) notes.stream().filter(NoteView::attention).count(),
          notes);
    }
  }

  /**
   * Something to know of a resource.
   *
   * @param subject a key or a workload; null if it is about all of the resource
   */
  record NoteView(
      String topic, boolean attention, String kind, String name, String subject, String message) {
    static NoteView of(ResourceHealth resource, HealthNote note) {
      return new NoteView(
          HistoryView.lower(note.topic()),
          note.attention(),
          resource.kind(),
          resource.name(),
          note.subject().orElse(null),
          note.message());
    }
  }

  static StatusView of(
      String operatorVersion, boolean truncated, StoreView store, List<NamespaceView> namespaces) {
    return new StatusView(
        operatorVersion,
        namespaces.stream().mapToInt(NamespaceView::attention).sum() + (store.attention() ? 1 : 0),
        truncated,
        store,
        namespaces);
  }
}
