package bot.orient.secrets.crypto;

/** No usable key-encryption key can be had from its provider; the message says what to do. */
public sealed class KekUnavailableException extends RuntimeException
    permits KeyServiceUnavailableException {

  public KekUnavailableException(String message) {
    super(message);
  }

  public KekUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
