package bot.orient.secrets.crypto;

/**
 * The key that the envelope of a seed is made with.
 *
 * @param kekId the key-encryption key it comes from
 * @param preamble what is stored before the envelope so that the key can be had again; empty for a
 *     key that follows from the key-encryption key alone
 */
record WrappingKey(String kekId, MessageKey key, byte[] preamble) implements AutoCloseable {

  @Override
  public void close() {
    key.close();
  }
}
