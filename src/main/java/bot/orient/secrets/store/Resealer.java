package bot.orient.secrets.store;

import bot.orient.secrets.crypto.EncryptionContext;
import bot.orient.secrets.crypto.EnvelopeCipher;
import bot.orient.secrets.crypto.KeyId;
import bot.orient.secrets.crypto.OpenResult;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.crypto.Seed;
import bot.orient.secrets.store.ResealTable.Resealed;
import bot.orient.secrets.store.ResealTable.Sealed;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Seals a value anew, for the same secret and version, with another seed. */
final class Resealer {

  private final UUID store;
  private final EnvelopeCipher cipher = new EnvelopeCipher();

  Resealer(UUID store) {
    this.store = store;
  }

  /** Nothing when the envelope cannot be opened. The new one was opened before it is given out. */
  Optional<Resealed> reseal(
      String scope, Sealed sealed, Function<KeyId, Optional<Seed>> seeds, Seed seed) {
    EncryptionContext context =
        EncryptionContext.secretValue(
            store, scope, sealed.at().secret(), sealed.key(), sealed.at().version());
    if (!(cipher.open(sealed.envelope(), context, seeds) instanceof OpenResult.Opened opened)) {
      return Optional.empty();
    }
    try (SecretBytes value = opened.value()) {
      byte[] envelope = cipher.seal(seed, context, value);
      checkOpens(envelope, context, seed, value);
      return Optional.of(new Resealed(sealed.at(), sealed.envelope(), envelope));
    }
  }

  /** The old envelope is overwritten: a fault of memory or of a library must not cost the value. */
  private void checkOpens(
      byte[] envelope, EncryptionContext context, Seed seed, SecretBytes expected) {
    OpenResult result = cipher.open(envelope, context, id -> Optional.of(seed));
    if (result instanceof OpenResult.Opened opened) {
      try (SecretBytes value = opened.value()) {
        if (value.equals(expected)) {
          return;
        }
      }
    }
    throw new StoreException(
        "a value that was sealed anew did not open again; nothing was written. Check the memory of"
            + " this machine");
  }
}
