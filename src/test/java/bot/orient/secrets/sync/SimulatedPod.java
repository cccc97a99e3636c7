package bot.orient.secrets.sync;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** A pod with one container per use of a Secret; each waits for what it requires. */
final class SimulatedPod {

  final SimulatedTemplate template;
  final Instant createdAt;
  final List<Container> containers = new ArrayList<>();

  SimulatedPod(SimulatedTemplate template, Instant createdAt) {
    this.template = template;
    this.createdAt = createdAt;
    template.uses().forEach(use -> containers.add(new Container(use)));
  }

  /** What the kubelet does: starts every container whose requirements are there. */
  void startContainers(Map<String, SimulatedSecret> secrets, Instant now) {
    containers.forEach(container -> container.start(secrets.get(container.use.secretName()), now));
  }

  /** The starts of its containers, as its status tells. */
  List<Instant> starts() {
    return containers.stream()
        .map(container -> container.startedAt)
        .filter(Objects::nonNull)
        .toList();
  }

  /** Of containers that were replaced since. */
  List<Instant> pastStarts() {
    return containers.stream()
        .map(container -> container.lastStartedAt)
        .filter(Objects::nonNull)
        .toList();
  }

  /** What the kubelet does when a container ends: another one will start, with values of then. */
  void crash() {
    containers.forEach(Container::end);
  }

  String describe() {
    return "%s since %s with %s"
        .formatted(
            template.userRevision(),
            createdAt,
            containers.stream().map(container -> container.use + "=" + container.started).toList());
  }

  static final class Container {

    final SecretUse use;
    Instant startedAt;
    private Instant lastStartedAt;
    private final Map<String, String> started = new TreeMap<>();

    Container(SecretUse use) {
      this.use = use;
    }

    Optional<String> startedWith(String dataKey) {
      return Optional.ofNullable(started.get(dataKey));
    }

    private void end() {
      lastStartedAt = startedAt == null ? lastStartedAt : startedAt;
      startedAt = null;
      started.clear();
    }

    private void start(SimulatedSecret secret, Instant now) {
      boolean missing =
          !secret.exists()
              || use.keys() instanceof SecretUse.OneKey one
                  && secret.value(one.dataKey()).isEmpty();
      if (startedAt != null || missing && !use.optional()) {
        return;
      }
      startedAt = now;
      for (String dataKey : SimulatedCluster.DATA_KEYS) {
        if (use.keys().covers(dataKey)) {
          secret.value(dataKey).ifPresent(value -> started.put(dataKey, value));
        }
      }
    }
  }
}
