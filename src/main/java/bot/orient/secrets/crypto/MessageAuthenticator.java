package bot.orient.secrets.crypto;

import java.security.MessageDigest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** Makes and checks authentication codes of 32 bytes: HMAC-SHA-256 (RFC 2104). */
public final class MessageAuthenticator {

  private final byte[] key;

  MessageAuthenticator(byte[] key) {
    this.key = key.clone();
  }

  public byte[] code(byte[] message) {
    HMac mac = new HMac(new SHA256Digest());
    mac.init(new KeyParameter(key));
    mac.update(message, 0, message.length);
    byte[] code = new byte[mac.getMacSize()];
    mac.doFinal(code, 0);
    return code;
  }

  /** Compares in constant time. */
  public boolean isCodeOf(byte[] message, byte[] code) {
    return MessageDigest.isEqual(code(message), code);
  }

  @Override
  public String toString() {
    return "MessageAuthenticator[redacted]";
  }
}
