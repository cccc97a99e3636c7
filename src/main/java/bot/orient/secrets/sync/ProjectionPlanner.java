package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Compares a Secret as it is with the Secret as it should be. */
public final class ProjectionPlanner {

  /** {@code live} is the Secret as it is, if it is there and ours. */
  public ProjectionPlan plan(DesiredSecret desired, ProjectedKeys keys, Optional<Secret> live) {
    return live.map(secret -> against(secret, desired, keys))
        .orElseGet(
            () ->
                new ProjectionPlan.Apply(
                    desired.toApply(keys),
                    List.of(),
                    List.of(),
                    new ProjectionChange(
                        true, List.copyOf(desired.data().keySet()), List.of(), List.of())));
  }

  private ProjectionPlan against(Secret live, DesiredSecret desired, ProjectedKeys keys) {
    OwnedFields owned = OwnedFields.in(live);
    ProjectionChange change = change(live, desired, owned);
    Map<String, String> liveAnnotations = orEmpty(live.getMetadata().getAnnotations());
    String keysBefore = liveAnnotations.get(Markers.KEYS);
    ProjectedKeys stamped =
        owned
            .appliedAt()
            .map(appliedAt -> keys.stamped(ProjectedKeys.parse(keysBefore), appliedAt))
            .orElse(keys);
    if (desired.type().isPresent() && !desired.type().get().equals(live.getType())) {
      return new ProjectionPlan.Recreate(
          desired.toApply(stamped),
          "its type changes from " + live.getType() + " to " + desired.type().get(),
          change);
    }
    boolean immutable = desired.exclusive() && Boolean.TRUE.equals(live.getImmutable());
    if (immutable && (dataDiffers(change) || !desired.immutable())) {
      return new ProjectionPlan.Recreate(desired.toApply(stamped), "it is immutable", change);
    }
    if (!dataDiffers(change)
        && keys.areIn(keysBefore)
        && metadataMatches(live, desired, owned)
        && desired.immutable() == immutable) {
      return new ProjectionPlan.Nothing();
    }
    return new ProjectionPlan.Apply(
        keepingType(desired.toApply(stamped), live, owned),
        desired.exclusive() ? stray(live, owned, desired) : List.of(),
        strayRules(live, desired).filter(name -> owned.othersAnnotations().contains(name)).stream()
            .toList(),
        change);
  }

  /**
   * The body of a server-side apply that gives up all that is ours in a Secret and leaves the rest.
   */
  public static Secret withdrawal(Secret live) {
    Secret nothing =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(live.getMetadata().getNamespace())
            .withName(live.getMetadata().getName())
            .withUid(live.getMetadata().getUid())
            .withResourceVersion(live.getMetadata().getResourceVersion())
            .endMetadata()
            .build();
    return keepingType(nothing, live, OwnedFields.in(live));
  }

  /** Kubernetes refuses an apply that no longer names a type which only we had set. */
  private static Secret keepingType(Secret body, Secret live, OwnedFields owned) {
    if (owned.type()) {
      body.setType(live.getType());
    }
    return body;
  }

  private static boolean dataDiffers(ProjectionChange change) {
    return !change.added().isEmpty() || !change.changed().isEmpty() || !change.removed().isEmpty();
  }

  private static ProjectionChange change(Secret live, DesiredSecret desired, OwnedFields owned) {
    Map<String, byte[]> data = SecretComposer.decoded(live);
    Set<String> added = new TreeSet<>();
    Set<String> changed = new TreeSet<>();
    desired
        .data()
        .forEach(
            (key, value) -> {
              if (!data.containsKey(key)) {
                added.add(key);
              } else if (!Arrays.equals(data.get(key), value)) {
                changed.add(key);
              }
            });
    Set<String> removed = new TreeSet<>(desired.exclusive() ? data.keySet() : owned.data());
    removed.retainAll(data.keySet());
    removed.removeAll(desired.data().keySet());
    return new ProjectionChange(
        false, List.copyOf(added), List.copyOf(changed), List.copyOf(removed));
  }

  /** Keys that our apply does not remove, because another field manager owns them. */
  private static List<String> stray(Secret live, OwnedFields owned, DesiredSecret desired) {
    Set<String> stray = new TreeSet<>(orEmpty(live.getData()).keySet());
    stray.removeAll(desired.data().keySet());
    stray.removeIf(key -> owned.data().contains(key) && !owned.othersData().contains(key));
    return List.copyOf(stray);
  }

  private static boolean metadataMatches(Secret live, DesiredSecret desired, OwnedFields owned) {
    return contains(orEmpty(live.getMetadata().getLabels()), desired.labels())
        && contains(orEmpty(live.getMetadata().getAnnotations()), desired.annotations())
        && strayRules(live, desired).isEmpty()
        && desired.labels().keySet().containsAll(owned.labels())
        && annotationNames(desired).containsAll(owned.annotations())
        && controllerMatches(live, desired, owned);
  }

  /** Restart rules of somebody else's, whom the restarting half would obey. */
  private static Optional<String> strayRules(Secret live, DesiredSecret desired) {
    return Optional.of(Markers.RESTART_RULES)
        .filter(orEmpty(live.getMetadata().getAnnotations())::containsKey)
        .filter(name -> !desired.annotations().containsKey(name));
  }

  private static Set<String> annotationNames(DesiredSecret desired) {
    Set<String> names = new TreeSet<>(desired.annotations().keySet());
    names.add(Markers.KEYS);
    return names;
  }

  private static boolean controllerMatches(Secret live, DesiredSecret desired, OwnedFields owned) {
    return desired
        .controller()
        .map(
            owner ->
                live.getMetadata().getOwnerReferences().stream()
                    .map(OwnerReference::getUid)
                    .anyMatch(owner.uid()::equals))
        .orElse(!owned.ownerReferences());
  }

  private static boolean contains(Map<String, String> whole, Map<String, String> part) {
    return part.entrySet().stream()
        .allMatch(entry -> Objects.equals(whole.get(entry.getKey()), entry.getValue()));
  }

  private static Map<String, String> orEmpty(Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
