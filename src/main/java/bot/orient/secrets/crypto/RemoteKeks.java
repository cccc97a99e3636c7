package bot.orient.secrets.crypto;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Key-encryption keys that never leave a {@link KeyService}.
 *
 * <p>As the API server does with KMS v2, a random key of 32 bytes is made once for each key of the
 * service, encrypted by it, and stored beside everything that it wraps. So the service is asked
 * once for each such key and not once for each seed: wrapping, rewrapping and unwrapping many seeds
 * does not wait for it, and goes on for a while when it is away.
 *
 * <p>Ids are {@code kms:} and the service's key id: no key of a file can be called so.
 */
public final class RemoteKeks implements KeyEncryptionKeys {

  static final String ID_PREFIX = "kms:";

  private final KeyService service;
  private final SecureRandom random = new SecureRandom();
  private final UnlockedKeys unlocked = new UnlockedKeys();

  /** What this process wraps with, by the id of the key-encryption key. */
  private final Map<String, LocalKey> made = new ConcurrentHashMap<>();

  public RemoteKeks(KeyService service) {
    this.service = service;
  }

  @Override
  public String activeId() {
    return ID_PREFIX + service.keyId();
  }

  @Override
  public SortedSet<String> ids() {
    TreeSet<String> ids = new TreeSet<>(made.keySet());
    ids.add(activeId());
    return ids;
  }

  /** Of an older key only the service knows whether it still has it. */
  @Override
  public boolean has(String kekId) {
    return kekId.startsWith(ID_PREFIX);
  }

  /** Follows from the id alone: whether it is the same key shows when a seed is unwrapped. */
  @Override
  public byte[] checkValue(UUID store, String kekId) {
    return Hkdf.sha512(
        kekId.getBytes(StandardCharsets.UTF_8), "orient/kcv-remote|" + store, KeyId.BYTES);
  }

  /** What was unlocked stays with this object. */
  @Override
  public KeyEncryptionKeys keeping(Set<String> ids, KeyEncryptionKeys before) {
    return this;
  }

  @Override
  public void requireWritable() {
    service.requireWritable();
  }

  /** Two threads may each make a key; either will do. */
  @Override
  public WrappingKey wrappingKey(UUID store, String kekId) {
    service.requireWritable();
    LocalKey known = made.get(kekId);
    LocalKey key = known == null ? make() : known;
    if (!key.kekId().equals(kekId)) {
      throw new KeyServiceUnavailableException(
          service.description()
              + " wraps with key '"
              + key.kekId()
              + "' now and no longer with '"
              + kekId
              + "': it is tried again, and goes on once the store wraps with the new key");
    }
    return new WrappingKey(
        messageKey(store, kekId, SecretBytes.copyOf(key.key().array())), key.preamble(), () -> {});
  }

  private LocalKey make() {
    byte[] bytes = new byte[AesGcm.KEY_BYTES];
    random.nextBytes(bytes);
    SecretBytes key = SecretBytes.owning(bytes);
    KeyService.Encrypted encrypted = service.encrypt(key);
    String kekId = ID_PREFIX + encrypted.keyId();
    byte[] preamble = RemotePreamble.encode(encrypted);
    unlocked.put(kekId, preamble, key);
    LocalKey local = new LocalKey(kekId, preamble, key);
    made.put(kekId, local);
    return local;
  }

  @Override
  public WrappingKey unwrappingKey(UUID store, WrappedSeed wrapped) {
    String kekId = wrapped.kekId();
    RemotePreamble.Parsed parsed =
        RemotePreamble.parse(wrapped.envelope(), kekId.substring(ID_PREFIX.length()))
            .orElseThrow(() -> damaged(wrapped));
    byte[] preamble = Arrays.copyOf(wrapped.envelope(), parsed.length());
    SecretBytes key =
        unlocked.find(kekId, preamble).orElseGet(() -> decrypted(parsed.encrypted(), wrapped));
    return new WrappingKey(
        messageKey(store, kekId, key), preamble, () -> unlocked.put(kekId, preamble, key));
  }

  private SecretBytes decrypted(KeyService.Encrypted encrypted, WrappedSeed wrapped) {
    SecretBytes key = service.decrypt(encrypted);
    if (key.length() != AesGcm.KEY_BYTES) {
      key.close();
      throw new KekUnavailableException(
          service.description()
              + " decrypts the wrapping key of data key "
              + wrapped.label().id()
              + " to something that is no key: check that it uses key '"
              + encrypted.keyId()
              + "' of the key service that the store was written with");
    }
    return key;
  }

  private static KekUnavailableException damaged(WrappedSeed wrapped) {
    return new KekUnavailableException(
        "data key "
            + wrapped.label().id()
            + " is not what a KMS plugin wrapped, though its row says so: restore the row of"
            + " orient_store.data_keys from a backup");
  }

  private MessageKey messageKey(UUID store, String kekId, SecretBytes key) {
    return new MessageKey(new KeyId(checkValue(store, kekId)), key);
  }

  @Override
  public String toString() {
    return "RemoteKeks[" + service.description() + "]";
  }

  /**
   * Made here, encrypted by the service.
   *
   * @param preamble its encrypted form
   */
  private record LocalKey(String kekId, byte[] preamble, SecretBytes key) {}
}
