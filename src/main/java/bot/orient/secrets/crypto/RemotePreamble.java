package bot.orient.secrets.crypto;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is stored before the envelope of a seed whose wrapping key a {@link KeyService} encrypted:
 * {@code "OSR1" | ciphertext | number of annotations(2) | name, value ...}, each field with its
 * length (2 bytes, big endian) before it. The service's limits of 1 KiB and 32 KiB fit.
 *
 * <p>Not authenticated by itself: a changed one gives no key or another key, and the envelope
 * commits to its key.
 */
final class RemotePreamble {

  private static final byte[] MAGIC = "OSR1".getBytes(StandardCharsets.US_ASCII);

  private RemotePreamble() {}

  static byte[] encode(KeyService.Encrypted encrypted) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(MAGIC);
      write(out, encrypted.ciphertext());
      out.writeShort(encrypted.annotations().size());
      for (Map.Entry<String, byte[]> entry : new TreeMap<>(encrypted.annotations()).entrySet()) {
        write(out, entry.getKey().getBytes(StandardCharsets.UTF_8));
        write(out, entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #encode} wrote from the start of a wrapped seed.
   *
   * @return nothing when it does not start with that
   */
  static Optional<Parsed> parse(byte[] wrapped, String keyId) {
    ByteBuffer in = ByteBuffer.wrap(wrapped);
    try {
      byte[] magic = new byte[MAGIC.length];
      in.get(magic);
      if (!ByteBuffer.wrap(magic).equals(ByteBuffer.wrap(MAGIC))) {
        return Optional.empty();
      }
      byte[] ciphertext = read(in);
      int count = Short.toUnsignedInt(in.getShort());
      Map<String, byte[]> annotations = new TreeMap<>();
      for (int i = 0; i < count; i++) {
        annotations.put(new String(read(in), StandardCharsets.UTF_8), read(in));
      }
      return Optional.of(
          new Parsed(new KeyService.Encrypted(keyId, ciphertext, annotations), in.position()));
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static void write(DataOutputStream out, byte[] field) throws IOException {
    if (field.length > 0xffff) {
      throw new IllegalArgumentException("longer than a key service may answer: " + field.length);
    }
    out.writeShort(field.length);
    out.write(field);
  }

  private static byte[] read(ByteBuffer in) {
    int length = Short.toUnsignedInt(in.getShort());
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] field = new byte[length];
    in.get(field);
    return field;
  }

  /**
   * @param length where the envelope begins
   */
  record Parsed(KeyService.Encrypted encrypted, int length) {}
}
