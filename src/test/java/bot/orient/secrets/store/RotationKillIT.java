package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/**
 * Rotations, re-encryptions, writes and destructions of keys, in many rounds, two of five of which
 * end by the death of the connection at a random statement or at the commit. No value is ever lost.
 * {@code -Dorient.test.rounds} makes more rounds, {@code -Dorient.test.seed} repeats.
 */
@ExtendWith(PostgresExtension.class)
class RotationKillIT {

  /** The seed is another one each time, so that many runs see what one does not. */
  private static final int ROUNDS = Integer.getInteger("orient.test.rounds", 1000);

  private static final int FRESH_EVERY = 25;
  private static final List<String> SCOPES = List.of("shop", "bank");
  private static final List<String> KEYS = List.of("A", "B", "C");

  /** Statements of the longest transaction, so that the countdown can end in each of them. */
  private static final int MOST_STATEMENTS = 14;

  private final long seed = Long.getLong("orient.test.seed", new Random().nextLong());
  private final Random random = new Random(seed);
  private final Logger pool = (Logger) LoggerFactory.getLogger("com.zaxxer.hikari");
  private final Logger ours = (Logger) LoggerFactory.getLogger("bot.orient.secrets.store");

  /** By scope and key: the values of all versions, the first one being version 1. */
  private final Map<String, Map<String, List<String>>> expected = new TreeMap<>();

  private final ChangingKeks keks = ChangingKeks.of("k0");
  private StoreFixture fixture;
  private PostgresSecretStore store;
  private KekRotation kekRotation;
  private Reencryption reencryption;
  private int kekNumber;
  private int killed;

  @BeforeEach
  void fill(TestDatabase testDatabase) throws SQLException {
    System.out.println("RotationKillIT: -Dorient.test.seed=" + seed);
    pool.setLevel(Level.OFF);
    ours.setLevel(Level.ERROR);
    fixture = new StoreFixture(testDatabase);
    openFresh();
    for (String scope : SCOPES) {
      expected.put(scope, new HashMap<>());
      for (String key : KEYS) {
        expected.get(scope).put(key, new ArrayList<>());
        write(scope, key, key + " one");
        write(scope, key, key + " two");
      }
    }
    plantKiller();
  }

  @AfterEach
  void close() {
    fixture.close();
    pool.setLevel(null);
    ours.setLevel(null);
  }

  /**
   * Each statement that changes a table, and each commit after one, counts down a sequence, which
   * no rollback sets back; at zero the connection dies.
   */
  private void plantKiller() throws SQLException {
    fixture.execute(
        "create schema chaos",
        "create sequence chaos.countdown increment -1 minvalue -1000000000 maxvalue 1000000000"
            + " start 1000000000",
        """
        create function chaos.strike() returns trigger language plpgsql security definer as
        $$
        begin
          if nextval('chaos.countdown') = 0 then
            perform pg_terminate_backend(pg_backend_pid());
          end if;
          return null;
        end
        $$
        """);
    for (String table :
        List.of("kek_registry", "data_keys", "jobs", "secret_versions", "audit_log", "secrets")) {
      fixture.execute(
          "create trigger chaos_before before insert or update on orient_store."
              + table
              + " for each statement execute function chaos.strike()",
          "create trigger chaos_after after insert or update on orient_store."
              + table
              + " for each statement execute function chaos.strike()");
    }
    for (String table : List.of("data_keys", "jobs", "secrets")) {
      fixture.execute(
          "create constraint trigger chaos_commit after insert or update on orient_store."
              + table
              + " deferrable initially deferred for each row execute function chaos.strike()");
    }
  }

  private void killAfter(int statements) throws SQLException {
    fixture.query("select setval('chaos.countdown', " + statements + ")");
  }

  private void killNobody() throws SQLException {
    killAfter(1_000_000_000);
  }

  /** As after the start of a new process: nothing is cached. */
  private void openFresh() {
    fixture.close();
    store = fixture.open(keks);
    store.list(SCOPES.get(0));
    Database database = fixture.database();
    StoreKeys keys = new StoreBootstrap(fixture.settings(), keks).run();
    kekRotation = new KekRotation(database, keys, keks, "replica");
    reencryption =
        new Reencryption(
            database, keys, new SeedVault(database, keys.ring()), KeySettings.HIGHEST_RATE);
  }

  @Test
  void noValueIsEverLost() throws SQLException {
    for (int round = 1; round <= ROUNDS; round++) {
      if (round % FRESH_EVERY == 0) {
        openFresh();
      }
      killAfter(1 + random.nextInt(MOST_STATEMENTS));
      String what = step(round);
      killNobody();
      assertAllValuesOpen("round " + round + " (" + what + "), seed " + seed);
    }
    finishEverything();
    assertAllValuesOpen("the end, seed " + seed);
    System.out.println(
        "RotationKillIT: "
            + ROUNDS
            + " rounds, "
            + killed
            + " ended by a kill; key-encryption keys "
            + kekNumber
            + ", generations "
            + fixture.query("select max(generation) from orient_store.data_keys").get(0));
    assertThat(killed).as("kills that struck").isGreaterThan(ROUNDS / 10);
  }

