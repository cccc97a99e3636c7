package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.secret;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class SecretStoreIT {

  private StoreFixture fixture;
  private SecretStore store;

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
  void readsWhatWasWrittenAndTellsWhatIsAbsent() {
    byte[] binary = {0, (byte) 0xff, 10, 0, (byte) 0xc3};
    store.put(put("shop", "TEXT", "välue"), ALICE);
    store.put(put("shop", "EMPTY", ""), ALICE);
    store.put(PutRequest.of("shop", "BINARY", SecretBytes.copyOf(binary)), ALICE);
    store.put(PutRequest.of("shop", "LARGEST", SecretBytes.owning(new byte[65536])), ALICE);

    Map<String, SecretRead> read =
        store.read("shop", List.of("TEXT", "EMPTY", "BINARY", "LARGEST", "NONE", "TEXT"));

    assertThat(read).hasSize(5);
    assertThat(text(read.get("TEXT"))).isEqualTo("välue");
    assertThat(text(read.get("EMPTY"))).isEmpty();
    assertThat(((SecretRead.Found) read.get("BINARY")).value().toByteArray()).isEqualTo(binary);
    assertThat(((SecretRead.Found) read.get("LARGEST")).value().length()).isEqualTo(65536);
    assertThat(read.get("NONE")).isEqualTo(new SecretRead.Absent());
    assertThat(store.read("other", List.of("TEXT"))).containsValue(new SecretRead.Absent());
  }

  @Test
  void countsVersionsAndWritesNothingForTheSameValue() throws SQLException {
    assertThat(store.put(put("shop", "KEY", "one"), ALICE)).isEqualTo(new PutResult.Written(1, 1));
    assertThat(store.put(put("shop", "KEY", "two"), ALICE)).isEqualTo(new PutResult.Written(2, 2));
    assertThat(store.put(put("shop", "KEY", "two"), ALICE))
        .isEqualTo(new PutResult.Unchanged(2, 2));
    assertThat(store.put(put("shop", "KEY", "one"), ALICE)).isEqualTo(new PutResult.Written(3, 3));

    assertThat(fixture.count("secret_versions")).isEqualTo(3);
    assertThat(fixture.count("audit_log")).isEqualTo(3);
    assertThat(fixture.count("change_feed")).isEqualTo(3);
  }

  @Test
  void concurrentWritersEachGetAVersionOfTheirOwn() throws Exception {
    ExecutorService writers = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Long>> writes =
          IntStream.range(0, 40)
              .<Callable<Long>>mapToObj(
                  i -> () -> store.put(put("shop", "KEY", "value " + i), ALICE).version())
              .toList();
      List<Long> versions = new ArrayList<>();
      for (var write : writers.invokeAll(writes)) {
        versions.add(write.get());
      }
      assertThat(versions)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.rangeClosed(1, 40).mapToObj(Long::valueOf).toList());
      assertThat(store.read("shop", List.of("KEY")).get("KEY"))
          .isInstanceOfSatisfying(
              SecretRead.Found.class, found -> assertThat(found.version()).isEqualTo(40));
    } finally {
      writers.shutdownNow();
    }
  }

  @Test
  void deletesSoftlyAndNeverUsesAVersionTwice() throws SQLException {
    store.put(put("shop", "KEY", "one"), ALICE);

    assertThat(store.delete("shop", "KEY", ALICE)).isTrue();
    assertThat(store.delete("shop", "KEY", ALICE)).isFalse();
    assertThat(store.delete("shop", "NONE", ALICE)).isFalse();
    assertThat(store.read("shop", List.of("KEY"))).containsValue(new SecretRead.Absent(1));
    assertThat(store.list("shop")).isEmpty();
    assertThat(fixture.count("secret_versions")).isEqualTo(1);

    assertThat(store.put(put("shop", "KEY", "one").expecting(Expectation.absent()), ALICE))
        .isEqualTo(new PutResult.Written(2, 3));
    assertThat(text(store.read("shop", List.of("KEY")).get("KEY"))).isEqualTo("one");
  }

  @Test
  void listsByKeyAndKeepsWhatAWriteLeavesOut() {
    store.put(put("shop", "b", "1").describedAs("slack", "the bot"), ALICE);
    store.put(put("shop", "b", "2"), ALICE);
    store.put(put("shop", "A", "1"), ALICE);

    assertThat(store.list("shop"))
        .extracting(
            SecretSummary::key,
            SecretSummary::category,
            SecretSummary::description,
            SecretSummary::version)
        .containsExactly(tuple("A", null, null, 1L), tuple("b", "slack", "the bot", 2L));
  }

  @Test
  void auditsWhoDidWhatNewestFirst() {
    Actor manager =
        new Actor("kubectl", Actor.Kind.FIELD_MANAGER, "Secret shop/in via OrientSecret shop/app");
    store.put(put("shop", "KEY", "one"), ALICE);
    store.put(put("shop", "KEY", "two"), ALICE);
    store.importValue(importing("three"), manager);
    store.delete("shop", "KEY", ALICE);
    store.put(put("other", "KEY", "one"), ALICE);

    List<AuditEntry> entries = store.audit("shop", 10);

    assertThat(entries)
        .extracting(AuditEntry::action, AuditEntry::versionFrom, AuditEntry::versionTo)
        .containsExactly(
            tuple("delete", 3L, null),
            tuple("import", 2L, 3L),
            tuple("update", 1L, 2L),
            tuple("create", null, 1L));
    assertThat(entries.get(1))
        .returns("kubectl", AuditEntry::actor)
        .returns(Actor.Kind.FIELD_MANAGER, AuditEntry::actorKind)
        .returns("Secret shop/in via OrientSecret shop/app", AuditEntry::source)
        .returns("KEY", AuditEntry::key);
    assertThat(store.audit("shop", 2)).hasSize(2);
  }

  @Test
  void aChangeThatCannotBeAuditedIsNotMade() throws SQLException {
    store.put(put("shop", "KEY", "one"), ALICE);
    fixture.execute(
        "alter table orient_store.audit_log add constraint full_disk check (false) not valid");

    assertThatThrownBy(() -> store.put(put("shop", "KEY", "two"), ALICE))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("writing shop/KEY");
    assertThatThrownBy(() -> store.delete("shop", "KEY", ALICE)).isInstanceOf(StoreException.class);

    assertThat(text(store.read("shop", List.of("KEY")).get("KEY"))).isEqualTo("one");
    assertThat(fixture.count("secret_versions")).isEqualTo(1);
    assertThat(fixture.count("change_feed")).isEqualTo(1);
  }

  @Test
  void historyCannotBeChangedBySql() {
    store.put(put("shop", "KEY", "one"), ALICE);
    store.put(put("shop", "KEY", "two"), ALICE);

    for (String sql :
        List.of(
            "update orient_store.audit_log set actor = 'x'",
            "delete from orient_store.audit_log",
            "truncate orient_store.audit_log",
            "update orient_store.secret_versions set version = 9",
            "update orient_store.secret_versions set actor = 'x'",
            "update orient_store.secret_versions set envelope = null, destroyed_at = now()"
                + " where version = 2",
            "delete from orient_store.secret_versions",
            "truncate orient_store.secret_versions",
            "update orient_store.secrets set current_version = 1",
            "update orient_store.secrets set name = 'X'",
            "insert into orient_store.secret_versions select secret_uid, 1, envelope, fingerprint"
                + " from orient_store.secret_versions where version = 2")) {
      assertThatThrownBy(() -> fixture.execute(sql))
          .as(sql)
          .isInstanceOfSatisfying(
              SQLException.class,
              // A table that a foreign key refers to is not truncated before any trigger is asked.
              e -> assertThat(e.getSQLState()).isIn("23001", "0A000"));
    }
  }

  @Test
  void importsOncePerChangeAtTheSource() throws SQLException {
    assertThat(store.importValue(importing("a"), ALICE)).isEqualTo(new PutResult.Written(1, 1));
    assertThat(store.importValue(importing("a"), ALICE)).isEqualTo(new PutResult.Unchanged(1, 1));
    store.put(put("shop", "KEY", "by hand"), ALICE);

    // The source did not change since, so the value written by hand stays.
    assertThat(store.importValue(importing("a"), ALICE)).isEqualTo(new PutResult.Unchanged(2, 2));
    assertThat(text(store.read("shop", List.of("KEY")).get("KEY"))).isEqualTo("by hand");

    assertThat(store.importValue(importing("b"), ALICE)).isEqualTo(new PutResult.Written(3, 3));
    assertThat(store.importValue(importing("a"), ALICE)).isEqualTo(new PutResult.Written(4, 4));
    store.put(put("shop", "KEY", "c"), ALICE);
    assertThat(store.importValue(importing("c"), ALICE)).isEqualTo(new PutResult.Unchanged(5, 5));
    assertThat(fixture.count("imports")).isEqualTo(1);
  }

  @Test
  void racingReplicasImportAChangeOnce() throws Exception {
    SecretStore other = fixture.open();
    ExecutorService replicas = Executors.newFixedThreadPool(2);
    try {
      for (int i = 1; i <= 10; i++) {
        String value = "value " + i;
        var results =
            replicas.invokeAll(
                List.of(
                    () -> store.importValue(importing(value), ALICE),
                    () -> other.importValue(importing(value), ALICE)));
        assertThat(List.of(results.get(0).get(), results.get(1).get()))
            .containsExactlyInAnyOrder(new PutResult.Written(i, i), new PutResult.Unchanged(i, i));
      }
    } finally {
      replicas.shutdownNow();
    }
  }

  private static ImportRequest importing(String value) {
    return new ImportRequest(
        "shop", "KEY", secret(value), null, null, new ImportRequest.Source("shop", "in", "key"));
  }

  @Test
  void grantsAndRevokesScopes() {
    assertThat(store.mayRead("shop", "shop")).isTrue();
    assertThat(store.mayRead("shop", "platform")).isFalse();
    assertThat(store.grant("platform", "shop", ALICE)).isTrue();
    assertThat(store.grant("platform", "shop", ALICE)).isFalse();
    assertThat(store.mayRead("shop", "platform")).isTrue();
    assertThat(store.mayRead("shop2", "platform")).isFalse();
    assertThat(store.grants("platform")).containsExactly("shop");
    assertThat(store.revokedAt("platform", "shop")).isEmpty();
    assertThat(store.grants("shop")).isEmpty();
    assertThat(store.revoke("platform", "shop", ALICE)).isTrue();
    assertThat(store.revoke("platform", "shop", ALICE)).isFalse();
    assertThat(store.mayRead("shop", "platform")).isFalse();
    assertThat(store.grants("platform")).isEmpty();
    assertThat(store.revokedAt("platform", "shop"))
        .contains(store.audit("platform", 1).get(0).at());
    assertThat(store.revokedAt("platform", "shop2")).isEmpty();
    assertThat(store.audit("platform", 10))
        .extracting(AuditEntry::action, AuditEntry::key)
        .containsExactly(tuple("revoke", "shop"), tuple("grant", "shop"));
  }

  @Test
  void writesOnlyProviderDefaultsThatDiffer() throws SQLException {
    ProviderChoice sonnet = new ProviderChoice("anthropic", "sonnet");
    ProviderChoice openai = new ProviderChoice("openai", null);
    assertThat(store.providerDefaults("shop", "main")).isEmpty();

    store.putProviderDefaults("shop", "main", Map.of("chat", sonnet, "code", openai), ALICE);
    store.putProviderDefaults("shop", "main", Map.of("chat", sonnet, "code", openai), ALICE);
    assertThat(fixture.count("audit_log")).isEqualTo(2);
    assertThat(fixture.count("change_feed")).isEqualTo(1);

    store.putProviderDefaults("shop", "main", Map.of("chat", openai), ALICE);
    assertThat(store.providerDefaults("shop", "main")).isEqualTo(Map.of("chat", openai));
    assertThat(store.providerDefaults("shop", "other")).isEmpty();
    assertThat(
            fixture.query(
                "select action || ' ' || key_name || ' ' || details from orient_store.audit_log"
                    + " order by seq"))
        .containsExactly(
            "set-provider main {\"model\": \"sonnet\", \"useCase\": \"chat\", \"provider\":"
                + " \"anthropic\"}",
            "set-provider main {\"useCase\": \"code\", \"provider\": \"openai\"}",
            "set-provider main {\"useCase\": \"chat\", \"provider\": \"openai\"}",
            "remove-provider main {\"useCase\": \"code\"}");
  }

  @Test
  void fingerprintsAreOfTheStoreAndOutliveARestart() throws SQLException {
    byte[] value = {1, 2, 3};
    String print = store.fingerprinter().fingerprint("shop", "KEY", value);
    store.close();

    assertThat(fixture.open().fingerprinter().fingerprint("shop", "KEY", value)).isEqualTo(print);
    try (StoreFixture other = new StoreFixture(PostgresServer.shared().createDatabase())) {
      assertThat(other.open().fingerprinter().fingerprint("shop", "KEY", value))
          .isNotEqualTo(print);
    }
    assertThat(fixture.query("select fingerprint from orient_store.secret_versions"))
        .doesNotContain(print);
  }
}
