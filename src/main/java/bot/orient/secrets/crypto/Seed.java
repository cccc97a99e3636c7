package bot.orient.secrets.crypto;

import java.security.SecureRandom;

/**
 * 32 random bytes that a scope's keys, or the store's fingerprint keys, are derived from. Each
 * label gives its own key, so none tells about another.
 */
public final class Seed implements AutoCloseable {

  static final int BYTES = 32;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final SeedLabel label;
  private final SecretBytes material;
  private final MessageKey messageKey;

  Seed(SeedLabel label, SecretBytes material) {
    if (material.length() != BYTES) {
      throw new IllegalArgumentException("a seed has 32 bytes, not " + material.length());
    }
    this.label = label;
    this.material = material;
    this.messageKey = new MessageKey(KeyId.of(label.id()), derive("orient/enc"));
  }

  public static Seed random(SeedLabel label) {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return new Seed(label, SecretBytes.owning(bytes));
  }

  public SeedLabel label() {
    return label;
  }

  /** The id that envelopes made with this seed bear. */
  public KeyId keyId() {
    return messageKey.id();
  }

  /** Fingerprints for one use; those of another use cannot be compared with them. */
  public Fingerprinter fingerprinter(String use) {
    try (SecretBytes key = derive("orient/fingerprint/" + use)) {
      return new Fingerprinter(key.array());
    }
  }

  /** Codes for one use; those of another use do not pass for them. */
  public MessageAuthenticator authenticator(String use) {
    try (SecretBytes key = derive("orient/mac/" + use)) {
      return new MessageAuthenticator(key.array());
    }
  }

  /** Signatures for one use; those of another use do not pass for them. */
  public SigningKey signingKey(String use) {
    try (SecretBytes key = derive("orient/sign/" + use)) {
      return new SigningKey(key.array());
    }
  }

  /** Opens what is sealed to it; its id is the seed's. */
  public SealingKeyPair sealingKeyPair() {
    try (SecretBytes key = derive("orient/recipient")) {
      return new SealingKeyPair(label.id(), key.array());
    }
  }

  MessageKey messageKey() {
    return messageKey;
  }

  SecretBytes material() {
    return material;
  }

  private SecretBytes derive(String use) {
    return SecretBytes.owning(Hkdf.sha512(material.array(), use, AesGcm.KEY_BYTES));
  }

  @Override
  public String toString() {
    return "Seed[" + label + "]";
  }

  @Override
  public void close() {
    messageKey.close();
    material.close();
  }
}