  private String step(int round) throws SQLException {
    String scope = SCOPES.get(random.nextInt(SCOPES.size()));
    int choice = random.nextInt(10);
    if (choice < 2) {
      String key = KEYS.get(random.nextInt(KEYS.size()));
      writeOrDie(scope, key, "value of round " + round);
      return "write";
    }
    if (choice < 4) {
      attempt(() -> store.keyRotation().rotateSeed(scope, ALICE));
      return "rotate";
    }
    if (choice < 7) {
      attempt(reencryption::runBatch);
      return "re-encrypt";
    }
    if (choice < 8) {
      destroyOldSeeds(scope);
      return "destroy seeds";
    }
    if (choice < 9) {
      attempt(kekRotation::look);
      return "look at the keys";
    }
    if (random.nextBoolean()) {
      destroyOldKeks();
      return "destroy key-encryption keys";
    }
    rotateKek();
    return "rotate the key-encryption key";
  }

  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (StoreUnavailableException e) {
      killed++;
    }
  }

  private void write(String scope, String key, String value) {
    store.put(put(scope, key, value), ALICE);
    expected.get(scope).get(key).add(value);
  }

  /** A connection that dies may have committed; the database tells. */
  private void writeOrDie(String scope, String key, String value) throws SQLException {
    try {
      write(scope, key, value);
    } catch (StoreUnavailableException e) {
      killed++;
      killNobody();
      List<String> versions = expected.get(scope).get(key);
      if (store.list(scope).stream()
          .anyMatch(s -> s.key().equals(key) && s.version() == versions.size() + 1)) {
        versions.add(value);
      }
    }
  }

  private void destroyOldSeeds(String scope) throws SQLException {
    for (String generation :
        fixture.query(
            "select generation from orient_store.data_keys where scope = '"
                + scope
                + "' and state = 'destroyable'")) {
      attempt(() -> store.keyRotation().destroySeed(scope, Integer.parseInt(generation), ALICE));
    }
  }

  private void rotateKek() {
    kekNumber++;
    keks.add("k" + kekNumber).activate("k" + kekNumber);
    attempt(kekRotation::look);
  }

  private void destroyOldKeks() {
    attempt(
        () ->
            store
                .keyRotation()
                .kekStatus()
                .states()
                .forEach(
                    (kekId, state) -> {
                      if (state == KekState.DESTROYABLE
                          && store.keyRotation().destroyKek(kekId, ALICE)
                              instanceof KeyDestruction.Destroyed) {
                        keks.remove(kekId);
                      }
                    }));
  }

  private void assertAllValuesOpen(String when) {
    expected.forEach(
        (scope, keys) ->
            keys.forEach(
                (key, values) -> {
                  long newest = values.size();
                  long some = 1 + random.nextInt(values.size());
                  assertThat(text(store.read(scope, List.of(key)).get(key)))
                      .as(when)
                      .isEqualTo(values.get((int) newest - 1));
                  assertThat(text(store.readVersions(scope, Map.of(key, some)).get(key)))
                      .as(when)
                      .isEqualTo(values.get((int) some - 1));
                }));
  }

  private void finishEverything() throws SQLException {
    fixture.execute("drop schema chaos cascade");
    openFresh();
    kekRotation.look();
    for (String scope : SCOPES) {
      store.keyRotation().resume(scope);
      while (reencryption.untilDue().isPresent()) {
        reencryption.runBatch();
      }
      store.keyRotation().rotateSeed(scope, ALICE);
      while (reencryption.untilDue().isPresent()) {
        reencryption.runBatch();
      }
      destroyOldSeeds(scope);
    }
    openFresh();
    assertThat(
            fixture.query(
                "select count(*) from orient_store.data_keys where wrapped is not null and (scope"
                    + " <> '' and state <> 'active' or kek_id <> 'k"
                    + kekNumber
                    + "')"))
        .containsExactly("0");
    assertThat(fixture.query("select count(*) from orient_store.jobs where state <> 'done'"))
        .containsExactly("0");
    expected.forEach(
        (scope, keys) ->
            keys.forEach(
                (key, values) -> {
                  for (int version = 1; version <= values.size(); version++) {
                    assertThat(
                            text(store.readVersions(scope, Map.of(key, (long) version)).get(key)))
                        .isEqualTo(values.get(version - 1));
                  }
                }));
  }
}
