package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.testing.PostgresServer;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store tells of itself, so that a restored one is found out, as the operator's role. */
class RestoredStoreIT {

  private AuditHarness harness;
  private PostgresSecretStore store;

  @BeforeEach
  void open() {
    harness = new AuditHarness(PostgresServer.shared().createDatabase());
    store = harness.store;
  }

  @AfterEach
  void close() {
    harness.close();
  }

  @Test
  void idStaysWithTheStore() {
    assertThat(harness.fixture.open().id()).isEqualTo(store.id()).isEqualTo(harness.keys.store());
  }

  @Test
  void anchorHoldsUntilItsSealIsGoneOrAnotherOne() throws SQLException {
    store.put(put("shop", "KEY", "one"), ALICE);
    harness.sealAll(10);
    Anchor first = harness.anchor();
    store.put(put("shop", "KEY", "two"), ALICE);
    harness.sealAll(10);
    Anchor second = harness.anchor();
    assertThat(store.holds(first)).isTrue();
    assertThat(store.holds(second)).isTrue();

    harness.fixture.tamper(
        "delete from orient_store.audit_seals where seal_no = " + second.sealNumber());
    assertThat(store.holds(first)).isTrue();
    assertThat(store.holds(second)).isFalse();

    // The chain goes on from the older state, past the number that was lost.
    harness.sealAll(10);
    assertThat(harness.anchor().sealNumber()).isEqualTo(second.sealNumber());
    assertThat(store.holds(second)).isFalse();
  }

  @Test
  void deletedKeyTellsTheNumberItHad() {
    store.put(put("shop", "KEY", "one"), ALICE);
    store.put(put("shop", "KEY", "two"), ALICE);
    store.delete("shop", "KEY", ALICE);

    assertThat(store.read("shop", List.of("KEY", "NEVER")))
        .containsEntry("KEY", new SecretRead.Absent(2))
        .containsEntry("NEVER", new SecretRead.Absent(0));
    store.destroy("shop", "KEY", ALICE);
    assertThat(store.read("shop", List.of("KEY"))).containsValue(new SecretRead.Absent(2));
  }

  @Test
  void acceptedLossIsPartOfTheTrail() throws SQLException {
    store.put(put("shop", "KEY", "one"), ALICE);
    harness.sealAll(10);
    Anchor lost = new Anchor(9, harness.anchor().sealHash());

    store.acknowledgeRestore("shop", "KEY", 5, 1, ALICE);
    store.acknowledgeRestore("shop", "GONE", 2, 0, ALICE);
    store.acknowledgeStoreRestore(Optional.of(lost), ALICE);
    store.acknowledgeStoreRestore(Optional.empty(), ALICE);

    assertThat(
            harness.fixture.query(
                """
                select format('%s/%s %s %s %s', scope, key_name, version_from, version_to, actor)
                from orient_store.audit_log where action = 'acknowledge-restore' order by seq
                """))
        .containsExactly(
            "shop/KEY 5 1 alice",
            "shop/GONE 2  alice",
            "/audit-seals 9 1 alice",
            "/audit-seals  1 alice");
    harness.sealAll(10);
    assertThat(harness.findings(harness.anchor())).isEmpty();
  }

  @Test
  void acceptedLossNeedsAScopeThatCanBe() {
    assertThatThrownBy(() -> store.acknowledgeRestore("Shop", "KEY", 5, 1, ALICE))
        .isInstanceOf(InvalidSecretException.class)
        .hasMessageContaining("scope");
  }
}
