package bot.orient.secrets.sync;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.KeyStatus;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.OrientSecretSpec;
import bot.orient.secrets.api.OrientSecretStatus;
import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.api.ProviderDefaultsSpec;
import bot.orient.secrets.api.ProviderDefaultsStatus;
import bot.orient.secrets.api.WorkloadStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A resource that names a key, and what its status says of it. Any resource can be read, valid or
 * not.
 *
 * @param secret the Secret that it projects into
 * @param dataKey the name of the key there; empty if the resource only looks whether there is one
 * @param row what its status says of the key; empty while it says nothing
 * @param hold why the key stays at a version; empty if it follows the store
 * @param ready its condition Ready; empty while it has none
 * @param workloads that use the Secret
 */
public record KeyConsumer(
    String kind,
    String namespace,
    String name,
    String secret,
    Optional<String> dataKey,
    Optional<KeyStatus> row,
    Optional<Held> hold,
    Optional<Condition> ready,
    List<WorkloadStatus> workloads) {

  private static final String READY = "Ready";

  /**
   * A version that a key is held at.
   *
   * @param reason for people
   */
  public record Held(long version, String reason) {}

  public KeyConsumer {
    workloads = List.copyOf(workloads);
  }

  /** One for each time that the spec names the key. */
  public static List<KeyConsumer> of(OrientSecret resource, String key) {
    OrientSecretSpec spec = resource.getSpec();
    if (spec == null || spec.keys() == null) {
      return List.of();
    }
    Optional<OrientSecretStatus> status = Optional.ofNullable(resource.getStatus());
    List<KeyStatus> rows =
        named(status.map(OrientSecretStatus::keys), row -> key.equals(row.key()));
    List<KeySpec> wanted = named(Optional.of(spec.keys()), entry -> key.equals(entry.key()));
    List<KeyConsumer> consumers = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      consumers.add(
          of(
              resource,
              Target.of(spec.target(), resource.getMetadata().getName()),
              Optional.of(ValueResolver.dataKey(wanted.get(i))),
              i < rows.size() ? Optional.of(rows.get(i)) : Optional.empty(),
              hold(resource, wanted.get(i)),
              status.map(OrientSecretStatus::conditions),
              status.map(OrientSecretStatus::workloads)));
    }
    return consumers;
  }

  /** One that projects the key, or wants to know whether the chosen provider has one. */
  public static KeyConsumer of(ProviderDefaults resource, String key) {
    ProviderDefaultsSpec spec = resource.getSpec();
    Optional<ProviderDefaultsStatus> status = Optional.ofNullable(resource.getStatus());
    boolean projected = spec != null && Boolean.TRUE.equals(spec.includeApiKeys());
    return of(
        resource,
        Target.of(spec == null ? null : spec.target(), resource.getMetadata().getName()),
        projected ? Optional.of(key) : Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        status.map(ProviderDefaultsStatus::conditions),
        projected ? status.map(ProviderDefaultsStatus::workloads) : Optional.empty());
  }

  private static KeyConsumer of(
      HasMetadata resource,
      Target target,
      Optional<String> dataKey,
      Optional<KeyStatus> row,
      Optional<Held> hold,
      Optional<List<Condition>> conditions,
      Optional<List<WorkloadStatus>> workloads) {
    return new KeyConsumer(
        resource.getKind(),
        resource.getMetadata().getNamespace(),
        resource.getMetadata().getName(),
        target.name(),
        dataKey,
        row,
        hold,
        named(conditions, condition -> READY.equals(condition.getType())).stream().findFirst(),
        named(workloads, workload -> true));
  }

  /** A version that the spec holds wins over one that a failed rollout put back. */
  private static Optional<Held> hold(OrientSecret resource, KeySpec key) {
    if (key.version() != null) {
      return Optional.of(new Held(key.version(), "its spec asks for this version"));
    }
    String namespace = resource.getMetadata().getNamespace();
    Map<String, String> annotations = resource.getMetadata().getAnnotations();
    return Pins.parse(annotations == null ? null : annotations.get(Markers.PINNED))
        .map(pins -> pins.byKey().get(key.key()))
        .filter(pin -> pin.scope().equals(Pins.foreignScope(resource.getSpec(), namespace)))
        .map(pin -> new Held(pin.use(), pin.text()));
  }

  private static <T> List<T> named(Optional<List<T>> all, Predicate<T> wanted) {
    return all.orElse(List.of()).stream().filter(Objects::nonNull).filter(wanted).toList();
  }
}
