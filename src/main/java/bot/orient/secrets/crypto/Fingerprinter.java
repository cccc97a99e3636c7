package bot.orient.secrets.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Tells whether a value changed, without telling the value: HMAC-SHA-256 (RFC 2104) under a key
 * that only the store has, over namespace, name and value, cut to 128 bits.
 *
 * <p>The key is never rotated with the encryption keys, so re-encryption changes no fingerprint.
 */
public final class Fingerprinter {

  private static final int FINGERPRINT_BYTES = 16;

  private final byte[] key;

  public Fingerprinter(byte[] key) {
    this.key = key.clone();
  }

  /**
   * 22 characters of base64url. The same value in another namespace or under another name gives
   * another one.
   */
  public String fingerprint(String namespace, String name, byte[] value) {
    HMac mac = new HMac(new SHA256Digest());
    mac.init(new KeyParameter(key));
    update(mac, namespace.getBytes(StandardCharsets.UTF_8));
    update(mac, name.getBytes(StandardCharsets.UTF_8));
    update(mac, value);
    byte[] full = new byte[mac.getMacSize()];
    mac.doFinal(full, 0);
    byte[] cut = new byte[FINGERPRINT_BYTES];
    System.arraycopy(full, 0, cut, 0, FINGERPRINT_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(cut);
  }

  /** As the other, for a value that stays wrapped. */
  public String fingerprint(String namespace, String name, SecretBytes value) {
    return fingerprint(namespace, name, value.array());
  }

  /** Length first, so that no two inputs run together into one. */
  private static void update(HMac mac, byte[] field) {
    mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(field.length).array(), 0, Integer.BYTES);
    mac.update(field, 0, field.length);
  }

  @Override
  public String toString() {
    return "Fingerprinter[redacted]";
  }
}
