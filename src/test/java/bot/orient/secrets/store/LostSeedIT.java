package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A scope's key that a running replica knows and the database lost, as a failover may. */
@ExtendWith(PostgresExtension.class)
class LostSeedIT {

  private StoreFixture fixture;
  private SecretStore running;

  @BeforeEach
  void loseTheKeyOfAScope(TestDatabase database) throws SQLException {
    fixture = new StoreFixture(database);
    running = fixture.open();
    running.put(put("shop", "KEY", "one"), ALICE);
    fixture.tamper("delete from orient_store.data_keys where scope = 'shop'");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void isWrittenAgainWithTheNextValue() {
    running.put(put("shop", "OTHER", "two"), ALICE);

    SecretStore restarted = fixture.open();
    assertThat(read(restarted, "OTHER")).isEqualTo("two");
    assertThat(read(restarted, "KEY")).isEqualTo("one");
  }

  @Test
  void givesWayToTheOneThatAnotherReplicaMadeSince() throws SQLException {
    fixture.open().put(put("shop", "MEANWHILE", "two"), ALICE);

    running.put(put("shop", "OTHER", "three"), ALICE);

    assertThat(fixture.query("select count(*) from orient_store.data_keys where scope = 'shop'"))
        .containsExactly("1");
    SecretStore restarted = fixture.open();
    assertThat(read(restarted, "MEANWHILE")).isEqualTo("two");
    assertThat(read(restarted, "OTHER")).isEqualTo("three");
  }

  private static String read(SecretStore store, String key) {
    return text(store.read("shop", List.of(key)).get(key));
  }
}
