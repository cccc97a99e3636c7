package bot.orient.secrets.crypto;

import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;

/**
 * The key-encryption keys at hand: in memory ({@link KekSet}), behind a plugin that never gives
 * them out ({@link RemoteKeks}), or both while a store moves from one to the other ({@link
 * CombinedKeks}).
 *
 * <p>Each only lends the key that wraps a seed. What is wrapped, and what it is bound to, {@link
 * KeyRing} alone decides, so that it is the same for all.
 */
public sealed interface KeyEncryptionKeys permits KekSet, RemoteKeks, CombinedKeks {

  /** The id of the key that seeds are wrapped with now; a plugin may rotate it at any time. */
  String activeId();

  /** The ids of the keys at hand; of a plugin's, those that wrapped something in this process. */
  SortedSet<String> ids();

  /** Whether a seed that this key wrapped can be unwrapped, as far as is known without trying. */
  boolean has(String kekId);

  /**
   * See {@link KeyRing#checkValue}.
   *
   * @throws KekUnavailableException when that key is not at hand
   */
  byte[] checkValue(UUID store, String kekId);

  /**
   * These keys, but with some as they were at hand before; both are of the same kind. Of a plugin
   * nothing is at hand.
   */
  KeyEncryptionKeys keeping(Set<String> ids, KeyEncryptionKeys before);

  /**
   * Asks before anything is written, for a plugin that is away must not be for long.
   *
   * @throws KeyServiceUnavailableException when nothing may be written now
   */
  default void requireWritable() {}

  /**
   * What to wrap with.
   *
   * @throws KekUnavailableException when it cannot be had
   */
  WrappingKey wrappingKey(UUID store, String kekId);

  /**
   * What this seed was wrapped with.
   *
   * @throws KekUnavailableException when it cannot be had
   */
  WrappingKey unwrappingKey(UUID store, WrappedSeed wrapped);
}
