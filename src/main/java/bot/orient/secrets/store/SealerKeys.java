package bot.orient.secrets.store;

import java.util.Optional;
import java.util.UUID;

/**
 * What sealing and retiring need of a store.
 *
 * @param log gets a row for each retirement; empty for a sealer that may add no rows, of which the
 *     signed record of the retirement tells alone
 */
record SealerKeys(UUID store, AuditKeys audit, Optional<AuditLog> log) {

  static SealerKeys of(OpenStore open) {
    return new SealerKeys(open.keys().store(), open.keys().audit(), Optional.of(open.audit()));
  }
}
