package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class RevealIT {

  private static final Actor BOB = new Actor("bob", Actor.Kind.USER, "orientctl get");

  private StoreFixture fixture;
  private SecretStore store;

  @BeforeEach
  void open(TestDatabase database) {
    fixture = new StoreFixture(database);
    store = fixture.open();
    store.put(put("shop", "KEY", "value"), ALICE);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void saysWhoSawWhichVersion() {
    assertThat(text(store.reveal("shop", "KEY", BOB))).isEqualTo("value");

    AuditEntry entry = store.audit("shop", 1).get(0);
    assertThat(entry.action()).isEqualTo("reveal");
    assertThat(entry.actor()).isEqualTo("bob");
    assertThat(entry.key()).isEqualTo("KEY");
    assertThat(entry.versionFrom()).isEqualTo(1);
    assertThat(store.verify(AnchorSource.none()).findings()).isEmpty();
  }

  @Test
  void givesNoValueWhenItCannotBeAudited() throws SQLException {
    fixture.execute(
        "alter table orient_store.audit_log add constraint full_disk check (false) not valid");

    assertThatThrownBy(() -> store.reveal("shop", "KEY", BOB))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("auditing access to shop/KEY");

    assertThat(text(store.read("shop", List.of("KEY")).get("KEY"))).isEqualTo("value");
    assertThat(fixture.count("audit_log")).isEqualTo(1);
  }

  @Test
  void theOperatorsOwnReadsAreNotAudited() throws SQLException {
    store.read("shop", List.of("KEY"));

    assertThat(fixture.count("audit_log")).isEqualTo(1);
  }

  @Test
  void whatIsNotThereIsNotAudited() throws SQLException {
    assertThat(store.reveal("shop", "OTHER", BOB)).isEqualTo(new SecretRead.Absent());

    assertThat(fixture.count("audit_log")).isEqualTo(1);
  }

  @Test
  void anActorWithoutANameGetsNoValue() {
    assertThatThrownBy(() -> store.reveal("shop", "KEY", new Actor(" ", Actor.Kind.USER, "x")))
        .isInstanceOf(InvalidSecretException.class)
        .hasMessageContaining("actor.name");
  }
}
