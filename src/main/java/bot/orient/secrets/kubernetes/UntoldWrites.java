package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The Secrets that were written and that the watch has told nothing of since: no index has them as
 * they are, if at all.
 */
final class UntoldWrites {

  /**
   * @param secret as it was written; empty while it is
   */
  private record Write(Optional<Secret> secret, long nanos) {

    /** Without the values. */
    @Override
    public String toString() {
      return "write at " + nanos;
    }
  }

  private final Map<ResourceID, Write> writes = new ConcurrentHashMap<>();
  private final LongSupplier nanos;

  UntoldWrites(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** A write begins: the watch may tell of it before its answer is there. */
  void begin(ResourceID id) {
    writes.put(id, new Write(Optional.empty(), nanos.getAsLong()));
  }

  void end(ResourceID id, Secret written) {
    writes.computeIfPresent(id, (key, begun) -> new Write(Optional.of(written), nanos.getAsLong()));
  }

  /** Nobody knows whether it was done. If it was, the watch tells of it. */
  void fail(ResourceID id) {
    writes.remove(id);
  }

  /** The watch tells something of a Secret; what was written, if that is the first news. */
  Optional<Secret> told(ResourceID id) {
    return Optional.ofNullable(writes.remove(id)).flatMap(Write::secret);
  }

  /** What was written, in no order. */
  List<Secret> all() {
    return writes.values().stream().flatMap(write -> write.secret().stream()).toList();
  }

  /** Whether the watch should have told of a write by now. */
  boolean isOverdue(ResourceID id, Duration patience) {
    Write write = writes.get(id);
    return write != null
        && write.secret().isPresent()
        && nanos.getAsLong() - write.nanos() > patience.toNanos();
  }
}
