package bot.orient.secrets.migration;

import bot.orient.secrets.crypto.OrientMasterKey;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.OrientRow;
import java.util.HexFormat;
import java.util.Optional;

/** Opens rows with the key given, else with the one that everybody knows. */
final class RowOpener implements AutoCloseable {

  private final OrientMasterKey key;
  private final OrientMasterKey publicKey = OrientMasterKey.development();

  /**
   * @param key closed by its owner
   */
  RowOpener(OrientMasterKey key) {
    this.key = key;
  }

  RowOpening open(OrientRow row) {
    try {
      byte[] nonce = bytes("iv", row.iv(), OrientMasterKey.NONCE_BYTES);
      byte[] tag = bytes("auth_tag", row.authTag(), OrientMasterKey.TAG_BYTES);
      byte[] ciphertext = bytes("encrypted_value", row.encryptedValue());
      Optional<SecretBytes> value = key.open(nonce, ciphertext, tag);
      if (value.isPresent()) {
        return new RowOpening.Opened(value.get(), key.isDevelopmentKey());
      }
      return publicKey
          .open(nonce, ciphertext, tag)
          .<RowOpening>map(known -> new RowOpening.Opened(known, true))
          .orElseGet(RowOpening.Closed::new);
    } catch (CorruptFieldException e) {
      return new RowOpening.Corrupt(e.getMessage());
    }
  }

  private static byte[] bytes(String field, String hex, int length) throws CorruptFieldException {
    byte[] bytes = bytes(field, hex);
    if (bytes.length != length) {
      throw new CorruptFieldException(field + " has " + bytes.length + " bytes, not " + length);
    }
    return bytes;
  }

  private static byte[] bytes(String field, String hex) throws CorruptFieldException {
    if (hex == null) {
      throw new CorruptFieldException(field + " is missing");
    }
    try {
      return HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException e) {
      throw new CorruptFieldException(
          field + (hex.length() % 2 == 1 ? " is cut off in the middle of a byte" : " is not hex"));
    }
  }

  @Override
  public void close() {
    publicKey.close();
  }

  private static final class CorruptFieldException extends Exception {
    CorruptFieldException(String message) {
      super(message);
    }
  }
}
