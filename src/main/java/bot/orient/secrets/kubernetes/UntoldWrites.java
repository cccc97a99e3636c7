package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The Secrets that were written and of which the watch has told nothing since. An informer's index
 * does not have them as they are now; JOSDK's own memory of them (5.2.3) has no end if the watch
 * breaks and they are deleted before it lists anew.
 */
final class UntoldWrites {

  /**
   * @param secret as it was written; empty while that is under way for the first time
   * @param doubted whether a list has come that should have had it
   */
  private record Write(Optional<Secret> secret, boolean doubted) {

    boolean isOf(Secret written) {
      return secret.filter(ours -> ours == written).isPresent();
    }

    boolean isNotNewerThan(String version) {
      return secret
          .filter(written -> ResourceVersions.AGE.compare(version(written), version) <= 0)
          .isPresent();
    }

    /** Without the values. */
    @Override
    public String toString() {
      return "write of " + secret.map(UntoldWrites::version);
    }
  }

  private final Map<ResourceID, Write> writes = new ConcurrentHashMap<>();

  /** A write begins: the watch may tell of it before its answer is there. */
  void begin(ResourceID id) {
    writes.putIfAbsent(id, new Write(Optional.empty(), false));
  }

  void end(ResourceID id, Secret written) {
    writes.computeIfPresent(id, (key, before) -> new Write(Optional.of(written), false));
  }

  /** It failed or changed nothing: there is nothing to tell, unless an earlier one was done. */
  void endWithout(ResourceID id) {
    writes.computeIfPresent(id, (key, write) -> write.secret().isEmpty() ? null : write);
  }

  /** The watch tells something of a Secret, be it older than the write: it knows it from now on. */
  void told(ResourceID id) {
    writes.remove(id);
  }

  /** Whether this very write was still untold: it is forgotten, a later one is not. */
  boolean forget(ResourceID id, Secret written) {
    Write write = writes.get(id);
    return write != null && write.isOf(written) && writes.remove(id, write);
  }

  /**
   * A list has come and all that it has was told.
   *
   * @param version of the list
   * @return the writes that it should have had, if it was of their namespace
   */
  List<Secret> doubtAllUpTo(String version) {
    List<Secret> doubted = new ArrayList<>();
    writes
        .keySet()
        .forEach(
            id ->
                writes.computeIfPresent(
                    id,
                    (key, write) -> {
                      if (!write.isNotNewerThan(version)) {
                        return write;
                      }
                      doubted.add(write.secret().orElseThrow());
                      return new Write(write.secret(), true);
                    }));
    return doubted;
  }

  boolean isDoubted(ResourceID id) {
    Write write = writes.get(id);
    return write != null && write.doubted();
  }

  Optional<Secret> find(ResourceID id) {
    return Optional.ofNullable(writes.get(id)).flatMap(Write::secret);
  }

  /** In no order. */
  List<Secret> all() {
    return writes.values().stream().flatMap(write -> write.secret().stream()).toList();
  }

  private static String version(Secret secret) {
    return secret.getMetadata().getResourceVersion();
  }
}
