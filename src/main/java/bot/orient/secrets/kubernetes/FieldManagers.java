package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Markers;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Who wrote an object, as far as the API server records it. */
final class FieldManagers {

  private static final String UNKNOWN = "unknown";

  private FieldManagers() {}

  /** The manager of the newest write that is not ours, such as {@code kubectl-edit}. */
  static String last(HasMetadata object) {
    return newest(others(object)).orElse(UNKNOWN);
  }

  /** The manager of the newest write of an object's spec, whoever annotated it since. */
  static String lastOfSpec(HasMetadata object) {
    return newest(others(object).filter(FieldManagers::wroteSpec)).orElseGet(() -> last(object));
  }

  private static boolean wroteSpec(ManagedFieldsEntry entry) {
    return entry.getFieldsV1() != null
        && entry.getFieldsV1().getAdditionalProperties().containsKey("f:spec");
  }

  /** The manager that wrote the value of a key, whoever wrote other parts of the Secret since. */
  static String lastOf(Secret secret, String key) {
    return newest(others(secret).filter(entry -> wrote(entry, key))).orElseGet(() -> last(secret));
  }

  /** The manager that set an annotation, whoever wrote other parts of the object since. */
  static String ofAnnotation(HasMetadata object, String annotation) {
    return newest(others(object).filter(entry -> annotated(entry, annotation)))
        .orElseGet(() -> last(object));
  }

  private static Stream<ManagedFieldsEntry> others(HasMetadata object) {
    return Objects.requireNonNullElse(
            object.getMetadata().getManagedFields(), List.<ManagedFieldsEntry>of())
        .stream()
        .filter(entry -> entry.getTime() != null && entry.getManager() != null)
        .filter(entry -> !Markers.FIELD_MANAGER.equals(entry.getManager()));
  }

  private static Optional<String> newest(Stream<ManagedFieldsEntry> entries) {
    return entries
        .max(Comparator.comparing(ManagedFieldsEntry::getTime))
        .map(ManagedFieldsEntry::getManager);
  }

  private static boolean annotated(ManagedFieldsEntry entry, String annotation) {
    return entry.getFieldsV1() != null
        && entry.getFieldsV1().getAdditionalProperties().get("f:metadata") instanceof Map<?, ?> part
        && part.get("f:annotations") instanceof Map<?, ?> annotations
        && annotations.containsKey("f:" + annotation);
  }

  private static boolean wrote(ManagedFieldsEntry entry, String key) {
    return entry.getFieldsV1() != null
        && entry.getFieldsV1().getAdditionalProperties().get("f:data") instanceof Map<?, ?> data
        && data.containsKey("f:" + key);
  }
}
