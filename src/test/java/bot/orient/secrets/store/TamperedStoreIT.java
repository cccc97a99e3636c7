package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Somebody with all rights in the database changes rows behind the operator's back. */
@ExtendWith(PostgresExtension.class)
class TamperedStoreIT {

  private StoreFixture fixture;
  private SecretStore store;

  @BeforeEach
  void writeTwoVersionsOfA(TestDatabase database) {
    fixture = new StoreFixture(database);
    store = fixture.open();
    store.put(put("shop", "A", "old"), ALICE);
    store.put(put("shop", "A", "new"), ALICE);
    store.put(put("shop", "B", "other"), ALICE);
    store.put(put("shop", "GOOD", "good"), ALICE);
    store.put(put("bank", "A", "of the bank"), ALICE);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a changed ciphertext       | envelope = set_byte(envelope, octet_length(envelope) - 20, 255 - get_byte(envelope, octet_length(envelope) - 20)) | changed outside the operator
          a changed tag              | envelope = set_byte(envelope, octet_length(envelope) - 1, 255 - get_byte(envelope, octet_length(envelope) - 1)) | changed outside the operator
          a changed format           | envelope = set_byte(envelope, 0, 0) | damaged
          a changed key id           | envelope = set_byte(envelope, 8, 255 - get_byte(envelope, 8)) | is not in the store
          another secret's value     | envelope = (select v.envelope from orient_store.secret_versions v join orient_store.secrets s on s.uid = v.secret_uid where s.scope = 'shop' and s.name = 'B') | moved there
          the value of an older one  | envelope = (select o.envelope from orient_store.secret_versions o where o.secret_uid = n.secret_uid and o.version = 1) | moved there
          another scope's value      | envelope = (select v.envelope from orient_store.secret_versions v join orient_store.secrets s on s.uid = v.secret_uid where s.scope = 'bank') | is not in the store
          """)
  void aBadRowIsToldApartAndSpoilsNoOther(String what, String change, String reason)
      throws SQLException {
    fixture.tamper(
        "update orient_store.secret_versions n set "
            + change
            + " from orient_store.secrets t where t.uid = n.secret_uid and t.scope = 'shop'"
            + " and t.name = 'A' and n.version = 2");

    assertUnreadable(store, 2, reason);
    assertMendedByWritingTheSameValue();
  }

  @Test
  void anEarlierVersionIsOfferedWhereThereIsOneAndMendsToo() throws SQLException {
    fixture.tamper(
        "update orient_store.secret_versions v set envelope = set_byte(envelope, 0, 0)"
            + " from orient_store.secrets s where s.uid = v.secret_uid"
            + " and s.current_version = v.version and s.name = 'A'");

    String offer = "write the value again or roll back to an earlier version";
    assertUnreadable(store, 2, offer);
    assertThat(((SecretRead.Unreadable) store.read("bank", List.of("A")).get("A")).reason())
        .endsWith(": write the value again");

    store.rollback(RollbackRequest.of("shop", "A", 1), ALICE);
    assertThat(text(store.read("shop", List.of("A")).get("A"))).isEqualTo("old");
  }

  @Test
  void aSecretThatWasPutBackToAnOlderVersionIsTold() throws SQLException {
    fixture.tamper("update orient_store.secrets set current_version = 1 where name = 'A'");

    assertUnreadable(store, 1, "put back from version 2 to 1");
    assertMendedByWritingTheSameValue();
  }

  @Test
  void aSecretWhoseVersionIsMissingIsTold() throws SQLException {
    fixture.tamper("delete from orient_store.secret_versions where version = 2");

    assertUnreadable(store, 2, "version 2 is missing");
    assertMendedByWritingTheSameValue();
  }

  @Test
  void aRenamedSecretIsTold() throws SQLException {
    fixture.tamper("delete from orient_store.secrets where scope = 'shop' and name = 'A'");
    fixture.tamper("update orient_store.secrets set name = 'A' where name = 'B'");

    assertUnreadable(store, 1, "moved there");
  }

  @Test
  void aScopeWithAnotherScopesKeyIsTold() throws SQLException {
    fixture.tamper("delete from orient_store.data_keys where scope = 'shop'");
    fixture.tamper("update orient_store.data_keys set scope = 'shop' where scope = 'bank'");

    Map<String, SecretRead> read = fixture.open().read("shop", List.of("A"));

    assertThat(read.get("A")).isInstanceOf(SecretRead.Unreadable.class);
  }

  @Test
  void aLostDataKeyIsToldAndTheScopeCanBeWrittenAnew() throws SQLException {
    fixture.tamper("delete from orient_store.data_keys where scope = 'shop'");
    store = fixture.open();

    assertThat(store.read("shop", List.of("A")).get("A"))
        .isInstanceOfSatisfying(
            SecretRead.Unreadable.class,
            bad -> assertThat(bad.reason()).contains("orient_store.data_keys"));
    assertThat(text(store.read("bank", List.of("A")).get("A"))).isEqualTo("of the bank");
    assertMendedByWritingTheSameValue();
  }

  private static void assertUnreadable(SecretStore store, long version, String reason) {
    Map<String, SecretRead> read = store.read("shop", List.of("A", "GOOD"));
    assertThat(read.get("A"))
        .isInstanceOfSatisfying(
            SecretRead.Unreadable.class,
            bad -> {
              assertThat(bad.reason()).contains(reason).contains("again");
              assertThat(bad.version()).isEqualTo(version);
            });
    assertThat(text(read.get("GOOD"))).isEqualTo("good");
  }

  private void assertMendedByWritingTheSameValue() {
    assertThat(store.put(put("shop", "A", "new"), ALICE)).isInstanceOf(PutResult.Written.class);
    assertThat(text(store.read("shop", List.of("A")).get("A"))).isEqualTo("new");
  }
}
