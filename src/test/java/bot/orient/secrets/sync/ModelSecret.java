package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One Secret as an API server keeps it under server-side apply: what a manager no longer names
 * goes, unless another manager has it too.
 */
final class ModelSecret {

  private static final String DATA = "data/";
  private static final String LABEL = "label/";
  private static final String ANNOTATION = "annotation/";

  /** Data, labels and annotations by path. */
  private final Map<String, String> fields = new TreeMap<>();

  private final Set<String> ours = new TreeSet<>();
  private final Set<String> others = new TreeSet<>();
  private List<OwnerReference> ownerReferences = List.of();
  private String type;
  private Boolean immutable;
  private boolean immutableByOther;
  private Instant clock = Instant.parse("2026-11-01T10:00:00Z");
  private Instant createdAt;
  private Instant appliedAt;

  Instant now() {
    return clock;
  }

  Instant createdAt() {
    return createdAt;
  }

  void tick() {
    clock = clock.plusSeconds(1);
  }

  void carryOut(ProjectionPlan plan) {
    if (plan instanceof ProjectionPlan.Apply apply) {
      apply(apply.body());
      apply.strayKeys().forEach(key -> remove(DATA + key));
      apply.strayAnnotations().forEach(name -> remove(ANNOTATION + name));
    } else if (plan instanceof ProjectionPlan.Recreate recreate) {
      delete();
      apply(recreate.body());
    }
  }

  /** Gives up what is ours. */
  void withdraw() {
    apply(ProjectionPlanner.withdrawal(live().orElseThrow()));
  }

  void delete() {
    fields.clear();
    ours.clear();
    others.clear();
    ownerReferences = List.of();
    type = null;
    immutable = null;
    immutableByOther = false;
    createdAt = null;
    appliedAt = null;
  }

  /** As somebody else's client-side update. */
  void editData(String key, String base64) {
    create();
    edit(DATA + key, base64);
  }

  void editLabel(String name, String value) {
    create();
    edit(LABEL + name, value);
  }

  void editAnnotation(String name, String value) {
    create();
    edit(ANNOTATION + name, value);
  }

  void removeData(String key) {
    remove(DATA + key);
  }

  void removeAnnotation(String name) {
    remove(ANNOTATION + name);
  }

  void removeOwnerReferences() {
    ownerReferences = List.of();
  }

  void makeImmutable() {
    immutable = true;
    immutableByOther = true;
  }

  Optional<Secret> live() {
    if (createdAt == null) {
      return Optional.empty();
    }
    SecretBuilder secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName("app")
            .withCreationTimestamp(createdAt.toString())
            .withLabels(part(LABEL))
            .withAnnotations(part(ANNOTATION))
            .withOwnerReferences(ownerReferences)
            .endMetadata()
            .withType(type)
            .withImmutable(immutable)
            .withData(part(DATA));
    List<ManagedFieldsEntry> managers = new ArrayList<>();
    managers.add(entry("kubectl-edit", "Update", createdAt, others));
    if (appliedAt != null) {
      managers.add(entry(Markers.FIELD_MANAGER, "Apply", appliedAt, ours));
    }
    return Optional.of(secret.editMetadata().withManagedFields(managers).endMetadata().build());
  }

  private ManagedFieldsEntry entry(
      String manager, String operation, Instant time, Set<String> paths) {
    return new ManagedFieldsEntryBuilder()
        .withManager(manager)
        .withOperation(operation)
        .withTime(time.toString())
        .withFieldsV1(managed(paths))
        .build();
  }

  private void create() {
    if (createdAt == null) {
      createdAt = clock;
      type = "Opaque";
    }
  }

  private void apply(Secret body) {
    boolean changed = createdAt == null;
    if (createdAt == null) {
      createdAt = clock;
      type = body.getType() == null ? "Opaque" : body.getType();
    }
    Map<String, String> applied = new TreeMap<>();
    add(applied, DATA, body.getData());
    add(applied, LABEL, body.getMetadata().getLabels());
    add(applied, ANNOTATION, body.getMetadata().getAnnotations());
    Set<String> dropped = new TreeSet<>(ours);
    dropped.removeAll(applied.keySet());
    dropped.removeAll(others);
    changed |= fields.keySet().removeAll(dropped);
    for (Map.Entry<String, String> field : applied.entrySet()) {
      if (!field.getValue().equals(fields.put(field.getKey(), field.getValue()))) {
        others.remove(field.getKey());
        changed = true;
      }
    }
    changed |= !ours.equals(applied.keySet());
    ours.clear();
    ours.addAll(applied.keySet());
    changed |= !ownerReferences.equals(body.getMetadata().getOwnerReferences());
    ownerReferences = List.copyOf(body.getMetadata().getOwnerReferences());
    if (!immutableByOther) {
      changed |= !Objects.equals(immutable, body.getImmutable());
      immutable = body.getImmutable();
    }
    appliedAt = changed ? clock : appliedAt;
  }

  private static void add(Map<String, String> fields, String prefix, Map<String, String> part) {
    if (part != null) {
      part.forEach((name, value) -> fields.put(prefix + name, value));
    }
  }

  private void edit(String path, String value) {
    if (!value.equals(fields.put(path, value))) {
      ours.remove(path);
      others.add(path);
    }
  }

  private void remove(String path) {
    fields.remove(path);
    ours.remove(path);
    others.remove(path);
  }

  private Map<String, String> part(String prefix) {
    Map<String, String> part = new TreeMap<>();
    fields.forEach(
        (path, value) -> {
          if (path.startsWith(prefix)) {
            part.put(path.substring(prefix.length()), value);
          }
        });
    return part;
  }

  private FieldsV1 managed(Set<String> paths) {
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("f:labels", names(LABEL, paths));
    metadata.put("f:annotations", names(ANNOTATION, paths));
    if (paths == ours && !ownerReferences.isEmpty()) {
      metadata.put("f:ownerReferences", Map.of("k:{\"uid\"}", Map.of()));
    }
    FieldsV1 managed = new FieldsV1();
    managed.setAdditionalProperty("f:data", names(DATA, paths));
    managed.setAdditionalProperty("f:metadata", metadata);
    return managed;
  }

  private static Map<String, Object> names(String prefix, Set<String> paths) {
    Map<String, Object> names = new TreeMap<>();
    for (String path : paths) {
      if (path.startsWith(prefix)) {
        names.put("f:" + path.substring(prefix.length()), Map.of());
      }
    }
    return names;
  }
}
