package bot.orient.secrets.crypto;

/**
 * The key that the one-time key of each envelope is derived from.
 *
 * @param id written into the envelope
 * @param key 32 bytes
 */
record MessageKey(KeyId id, SecretBytes key) implements AutoCloseable {

  @Override
  public void close() {
    key.close();
  }
}
