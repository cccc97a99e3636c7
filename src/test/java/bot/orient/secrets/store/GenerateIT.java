package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.secret;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Values that are made once, where there never was one. */
@ExtendWith(PostgresExtension.class)
class GenerateIT {

  private final AtomicInteger made = new AtomicInteger();

  private StoreFixture fixture;
  private PostgresSecretStore store;

  @BeforeEach
  void open(TestDatabase database) {
    fixture = new StoreFixture(database);
    store = fixture.open();
    store.list("shop");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private GenerateResult generate() {
    return generate(store);
  }

  private GenerateResult generate(PostgresSecretStore with) {
    return with.generate(
        new GenerateRequest("shop", "KEY", "slack", "for chat"),
        () -> Optional.of(secret("made-" + made.incrementAndGet())),
        ALICE);
  }

  private String value() {
    return text(store.read("shop", Set.of("KEY")).get("KEY"));
  }

  @Test
  void aValueIsMadeOnceWithItsAuditRow() throws SQLException {
    assertThat(generate()).isEqualTo(new GenerateResult.Generated(1));
    assertThat(generate()).isEqualTo(new GenerateResult.HadBefore(true));

    assertThat(value()).isEqualTo("made-1");
    assertThat(made).hasValue(1);
    assertThat(fixture.query("select action || ' ' || actor from orient_store.audit_log"))
        .containsExactly("generate alice");
    assertThat(store.list("shop").get(0).description()).isEqualTo("for chat");
    assertThat(store.verify(List::of).findings()).isEmpty();
    assertThat(String.join("\n", fixture.everything())).doesNotContain("made-1");
  }

  @Test
  void aValueThatSomebodyWroteIsLeftAsItIs() {
    store.put(put("shop", "KEY", "by-hand"), ALICE);

    assertThat(generate()).isEqualTo(new GenerateResult.HadBefore(true));
    assertThat(value()).isEqualTo("by-hand");
    assertThat(made).hasValue(0);
  }

  @Test
  void aDeletedOneStaysDeletedUntilItIsUndeletedEvenWhenItIsDestroyed() {
    generate();
    store.delete("shop", "KEY", ALICE);
    assertThat(generate()).isEqualTo(new GenerateResult.HadBefore(false));

    store.undelete("shop", "KEY", ALICE);
    assertThat(value()).isEqualTo("made-1");

    store.delete("shop", "KEY", ALICE);
    store.destroy("shop", "KEY", ALICE);
    assertThat(generate()).isEqualTo(new GenerateResult.HadBefore(false));
    assertThat(made).hasValue(1);
  }

  @Test
  void aRowThatNeverHadAValueIsNone() throws SQLException {
    fixture.execute(
        "insert into orient_store.secrets (uid, scope, name, current_version, state)"
            + " values (gen_random_uuid(), 'shop', 'KEY', 0, 'deleted')");

    assertThat(generate()).isEqualTo(new GenerateResult.Generated(1));
  }

  @Test
  void whatCannotBeMadeYetLeavesNothing() throws SQLException {
    GenerateRequest request = new GenerateRequest("shop", "KEY", null, null);

    assertThat(store.generate(request, Optional::empty, ALICE))
        .isEqualTo(new GenerateResult.NotYet());
    assertThatThrownBy(
            () ->
                store.generate(
                    request,
                    () -> Optional.of(secret("v".repeat(WriteRules.MAX_VALUE_BYTES + 1))),
                    ALICE))
        .isInstanceOf(InvalidSecretException.class);
    assertThat(fixture.count("secrets")).isZero();
  }

  @Test
  void manyReplicasMakeOneValue() throws Exception {
    List<PostgresSecretStore> replicas = List.of(store, fixture.open(), fixture.open());
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Future<GenerateResult>> results = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        PostgresSecretStore replica = replicas.get(i % replicas.size());
        results.add(threads.submit(() -> generate(replica)));
      }
      int generated = 0;
      for (Future<GenerateResult> result : results) {
        generated += result.get() instanceof GenerateResult.Generated ? 1 : 0;
      }
      assertThat(generated).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
    assertThat(fixture.count("secret_versions")).isEqualTo(1);
  }
}
