package bot.orient.secrets.crypto;

import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** Signs and checks signatures of 64 bytes: Ed25519 (RFC 8032). */
public final class SigningKey {

  private final Ed25519PrivateKeyParameters privateKey;
  private final Ed25519PublicKeyParameters publicKey;

  /**
   * @param key 32 bytes
   */
  SigningKey(byte[] key) {
    this.privateKey = new Ed25519PrivateKeyParameters(key, 0);
    this.publicKey = privateKey.generatePublicKey();
  }

  public byte[] sign(byte[] message) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, privateKey);
    signer.update(message, 0, message.length);
    return signer.generateSignature();
  }

  public boolean isSignatureOf(byte[] message, byte[] signature) {
    Ed25519Signer verifier = new Ed25519Signer();
    verifier.init(false, publicKey);
    verifier.update(message, 0, message.length);
    return verifier.verifySignature(signature);
  }

  @Override
  public String toString() {
    return "SigningKey[redacted]";
  }
}
