package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.secret;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.crypto.EncryptionContext;
import bot.orient.secrets.crypto.EnvelopeCipher;
import bot.orient.secrets.crypto.KeyRing;
import bot.orient.secrets.crypto.Seed;
import bot.orient.secrets.crypto.SeedLabel;
import bot.orient.secrets.crypto.SeedLabel.Purpose;
import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A store of the first schema, which knew no rotation, opened by an operator that does. */
@ExtendWith(PostgresExtension.class)
class StoreUpgradeIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final UUID storeId = UUID.randomUUID();
  private final ChangingKeks keks = ChangingKeks.of("k2", "k1");
  private StoreFixture fixture;

  @BeforeEach
  void makeAStoreOfTheFirstSchema(TestDatabase database) throws SQLException {
    fixture = StoreFixture.ofOneUser(database);
    Flyway.configure()
        .dataSource(database.dataSource())
        .schemas(SchemaMigration.SCHEMA)
        .defaultSchema(SchemaMigration.SCHEMA)
        .locations("classpath:db/migration")
        .target("1")
        .load()
        .migrate();
    try (Connection connection = fixture.connect()) {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into orient_store.store_meta (store_uuid) values (?)")) {
        insert.setObject(1, storeId);
        insert.executeUpdate();
      }
    }
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void write(String scope, String value, String kekId) throws SQLException {
    KeyRing ring = new KeyRing(keks.load(), storeId);
    try (Connection connection = fixture.connect();
        Seed seed = Seed.random(SeedLabel.first(Purpose.SCOPE, scope));
        Seed fingerprints = Seed.random(SeedLabel.first(Purpose.FINGERPRINT, ""))) {
      KekRegistry.stage(connection, kekId, ring.checkValue(kekId));
      DataKeyTable.insert(connection, ring.wrap(fingerprints, kekId));
      DataKeyTable.insert(connection, ring.wrap(seed, kekId));
      UUID uid = UUID.randomUUID();
      EncryptionContext context = EncryptionContext.secretValue(storeId, scope, uid, "KEY", 1);
      insert(connection, scope, uid, new EnvelopeCipher().seal(seed, context, secret(value)));
    }
  }

  /** As the first version of the operator wrote it. */
  private static void insert(Connection connection, String scope, UUID uid, byte[] envelope)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            with secret as (
              insert into orient_store.secrets (uid, scope, name, current_version, state)
              values (?, ?, 'KEY', 1, 'active')
              returning uid)
            insert into orient_store.secret_versions (secret_uid, version, envelope, fingerprint)
            select uid, 1, ?, ? from secret
            """)) {
      insert.setObject(1, uid);
      insert.setString(2, scope);
      insert.setBytes(3, envelope);
      insert.setString(4, "a".repeat(22));
      insert.executeUpdate();
    }
  }

  private List<String> wrappingKeys() throws SQLException {
    return fixture.query("select distinct kek_id from orient_store.data_keys order by 1");
  }

  @Test
  void itsOneKeyIsTheActiveOneAndCanBeRotated() throws SQLException {
    write("shop", "value", "k1");
    PostgresSecretStore store = fixture.open(keks);

    assertThat(text(store.read("shop", List.of("KEY")).get("KEY"))).isEqualTo("value");
    assertThat(store.keyRotation().kekStatus().states()).containsEntry("k1", KekState.ACTIVE);
    assertThat(wrappingKeys()).containsExactly("k1");

    fixture.maintain(store);
    await("the key that the source names")
        .atMost(PATIENCE)
        .until(() -> wrappingKeys().equals(List.of("k2")));
    assertThat(text(fixture.open(keks).read("shop", List.of("KEY")).get("KEY"))).isEqualTo("value");
  }

  /** The first schema did not say which of several keys is in use; the key source does. */
  @Test
  void ofSeveralKeysTheOneThatTheSourceNamesIsActive() throws SQLException {
    write("shop", "value", "k1");
    write("bank", "money", "k2");
    PostgresSecretStore store = fixture.open(keks);

    assertThat(text(store.read("shop", List.of("KEY")).get("KEY"))).isEqualTo("value");
    assertThat(text(store.read("bank", List.of("KEY")).get("KEY"))).isEqualTo("money");
    assertThat(store.keyRotation().kekStatus().states()).containsEntry("k2", KekState.ACTIVE);

    fixture.maintain(store);
    await("all under one key").atMost(PATIENCE).until(() -> wrappingKeys().equals(List.of("k2")));
  }

  @Test
  void itsValuesCanBeReencrypted() throws SQLException {
    write("shop", "value", "k1");
    PostgresSecretStore store = fixture.open(keks);
    fixture.maintain(store);

    assertThat(store.keyRotation().rotateSeed("shop", ALICE))
        .isInstanceOf(SeedRotationStart.Started.class);
    await("the re-encryption")
        .atMost(PATIENCE)
        .until(
            () -> store.keyRotation().progress("shop").orElseThrow().state(),
            KeyRotationProgress.State.DONE::equals);

    assertThat(store.keyRotation().destroySeed("shop", 1, ALICE))
        .isEqualTo(new KeyDestruction.Destroyed());
    assertThat(text(fixture.open(keks).read("shop", List.of("KEY")).get("KEY"))).isEqualTo("value");
    assertThat(store.put(put("shop", "KEY", "next"), ALICE)).isEqualTo(new PutResult.Written(2, 2));
  }
}
