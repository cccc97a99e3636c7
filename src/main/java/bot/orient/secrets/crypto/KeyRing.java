package bot.orient.secrets.crypto;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
  private volatile KekSet keks;

  public KeyRing(KekSet keks, UUID store) {
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
  public synchronized void reload(KekSet source, Set<String> keep) {
    keks = source.keeping(keep, keks);
  }

  public Set<String> kekIds() {
    return keks.keys().keySet();
  }

  public boolean has(String kekId) {
    return keks.keys().containsKey(kekId);
  }

  /** The ids of the keys at hand, in order, for messages. */
  public String loadedKekIds() {
    return String.join(", ", new TreeSet<>(keks.keys().keySet()));
  }

  /**
   * The check value of a key: 16 bytes that another key, another id or another store would not give
   * and that tell nothing about the key.
   *
   * @throws KekUnavailableException when that key is not loaded
   */
  public byte[] checkValue(String kekId) {
    return Hkdf.sha512(kek(kekId).array(), "orient/kcv|" + store + "|" + kekId, KeyId.BYTES);
  }

  /**
   * Wraps a seed.
   *
   * @param kekId the key that the store says is active: one that every replica has
   * @throws KekUnavailableException when that key is not loaded
   */
  public WrappedSeed wrap(Seed seed, String kekId) {
    EncryptionContext context = EncryptionContext.seed(store, seed.label(), kekId);
    try (MessageKey key = wrappingKey(kekId)) {
      return new WrappedSeed(seed.label(), kekId, cipher.seal(key, context, seed.material()));
    }
  }

  /**
   * Unwraps with the key the seed names.
   *
   * @throws KekUnavailableException when that key is not loaded, or is another key of that id, or
   *     the wrapped seed was changed or moved
   */
  public Seed unwrap(WrappedSeed wrapped) {
    EncryptionContext context = EncryptionContext.seed(store, wrapped.label(), wrapped.kekId());
    try (MessageKey key = wrappingKey(wrapped.kekId())) {
      OpenResult result =
          cipher.openWith(
              wrapped.envelope(),
              context,
              id -> id.equals(key.id()) ? Optional.of(key) : Optional.empty());
      if (result instanceof OpenResult.Opened opened) {
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

  private MessageKey wrappingKey(String kekId) {
    SecretBytes key =
        SecretBytes.owning(Hkdf.sha512(kek(kekId).array(), "orient/wrap", AesGcm.KEY_BYTES));
    return new MessageKey(new KeyId(checkValue(kekId)), key);
  }

  private SecretBytes kek(String kekId) {
    SecretBytes key = keks.keys().get(kekId);
    if (key == null) {
      throw new KekUnavailableException(
          "key-encryption key '"
              + kekId
              + "' is needed and not loaded (loaded: "
              + loadedKekIds()
              + "): add it to the key source; it may stay inactive there");
    }
    return key;
  }

  @Override
  public String toString() {
    return "KeyRing[" + keks + "]";
  }
}
