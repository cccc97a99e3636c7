package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A store for one who may write only while a guard lets him. */
@ExtendWith(PostgresExtension.class)
class GuardedStoreIT {

  private StoreFixture fixture;
  private PostgresSecretStore store;

  @BeforeEach
  void open(TestDatabase database) {
    fixture = new StoreFixture(database);
    store = fixture.open();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void refusedWriteLeavesNothingAndReadingGoesOn() throws Exception {
    store.put(put("shop", "KEY", "before"), ALICE);
    List<String> audit = fixture.query("select seq from orient_store.audit_log order by 1");
    SecretStore guarded =
        store.guardedBy(
            () -> {
              throw new IllegalStateException("not the leader");
            });

    assertThatThrownBy(() -> guarded.put(put("shop", "KEY", "after"), ALICE))
        .hasMessage("not the leader");

    assertThat(text(guarded.read("shop", List.of("KEY")).get("KEY"))).isEqualTo("before");
    assertThat(fixture.query("select seq from orient_store.audit_log order by 1")).isEqualTo(audit);
    assertThat(store.put(put("shop", "KEY", "after"), ALICE).version()).isEqualTo(2);
  }

  @Test
  void whatReadingFindsOutFailsNoReadWhileTheGuardRefuses() throws Exception {
    store.put(put("shop", "KEY", "value"), ALICE);
    fixture.tamper("update orient_store.secret_versions set envelope = set_byte(envelope, 0, 0)");
    SecretStore guarded =
        store.guardedBy(
            () -> {
              throw new IllegalStateException("not the leader");
            });

    assertThat(guarded.read("shop", List.of("KEY")).get("KEY"))
        .isInstanceOf(SecretRead.Unreadable.class);
  }

  @Test
  void whoWritesAfterTheGuardWasAskedComesAfterTheGuardedWrite() throws Exception {
    store.put(put("shop", "KEY", "first"), ALICE);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    SecretStore slow =
        store.guardedBy(
            () -> {
              asked.countDown();
              awaitQuietly(goOn);
            });

    CompletableFuture<PutResult> old =
        CompletableFuture.supplyAsync(() -> slow.put(put("shop", "KEY", "old"), ALICE));
    asked.await();
    CompletableFuture<PutResult> next =
        CompletableFuture.supplyAsync(() -> store.put(put("shop", "KEY", "new"), ALICE));
    await("the next writer to wait for the lock")
        .until(
            () ->
                !fixture
                    .query("select pid from pg_stat_activity where wait_event_type = 'Lock'")
                    .isEmpty());
    goOn.countDown();

    assertThat(old.get().version()).isEqualTo(2);
    assertThat(next.get().version()).isEqualTo(3);
    assertThat(text(store.read("shop", List.of("KEY")).get("KEY"))).isEqualTo("new");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
