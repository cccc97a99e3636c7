package bot.orient.secrets.crypto;

/**
 * Where the key-encryption keys come from: a directory, a Kubernetes Secret, an environment, or a
 * plugin that keeps them.
 */
public interface KekProvider extends AutoCloseable {

  /**
   * Loads the keys as they are now.
   *
   * @throws KekUnavailableException when no usable key can be had; the message says which file,
   *     Secret or variable is at fault and what to do, and never holds key bytes
   */
  KeyEncryptionKeys load();

  /**
   * What a person would call this source, for log lines and errors: {@code directory
   * /etc/orient/kek}.
   */
  String description();

  /** Lets go of what it is connected to; the keys it gave are not used after that. */
  @Override
  default void close() {}
}
