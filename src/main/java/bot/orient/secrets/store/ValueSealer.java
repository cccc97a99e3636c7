package bot.orient.secrets.store;

import bot.orient.secrets.crypto.SealedText;
import bot.orient.secrets.crypto.SealedValueHpke;
import bot.orient.secrets.crypto.SealingPublicKey;
import bot.orient.secrets.crypto.SecretBytes;
import java.time.Instant;

/**
 * Seals values for {@link SecretStore#importSealed}; needs no store, only its public key. What a
 * store would refuse is not sealed.
 */
public final class ValueSealer {

  private ValueSealer() {}

  /**
   * A text that may be published: only the store that has the private key opens it, and takes it
   * over only under this scope and name.
   *
   * @param at now; of two texts for one key, the store takes the later one
   * @throws InvalidSecretException when a store would refuse it; the message names the field
   * @throws IllegalArgumentException when the public key is unusable
   */
  public static SealedText seal(
      SealingPublicKey recipient, String scope, String key, SecretBytes value, Instant at) {
    WriteRules.check(PutRequest.of(scope, key, value));
    return SealedValueHpke.seal(recipient, scope, key, value, at);
  }
}
