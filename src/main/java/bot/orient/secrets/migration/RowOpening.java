package bot.orient.secrets.migration;

import bot.orient.secrets.crypto.SecretBytes;

/** What opening a row gave. */
sealed interface RowOpening {

  /**
   * The value, for the caller to close.
   *
   * @param publicKey whether everybody knows the key it was encrypted with
   */
  record Opened(SecretBytes value, boolean publicKey) implements RowOpening {}

  /**
   * A field is not what Orient writes.
   *
   * @param why such as {@code iv has 15 bytes, not 16}
   */
  record Corrupt(String why) implements RowOpening {}

  /** Made with another key, or changed since. */
  record Closed() implements RowOpening {}
}
