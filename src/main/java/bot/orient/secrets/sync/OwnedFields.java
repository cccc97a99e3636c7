package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What our own server-side applies have set in an object, as the API server records it. */
final class OwnedFields {

  private static final String FIELD = "f:";

  private final Optional<ManagedFieldsEntry> entry;

  private OwnedFields(Optional<ManagedFieldsEntry> entry) {
    this.entry = entry;
  }

  static OwnedFields in(HasMetadata object) {
    List<ManagedFieldsEntry> entries = object.getMetadata().getManagedFields();
    return new OwnedFields(
        entries == null
            ? Optional.empty()
            : entries.stream()
                .filter(e -> Markers.FIELD_MANAGER.equals(e.getManager()))
                .filter(e -> "Apply".equals(e.getOperation()))
                .findFirst());
  }

  /** The time of our last apply that changed something, by the API server's clock. */
  Optional<Instant> appliedAt() {
    return entry
        .map(ManagedFieldsEntry::getTime)
        .map(time -> OffsetDateTime.parse(time).toInstant());
  }

  Set<String> data() {
    return names(at("f:data"));
  }

  Set<String> labels() {
    return names(at("f:metadata", "f:labels"));
  }

  Set<String> annotations() {
    return names(at("f:metadata", "f:annotations"));
  }

  boolean ownerReferences() {
    return !at("f:metadata", "f:ownerReferences").isEmpty();
  }

  private Map<?, ?> at(String... path) {
    Map<?, ?> here =
        entry
            .map(ManagedFieldsEntry::getFieldsV1)
            .map(FieldsV1::getAdditionalProperties)
            .orElse(Map.of());
    for (String step : path) {
      here = here.get(step) instanceof Map<?, ?> next ? next : Map.of();
    }
    return here;
  }

  private static Set<String> names(Map<?, ?> fields) {
    return fields.keySet().stream()
        .map(String::valueOf)
        .filter(name -> name.startsWith(FIELD))
        .map(name -> name.substring(FIELD.length()))
        .collect(Collectors.toUnmodifiableSet());
  }
}
