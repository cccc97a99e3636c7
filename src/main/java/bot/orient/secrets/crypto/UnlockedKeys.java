package bot.orient.secrets.crypto;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Wrapping keys that a {@link KeyService} decrypted, so that it is asked once for each and not
 * needed again. A replica makes one per key of the service, so there are few; the least used goes
 * when there are too many.
 */
final class UnlockedKeys {

  private static final int MOST = 256;

  private final Map<Locked, SecretBytes> keys = new LinkedHashMap<>(16, 0.75f, true);

  /** A copy, for the caller to close. */
  synchronized Optional<SecretBytes> find(String kekId, byte[] preamble) {
    return Optional.ofNullable(keys.get(new Locked(kekId, ByteBuffer.wrap(preamble))))
        .map(key -> SecretBytes.copyOf(key.array()));
  }

  /** Keeps a copy, unless it has one. */
  synchronized void put(String kekId, byte[] preamble, SecretBytes key) {
    keys.computeIfAbsent(
        new Locked(kekId, ByteBuffer.wrap(preamble)), absent -> SecretBytes.copyOf(key.array()));
    if (keys.size() > MOST) {
      Locked eldest = keys.keySet().iterator().next();
      keys.remove(eldest).close();
    }
  }

  private record Locked(String kekId, ByteBuffer preamble) {}
}
