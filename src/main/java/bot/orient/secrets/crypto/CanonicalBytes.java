package bot.orient.secrets.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Fields as one byte string that can be read in one way only: each with its length before it as
 * four bytes, big-endian; a field that is missing has length -1.
 */
public final class CanonicalBytes {

  private static final int MISSING = -1;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /**
   * @param domain what the fields are, so that those of one use never pass for another's
   */
  public CanonicalBytes(String domain) {
    text(domain);
  }

  public CanonicalBytes text(String text) {
    return bytes(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
  }

  public CanonicalBytes number(Long number) {
    return bytes(number == null ? null : ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  public CanonicalBytes uuid(UUID uuid) {
    return bytes(uuid == null ? null : KeyId.of(uuid).bytes());
  }

  public CanonicalBytes bytes(byte[] bytes) {
    int length = bytes == null ? MISSING : bytes.length;
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
    if (bytes != null) {
      out.writeBytes(bytes);
    }
    return this;
  }

  public byte[] encoded() {
    return out.toByteArray();
  }
}
