package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.kekSet;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.crypto.KekSet;
import bot.orient.secrets.crypto.KekUnavailableException;
import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class StoreOpeningIT {

  private StoreFixture fixture;

  @BeforeEach
  void open(TestDatabase database) {
    fixture = StoreFixture.ofOneUser(database);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void readsAfterARestartWithTheSameKey() {
    SecretStore before = fixture.open(keks("k1"));
    before.put(put("shop", "KEY", "value"), ALICE);
    before.close();

    SecretStore after = fixture.open(keks("k1"));

    assertThat(text(after.read("shop", List.of("KEY")).get("KEY"))).isEqualTo("value");
    assertThat(after.put(put("shop", "KEY", "value"), ALICE))
        .isEqualTo(new PutResult.Unchanged(1, 1));
  }

  @Test
  void refusesAStoreOfAnotherKeyAndWritesNothing() throws SQLException {
    fixture.open(keks("k1")).put(put("shop", "KEY", "value"), ALICE);
    List<String> before = fixture.everything();

    SecretStore other = fixture.open(keks("k2"));

    assertThatThrownBy(() -> other.read("shop", List.of("KEY")))
        .isInstanceOf(StoreKeyException.class)
        .hasMessageContaining("key-encryption key 'k1', which is not loaded")
        .hasMessageContaining("loaded: k2");
    assertThatThrownBy(() -> other.put(put("shop", "KEY", "x"), ALICE))
        .isInstanceOf(StoreKeyException.class);
    assertThat(fixture.everything()).isEqualTo(before);
  }

  @Test
  void refusesAnotherKeyOfTheSameIdAndWritesNothing() throws SQLException {
    fixture.open(keks("k1", 1)).put(put("shop", "KEY", "value"), ALICE);
    List<String> before = fixture.everything();

    assertThatThrownBy(() -> fixture.open(keks("k1", 2)).put(put("shop", "NEW", "x"), ALICE))
        .isInstanceOf(StoreKeyException.class)
        .hasMessageContaining("another key-encryption key 'k1'")
        .hasMessageContaining("loaded: k1");
    assertThat(fixture.everything()).isEqualTo(before);
  }

  /** Other replicas may not have it yet. */
  @Test
  void wrapsNothingWithANewKeyBeforeItIsPromoted() throws SQLException {
    fixture.open(keks("k1")).put(put("shop", "KEY", "value"), ALICE);

    SecretStore store = fixture.open(ChangingKeks.of("k2", "k1"));
    store.put(put("bank", "KEY", "money"), ALICE);

    assertThat(text(store.read("shop", List.of("KEY")).get("KEY"))).isEqualTo("value");
    assertThat(fixture.query("select distinct kek_id from orient_store.data_keys"))
        .containsExactly("k1");
  }

  @Test
  void opensOnceItsKeyIsThere() {
    List<KekSet> loaded = new ArrayList<>();
    SecretStore store =
        fixture.open(
            new KekProvider() {
              @Override
              public KekSet load() {
                if (loaded.isEmpty()) {
                  throw new KekUnavailableException("mount the key");
                }
                return loaded.get(0);
              }

              @Override
              public String description() {
                return "nothing yet";
              }
            });

    assertThatThrownBy(() -> store.list("shop"))
        .isInstanceOf(StoreKeyException.class)
        .hasMessage("mount the key");
    loaded.add(kekSet("k1"));
    await().ignoreExceptions().until(() -> store.list("shop").isEmpty());
  }

  @Test
  void makesNoNewKeysOverRowsThatLostTheirStore() throws SQLException {
    fixture.open().put(put("shop", "KEY", "value"), ALICE);
    fixture.tamper("delete from orient_store.store_meta");

    assertThatThrownBy(() -> fixture.open().list("shop"))
        .isInstanceOf(StoreKeyException.class)
        .hasMessageContaining("orient_store.store_meta")
        .hasMessageContaining("backup");
    assertThat(fixture.count("store_meta")).isZero();
  }

  @Test
  void racingReplicasMakeOneStore() throws Exception {
    ExecutorService replicas = Executors.newFixedThreadPool(4);
    try {
      List<Callable<PutResult>> writes = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        SecretStore store = fixture.open();
        String key = "KEY" + i;
        writes.add(() -> store.put(put("shop", key, "value"), ALICE));
      }
      for (var write : replicas.invokeAll(writes)) {
        assertThat(write.get()).isEqualTo(new PutResult.Written(1, 1));
      }
    } finally {
      replicas.shutdownNow();
    }
    assertThat(fixture.count("store_meta")).isEqualTo(1);
    assertThat(fixture.query("select purpose from orient_store.data_keys order by 1"))
        .containsExactly("AUDIT", "FINGERPRINT", "SCOPE", "SEALING");
    assertThat(fixture.open().read("shop", List.of("KEY0", "KEY1", "KEY2", "KEY3")).values())
        .allSatisfy(read -> assertThat(text(read)).isEqualTo("value"));
  }

  @Test
  void opensBeforeItsDatabaseAndHealsByItself() {
    try (PostgresServer server = PostgresServer.startNew();
        StoreFixture away = StoreFixture.ofOneUser(server.createDatabase())) {
      server.stop();
      SecretStore store = away.open();
      assertThatThrownBy(() -> store.put(put("shop", "KEY", "value"), ALICE))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("cannot be reached");
      assertThat(store.mayRead("shop", "shop")).isTrue();

      server.start();
      await()
          .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
          .until(() -> store.put(put("shop", "KEY", "value"), ALICE).version() == 1);

      server.stop();
      assertThatThrownBy(() -> store.read("shop", List.of("KEY")))
          .isInstanceOf(StoreUnavailableException.class);
      server.start();
      await()
          .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
          .until(() -> text(store.read("shop", List.of("KEY")).get("KEY")).equals("value"));
    }
  }

  @Test
  void tellsWhenTheDatabaseRefusesTheUser(TestDatabase database) {
    StoreSettings settings =
        new StoreSettings(
            database.jdbcUrl(), "nobody", "planted-0815", 2, fixture.settings().feedPoll());

    assertThatThrownBy(() -> fixture.open(settings, keks("k1")).list("shop"))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("check user, password and database")
        .hasMessageNotContaining("planted-0815");
  }

  @Test
  void parametersInTheUrlWinOverTheOperatorsOwn(TestDatabase database) throws SQLException {
    StoreSettings settings =
        new StoreSettings(
            database.jdbcUrl() + "?ApplicationName=mine",
            database.username(),
            database.password(),
            2,
            fixture.settings().feedPoll());
    fixture.open(settings, keks("k1")).list("shop");

    assertThat(
            fixture.query(
                "select distinct application_name from pg_stat_activity"
                    + " where datname = current_database() and application_name <> ''"
                    + " and pid <> pg_backend_pid() and application_name not like 'PostgreSQL%'"))
        .containsExactly("mine");
  }
}
