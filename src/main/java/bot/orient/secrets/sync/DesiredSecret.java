package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A Secret as it should be, without the annotation of its keys, whose times depend on whether
 * anything is written.
 *
 * @param type empty where somebody else decides it
 * @param controller the resource it is garbage collected with; empty if it is to outlive it
 */
public record DesiredSecret(
    String namespace,
    String name,
    Optional<String> type,
    Map<String, String> labels,
    Map<String, String> annotations,
    SortedMap<String, byte[]> data,
    boolean immutable,
    Optional<Owner> controller) {

  /** Whether nobody else has a say in the Secret, so that foreign keys in it are strays. */
  boolean exclusive() {
    return type.isPresent();
  }

  /**
   * Keys of a merge target that hold another value and were never ours: they are not taken over.
   */
  public List<String> keysOfOthersIn(Secret live) {
    if (exclusive()) {
      return List.of();
    }
    Map<String, String> annotations = live.getMetadata().getAnnotations();
    Set<String> ours =
        ProjectedKeys.parse(annotations == null ? null : annotations.get(Markers.KEYS))
            .byDataKey()
            .keySet();
    Map<String, byte[]> there = SecretComposer.decoded(live);
    return data.entrySet().stream()
        .filter(entry -> there.containsKey(entry.getKey()) && !ours.contains(entry.getKey()))
        .filter(entry -> !Arrays.equals(entry.getValue(), there.get(entry.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The body of a server-side apply: exactly the fields that are ours. */
  Secret toApply(ProjectedKeys keys) {
    SortedMap<String, String> allAnnotations = new TreeMap<>(annotations);
    allAnnotations.put(Markers.KEYS, keys.toAnnotation());
    SortedMap<String, String> encoded = new TreeMap<>();
    data.forEach((key, value) -> encoded.put(key, Base64.getEncoder().encodeToString(value)));
    SecretBuilder builder =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .withLabels(new TreeMap<>(labels))
            .withAnnotations(allAnnotations)
            .endMetadata()
            .withData(encoded);
    type.ifPresent(builder::withType);
    if (immutable) {
      builder.withImmutable(true);
    }
    controller.ifPresent(
        owner ->
            builder
                .editMetadata()
                .withOwnerReferences(
                    new OwnerReferenceBuilder()
                        .withApiVersion(owner.apiVersion())
                        .withKind(owner.kind())
                        .withName(owner.name())
                        .withUid(owner.uid())
                        .withController(true)
                        .withBlockOwnerDeletion(false)
                        .build())
                .endMetadata());
    return builder.build();
  }

  @Override
  public String toString() {
    return "DesiredSecret[" + namespace + "/" + name + ", keys=" + data.keySet() + "]";
  }
}
