package bot.orient.secrets.crypto;

import java.util.UUID;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;

/** Opens what was sealed to its public half. It follows from a seed, which is what is stored. */
public final class SealingKeyPair {

  private final UUID id;
  private final AsymmetricCipherKeyPair keys;

  /**
   * @param material 32 bytes that serve nothing else
   */
  SealingKeyPair(UUID id, byte[] material) {
    this.id = id;
    this.keys = SealedValueHpke.SUITE.deriveKeyPair(material);
  }

  public UUID id() {
    return id;
  }

  public SealingPublicKey publicKey(UUID store) {
    return SealingPublicKey.of(
        store, id, SealedValueHpke.SUITE.serializePublicKey(keys.getPublic()));
  }

  AsymmetricCipherKeyPair keys() {
    return keys;
  }

  @Override
  public String toString() {
    return "SealingKeyPair[" + id + "]";
  }
}
