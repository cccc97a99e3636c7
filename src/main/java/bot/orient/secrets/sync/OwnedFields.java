package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What our own server-side applies have set in an object, as the API server records it. */
final class OwnedFields {

  private static final String FIELD = "f:";
  private static final String METADATA = "f:metadata";
  private static final String ANNOTATIONS = "f:annotations";

  private final Optional<ManagedFieldsEntry> entry;
  private final List<ManagedFieldsEntry> others;

  private OwnedFields(Optional<ManagedFieldsEntry> entry, List<ManagedFieldsEntry> others) {
    this.entry = entry;
    this.others = others;
  }

  static OwnedFields in(HasMetadata object) {
    List<ManagedFieldsEntry> entries = entries(object);
    return new OwnedFields(
        entries.stream().filter(OwnedFields::ours).findFirst(),
        entries.stream().filter(entry -> !ours(entry)).toList());
  }

  /** Whether anybody else has set more than labels and annotations. */
  static boolean isWrittenByOthers(HasMetadata object) {
    return entries(object).stream()
        .filter(entry -> !Markers.FIELD_MANAGER.equals(entry.getManager()))
        .anyMatch(entry -> !Set.of(METADATA).containsAll(in(entry).keySet()));
  }

  /** When our last apply changed the object; when it was made if none did. */
  static Instant appliedTo(HasMetadata object) {
    return in(object)
        .appliedAt()
        .orElseGet(
            () -> OffsetDateTime.parse(object.getMetadata().getCreationTimestamp()).toInstant());
  }

  /**
   * When an annotation got its value, whoever set it: the newest write of those that have it. It
   * may be later, if the same manager wrote something else since.
   */
  static Optional<Instant> annotationSetAt(HasMetadata object, String annotation) {
    return entries(object).stream()
        .filter(entry -> names(in(entry, METADATA, ANNOTATIONS)).contains(annotation))
        .flatMap(entry -> time(entry).stream())
        .max(Comparator.naturalOrder());
  }

  private static List<ManagedFieldsEntry> entries(HasMetadata object) {
    return Objects.requireNonNullElse(object.getMetadata().getManagedFields(), List.of());
  }

  private static Optional<Instant> time(ManagedFieldsEntry entry) {
    return Optional.ofNullable(entry.getTime()).map(time -> OffsetDateTime.parse(time).toInstant());
  }

  private static boolean ours(ManagedFieldsEntry entry) {
    return Markers.FIELD_MANAGER.equals(entry.getManager()) && "Apply".equals(entry.getOperation());
  }

  /** The time of our last apply that changed something, by the API server's clock. */
  Optional<Instant> appliedAt() {
    return entry.flatMap(OwnedFields::time);
  }

  Set<String> data() {
    return names(at("f:data"));
  }

  /** Keys that an apply of ours does not remove, because somebody else set them too. */
  Set<String> othersData() {
    return others.stream()
        .flatMap(other -> names(in(other, "f:data")).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  Set<String> labels() {
    return names(at(METADATA, "f:labels"));
  }

  Set<String> annotations() {
    return names(at(METADATA, ANNOTATIONS));
  }

  /** Annotations that an apply of ours does not remove. */
  Set<String> othersAnnotations() {
    return others.stream()
        .flatMap(other -> names(in(other, METADATA, ANNOTATIONS)).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  boolean type() {
    return at().containsKey("f:type");
  }

  boolean ownerReferences() {
    return !at(METADATA, "f:ownerReferences").isEmpty();
  }

  private Map<?, ?> at(String... path) {
    return entry.<Map<?, ?>>map(ours -> in(ours, path)).orElse(Map.of());
  }

  private static Map<?, ?> in(ManagedFieldsEntry entry, String... path) {
    Map<?, ?> here =
        Optional.ofNullable(entry.getFieldsV1())
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
