package bot.orient.secrets.store;

import bot.orient.secrets.crypto.KeyRing;
import bot.orient.secrets.crypto.MessageAuthenticator;
import bot.orient.secrets.crypto.Seed;
import bot.orient.secrets.crypto.SeedLabel;
import bot.orient.secrets.crypto.SeedLabel.Purpose;
import bot.orient.secrets.crypto.SigningKey;
import bot.orient.secrets.crypto.WrappedSeed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What the audit trail is authenticated and sealed with, all generations of it.
 *
 * @param macKeyId the one that new rows are authenticated with; null where none are written
 * @param signingKeyId the one that new seals are signed with
 */
record AuditKeys(
    UUID macKeyId,
    Map<UUID, MessageAuthenticator> authenticators,
    UUID signingKeyId,
    Map<UUID, SigningKey> signingKeys) {

  /** Names what is derived from the seed. */
  static final String SEAL_SIGNATURES = "audit-seal";

  AuditKeys {
    authenticators = Map.copyOf(authenticators);
    signingKeys = Map.copyOf(signingKeys);
  }

  MessageAuthenticator authenticator() {
    return authenticators.get(macKeyId);
  }

  SigningKey signingKey() {
    return signingKeys.get(signingKeyId);
  }

  Optional<SigningKey> signingKey(UUID id) {
    return Optional.ofNullable(signingKeys.get(id));
  }

  /**
   * Reads the keys; makes them for a store that never had any.
   *
   * @throws StoreKeyException when they are lost: new ones would hide that the trail was cut
   */
  static AuditKeys open(Connection connection, KeyRing ring) throws SQLException {
    Map<UUID, MessageAuthenticator> authenticators = new HashMap<>();
    UUID macKeyId = null;
    for (WrappedSeed wrapped : seeds(connection, ring, Purpose.AUDIT)) {
      try (Seed seed = ring.unwrap(wrapped)) {
        macKeyId = seed.label().id();
        authenticators.put(macKeyId, seed.authenticator("audit-row"));
      }
    }
    Map<UUID, SigningKey> signingKeys = new HashMap<>();
    UUID signingKeyId = null;
    for (WrappedSeed wrapped : seeds(connection, ring, Purpose.SEALING)) {
      try (Seed seed = ring.unwrap(wrapped)) {
        signingKeyId = seed.label().id();
        signingKeys.put(signingKeyId, seed.signingKey(SEAL_SIGNATURES));
      }
    }
    return new AuditKeys(macKeyId, authenticators, signingKeyId, signingKeys);
  }

  /** Oldest first. */
  private static List<WrappedSeed> seeds(Connection connection, KeyRing ring, Purpose purpose)
      throws SQLException {
    List<WrappedSeed> seeds = DataKeyTable.find(connection, purpose, DataKeyTable.WHOLE_STORE);
    if (!seeds.isEmpty()) {
      return seeds;
    }
    if (isInUse(connection)) {
      throw new StoreKeyException(
          "the store has lost the key of purpose "
              + purpose
              + " that its audit trail was made with (a row of orient_store.data_keys): restore that"
              + " table from a backup");
    }
    try (Seed seed = Seed.random(SeedLabel.first(purpose, DataKeyTable.WHOLE_STORE))) {
      DataKeyTable.insert(connection, ring.wrap(seed, KekRegistry.lockActive(connection)));
    }
    return DataKeyTable.find(connection, purpose, DataKeyTable.WHOLE_STORE);
  }

  private static boolean isInUse(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select exists (select 1 from orient_store.audit_seals)
                    or exists (select 1 from orient_store.audit_log where mac_key_id is not null)
                """);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
