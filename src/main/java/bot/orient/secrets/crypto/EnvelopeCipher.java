package bot.orient.secrets.crypto;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * Seals values into envelopes of format OSE1 and opens them: header (88 bytes), padded ciphertext,
 * tag (16 bytes).
 *
 * <p>The commitment in the header binds key and context, so an envelope that was moved is rejected
 * before anything is decrypted, and no envelope opens under two keys.
 */
public final class EnvelopeCipher {

  /** What an envelope of a padded value is longer than it, in bytes. */
  public static final int OVERHEAD_BYTES = EnvelopeHeader.BYTES + AesGcm.TAG_BYTES;

  private final SecureRandom random = new SecureRandom();

  public byte[] seal(Seed seed, EncryptionContext context, SecretBytes value) {
    return seal(seed.messageKey(), context, value);
  }

  /**
   * Opens an envelope with the seed it names.
   *
   * @param seeds the seeds at hand, by the id in the envelope; no other is tried
   */
  public OpenResult open(
      byte[] envelope, EncryptionContext context, Function<KeyId, Optional<Seed>> seeds) {
    return openWith(envelope, context, id -> seeds.apply(id).map(Seed::messageKey));
  }

  /** The id of the seed that an envelope says it was made with; nothing when it is no envelope. */
  public static Optional<KeyId> keyId(byte[] envelope) {
    return EnvelopeHeader.parse(envelope).map(EnvelopeHeader::keyId);
  }

  byte[] seal(MessageKey key, EncryptionContext context, SecretBytes value) {
    byte[] salt = new byte[EnvelopeHeader.SALT_BYTES];
    random.nextBytes(salt);
    byte[] padded = Padding.pad(value.array());
    try (OneTimeKeys keys = OneTimeKeys.derive(key, salt, context)) {
      byte[] header = new EnvelopeHeader(key.id(), salt, keys.commitment()).encoded();
      byte[] sealed = AesGcm.seal(keys.aesKey(), keys.nonce(), associated(context, header), padded);
      return ByteBuffer.allocate(header.length + sealed.length).put(header).put(sealed).array();
    } finally {
      Arrays.fill(padded, (byte) 0);
    }
  }

  OpenResult openWith(
      byte[] envelope, EncryptionContext context, Function<KeyId, Optional<MessageKey>> lookup) {
    Optional<EnvelopeHeader> parsed = EnvelopeHeader.parse(envelope);
    if (parsed.isEmpty()) {
      return new OpenResult.Rejected(OpenResult.Reason.MALFORMED);
    }
    EnvelopeHeader header = parsed.get();
    Optional<MessageKey> key = lookup.apply(header.keyId());
    if (key.isEmpty()) {
      return new OpenResult.Rejected(OpenResult.Reason.UNKNOWN_KEY);
    }
    try (OneTimeKeys keys = OneTimeKeys.derive(key.get(), header.salt(), context)) {
      if (!MessageDigest.isEqual(keys.commitment(), header.commitment())) {
        return new OpenResult.Rejected(OpenResult.Reason.CONTEXT_OR_KEY_MISMATCH);
      }
      byte[] sealed = Arrays.copyOfRange(envelope, EnvelopeHeader.BYTES, envelope.length);
      byte[] associated = associated(context, header.encoded());
      return AesGcm.open(keys.aesKey(), keys.nonce(), associated, sealed)
          .map(EnvelopeCipher::stripped)
          .orElse(new OpenResult.Rejected(OpenResult.Reason.TAMPERED));
    }
  }

  private static OpenResult stripped(byte[] padded) {
    try {
      return Padding.strip(padded)
          .<OpenResult>map(value -> new OpenResult.Opened(SecretBytes.owning(value)))
          .orElse(new OpenResult.Rejected(OpenResult.Reason.MALFORMED));
    } finally {
      Arrays.fill(padded, (byte) 0);
    }
  }

  private static byte[] associated(EncryptionContext context, byte[] header) {
    byte[] encoded = context.encoded();
    return ByteBuffer.allocate(encoded.length + header.length).put(encoded).put(header).array();
  }
}
