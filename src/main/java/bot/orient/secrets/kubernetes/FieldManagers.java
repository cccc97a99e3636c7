package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Markers;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.Comparator;
import java.util.List;

/** Who wrote an object, as far as the API server records it. */
final class FieldManagers {

  private FieldManagers() {}

  /**
   * The manager of the newest write that is not ours, such as {@code kubectl-client-side-apply}.
   */
  static String last(HasMetadata object) {
    List<ManagedFieldsEntry> entries = object.getMetadata().getManagedFields();
    return entries == null
        ? "unknown"
        : entries.stream()
            .filter(entry -> entry.getTime() != null && entry.getManager() != null)
            .filter(entry -> !Markers.FIELD_MANAGER.equals(entry.getManager()))
            .max(Comparator.comparing(ManagedFieldsEntry::getTime))
            .map(ManagedFieldsEntry::getManager)
            .orElse("unknown");
  }
}
