package bot.orient.secrets.crypto;

import java.util.Objects;
import java.util.UUID;

/** Where a sealed value may be taken over: one key of one scope of one store, nowhere else. */
public record SealedPlace(UUID store, String scope, String key) {

  public SealedPlace {
    Objects.requireNonNull(store, "store");
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(key, "key");
  }

  byte[] encoded() {
    return new CanonicalBytes("orient/sealed-value").uuid(store).text(scope).text(key).encoded();
  }
}
