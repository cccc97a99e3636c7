package bot.orient.secrets.store;

import bot.orient.secrets.crypto.Fingerprinter;
import bot.orient.secrets.crypto.KeyRing;
import bot.orient.secrets.crypto.Seed;
import java.util.UUID;

/**
 * What a store needs to know before it can read or write.
 *
 * @param published for fingerprints that leave the store
 * @param internal for those that stay in it; they cannot be compared with the published ones
 */
record StoreKeys(
    UUID store, KeyRing ring, Fingerprinter published, Fingerprinter internal, AuditKeys audit) {

  static StoreKeys of(UUID store, KeyRing ring, Seed fingerprintSeed, AuditKeys audit) {
    return new StoreKeys(
        store,
        ring,
        fingerprintSeed.fingerprinter("published"),
        fingerprintSeed.fingerprinter("internal"),
        audit);
  }
}
