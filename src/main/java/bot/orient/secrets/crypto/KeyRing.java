package bot.orient.secrets.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;

/**
 * Wraps seeds with the key-encryption keys at hand and unwraps them, for one store. The keys can be
 * exchanged while it is in use.
 *
 * <p>Key bytes never leave it.
 */
public final class KeyRing {

  private final UUID store;
  private final EnvelopeCipher cipher = new EnvelopeCipher();
  private volatile KeyEncryptionKeys keks;

  public KeyRing(KeyEncryptionKeys keks, UUID store) {
    this.keks = keks;
    this.store = store;
  }

  /** The key that the source names for wrapping; the store wraps with it once it is promoted. */
  public String activeKekId() {
    return keks.activeId();
  }

  /**
   * Takes over what the key source holds now.
   *
   * @param keep ids of keys that stay as they are at hand, whatever the source says of them
   */
  public synchronized void reload(KeyEncryptionKeys source, Set<String> keep) {
    keks = source.keeping(keep, keks);
  }

  public SortedSet<String> kekIds() {
    return keks.ids();
  }

  public boolean has(String kekId) {
    return keks.has(kekId);
  }

  /** The ids of the keys at hand, in order, for messages. */
  public String loadedKekIds() {
    return String.join(", ", keks.ids());
  }

  /**
   * The check value of a key: 16 bytes that another key, another id or another store would not give
   * and that tell nothing about the key.
   *
   * @throws KekUnavailableException when that key is not loaded
   */
  public byte[] checkValue(String kekId) {
    return keks.checkValue(store, kekId);
  }

  /**
   * Asks before anything is written.
   *
   * @throws KeyServiceUnavailableException when the service that holds the keys has been away for
   *     too long
   */
  public void requireWritable() {
    keks.requireWritable();
  }

  /**
   * Wraps with the active key.
   *
   * @throws KekUnavailableException when a service holds it and does not answer as it should
   */
  public WrappedSeed wrap(Seed seed) {
    return wrap(seed, keks.activeId());
  }

  /**
   * Wraps with a certain key.
   *
   * @throws KekUnavailableException when that key is not loaded, or a service holds it and does not
   *     wrap with it now
   */
  public WrappedSeed wrap(Seed seed, String kekId) {
    try (WrappingKey key = keks.wrappingKey(store, kekId)) {
      EncryptionContext context = EncryptionContext.seed(store, seed.label(), kekId);
      byte[] envelope = cipher.seal(key.key(), context, seed.material());
      byte[] preamble = key.preamble();
      return new WrappedSeed(
          seed.label(),
          kekId,
          ByteBuffer.allocate(preamble.length + envelope.length)
              .put(preamble)
              .put(envelope)
              .array());
    }
  }

  /**
   * Unwraps with the key the seed names.
   *
   * @throws KekUnavailableException when that key is not loaded, or is another key of that id, or
   *     the wrapped seed was changed or moved
   * @throws KeyServiceUnavailableException when a service holds that key and does not answer
   */
  public Seed unwrap(WrappedSeed wrapped) {
    EncryptionContext context = EncryptionContext.seed(store, wrapped.label(), wrapped.kekId());
    try (WrappingKey key = keks.unwrappingKey(store, wrapped)) {
      byte[] stored = wrapped.envelope();
      OpenResult result =
          cipher.openWith(
              Arrays.copyOfRange(stored, key.preamble().length, stored.length),
              context,
              id -> id.equals(key.key().id()) ? Optional.of(key.key()) : Optional.empty());
      if (result instanceof OpenResult.Opened opened) {
        key.proven().run();
        return new Seed(wrapped.label(), opened.value());
      }
      throw new KekUnavailableException(
          "data key "
              + wrapped.label().id()
              + " does not unwrap with key-encryption key '"
              + wrapped.kekId()
              + "' ("
              + ((OpenResult.Rejected) result).reason()
              + "): load the key it was wrapped with, or restore its row from a backup; loaded: "
              + loadedKekIds());
    }
  }

  @Override
  public String toString() {
    return "KeyRing[" + keks + "]";
  }
}
