package bot.orient.secrets.crypto;

import java.time.Instant;

/**
 * What was in a sealed text.
 *
 * @param sealedAt when it was sealed, by the clock of whoever did, to the millisecond
 */
public record SealedContent(SecretBytes value, Instant sealedAt) implements AutoCloseable {

  @Override
  public void close() {
    value.close();
  }
}
