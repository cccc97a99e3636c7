package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Earlier versions are read as carefully as current ones. */
@ExtendWith(PostgresExtension.class)
class VersionReadIT {

  private StoreFixture fixture;
  private SecretStore store;

  @BeforeEach
  void writeThreeVersionsOfA(TestDatabase database) {
    fixture = new StoreFixture(database);
    store = fixture.open();
    store.put(put("shop", "A", "first"), ALICE);
    store.put(put("shop", "A", "second"), ALICE);
    store.put(put("shop", "A", "third"), ALICE);
    store.put(put("shop", "B", "other"), ALICE);
    store.put(put("bank", "A", "of the bank"), ALICE);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void everyVersionOfAKeyIsRead() {
    Map<String, SecretRead> read = store.readVersions("shop", Map.of("A", 1L, "B", 1L));

    assertThat(read).containsOnlyKeys("A", "B");
    assertThat(text(read.get("A"))).isEqualTo("first");
    assertThat(((SecretRead.Found) read.get("A")).version()).isEqualTo(1);
    assertThat(text(read.get("B"))).isEqualTo("other");
    assertThat(text(readA(2))).isEqualTo("second");
    assertThat(text(readA(3))).isEqualTo("third");
    assertThat(store.readVersions("shop", Map.of())).isEmpty();
  }

  @Test
  void unknownKeysAndVersionsAreToldApart() {
    assertThat(store.readVersions("shop", Map.of("NONE", 1L)))
        .isEqualTo(Map.of("NONE", new SecretRead.Absent()));
    assertThat(store.readVersions("nowhere", Map.of("A", 1L)))
        .isEqualTo(Map.of("A", new SecretRead.Absent()));
    assertThat(readA(4))
        .isEqualTo(new SecretRead.NoSuchVersion(4, "version 4 does not exist, the newest is 3"));
  }

  @Test
  void deletedSecretIsAbsentWhateverVersionsItHad() {
    store.delete("shop", "A", ALICE);

    assertThat(readA(2)).isEqualTo(new SecretRead.Absent());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a changed ciphertext       | envelope = set_byte(envelope, octet_length(envelope) - 20, 255 - get_byte(envelope, octet_length(envelope) - 20)) | changed outside the operator
          a changed format           | envelope = set_byte(envelope, 0, 0) | damaged
          another secret's value     | envelope = (select v.envelope from orient_store.secret_versions v join orient_store.secrets s on s.uid = v.secret_uid where s.scope = 'shop' and s.name = 'B') | moved there
          the value of a newer one   | envelope = (select o.envelope from orient_store.secret_versions o where o.secret_uid = n.secret_uid and o.version = 3) | moved there
          another scope's value      | envelope = (select v.envelope from orient_store.secret_versions v join orient_store.secrets s on s.uid = v.secret_uid where s.scope = 'bank') | is not in the store
          """)
  void tamperedVersionIsToldAndSpoilsNoOther(String what, String change, String reason)
      throws SQLException {
    fixture.tamper(
        "update orient_store.secret_versions n set "
            + change
            + " from orient_store.secrets t where t.uid = n.secret_uid and t.scope = 'shop'"
            + " and t.name = 'A' and n.version = 2");

    Map<String, SecretRead> read = store.readVersions("shop", Map.of("A", 2L, "B", 1L));

    assertThat(read.get("A"))
        .isInstanceOfSatisfying(
            SecretRead.Unreadable.class,
            bad -> {
              assertThat(bad.reason()).contains(reason);
              assertThat(bad.version()).isEqualTo(2);
            });
    assertThat(text(read.get("B"))).isEqualTo("other");
    assertThat(text(readA(1))).isEqualTo("first");
  }

  @Test
  void versionsThatWereExchangedAreTold() throws SQLException {
    fixture.tamper(
        "update orient_store.secret_versions n set version = 12 - n.version"
            + " from orient_store.secrets t where t.uid = n.secret_uid and t.scope = 'shop'"
            + " and t.name = 'A'");

    assertThat(readA(10)).isInstanceOf(SecretRead.Unreadable.class);
    assertThat(readA(11)).isInstanceOf(SecretRead.Unreadable.class);
  }

  private SecretRead readA(long version) {
    return store.readVersions("shop", Map.of("A", version)).get("A");
  }
}
