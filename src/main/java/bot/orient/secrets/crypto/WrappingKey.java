package bot.orient.secrets.crypto;

/**
 * The key that the envelope of a seed is made with.
 *
 * @param preamble what is stored before the envelope so that the key can be had again; empty for a
 *     key that follows from the key-encryption key alone
 * @param proven to be run when an envelope opened with it: only then it is surely the right one
 */
record WrappingKey(MessageKey key, byte[] preamble, Runnable proven) implements AutoCloseable {

  @Override
  public void close() {
    key.close();
  }
}
