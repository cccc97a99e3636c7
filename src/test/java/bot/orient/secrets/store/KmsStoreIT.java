package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.crypto.CombinedKekProvider;
import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.kms.KmsEndpoint;
import bot.orient.secrets.kms.KmsKekProvider;
import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestKmsPlugin;
import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A store whose keys stay with a plugin, in good days and bad. */
@ExtendWith(PostgresExtension.class)
class KmsStoreIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SECOND_KEY = "key-2";
  private static final String SECOND = "kms:" + SECOND_KEY;
  private static final String FIRST = "kms:" + TestKmsPlugin.FIRST_KEY;

  @TempDir private Path directory;

  private final List<KekProvider> providers = new ArrayList<>();
  private StoreFixture fixture;
  private TestKmsPlugin plugin;

  @BeforeEach
  void open(TestDatabase database) {
    fixture = new StoreFixture(database);
    plugin = TestKmsPlugin.start(directory.resolve("kms.sock"));
  }

  @AfterEach
  void close() {
    fixture.close();
    providers.forEach(KekProvider::close);
    plugin.close();
  }

  @Test
  void readsAfterARestartWhatWasWrittenWithThePluginsKey() throws SQLException {
    fixture.open(plugin()).put(put("shop", "KEY", "value"), ALICE);

    SecretStore restarted = fixture.open(plugin());

    assertThat(value(restarted, "shop")).isEqualTo("value");
    assertThat(fixture.query("select distinct kek_id from orient_store.data_keys"))
        .containsExactly(FIRST);
    assertThat(plugin.encrypted()).isEqualTo(1);
  }

  @Test
  void goesOnWithWhatItHasWhenThePluginStops() {
    SecretStore store = fixture.open(plugin());
    store.put(put("shop", "KEY", "value"), ALICE);

    plugin.stop();

    assertThat(value(store, "shop")).isEqualTo("value");
    assertThat(store.put(put("shop", "KEY", "newer"), ALICE))
        .isEqualTo(new PutResult.Written(2, 2));
    assertThat(store.put(put("new-scope", "KEY", "first"), ALICE))
        .isEqualTo(new PutResult.Written(1, 1));
    assertThat(value(store, "shop")).isEqualTo("newer");
  }

  @Test
  void whatNeedsThePluginFailsClearlyUntilItIsBack() throws SQLException {
    fixture.open(plugin()).put(put("shop", "KEY", "value"), ALICE);
    SecretStore restarted = fixture.open(plugin());
    assertThat(restarted.list("shop")).hasSize(1);
    plugin.stop();

    assertThatThrownBy(() -> restarted.put(put("new-scope", "KEY", "x"), ALICE))
        .isInstanceOf(KeyServiceAwayException.class)
        .hasMessageContaining("KMS plugin " + plugin.endpoint() + " does not answer: check that");
    assertThat(fixture.count("data_keys")).isEqualTo(4);
    // Unwrapped with the same wrapping key as the store's own, so it needs no plugin.
    assertThat(value(restarted, "shop")).isEqualTo("value");

    plugin.start();
    await()
        .ignoreExceptionsInstanceOf(KeyServiceAwayException.class)
        .until(() -> restarted.put(put("new-scope", "KEY", "x"), ALICE).version() == 1);
  }

  @Test
  void scopeThatAnotherProcessMadeIsReadOnceThePluginIsBack() {
    SecretStore first = fixture.open(plugin());
    first.list("shop");
    SecretStore second = fixture.open(plugin());
    second.put(put("shop", "KEY", "value"), ALICE);
    plugin.stop();

    assertThatThrownBy(() -> value(first, "shop")).isInstanceOf(KeyServiceAwayException.class);
    assertThatThrownBy(() -> first.put(put("shop", "KEY", "newer"), ALICE))
        .isInstanceOf(KeyServiceAwayException.class);

    plugin.start();
    await()
        .ignoreExceptionsInstanceOf(KeyServiceAwayException.class)
        .until(() -> first.put(put("shop", "KEY", "newer"), ALICE).version() == 2);
    assertThat(value(first, "shop")).isEqualTo("newer");
  }

  @Test
  void opensOnceThePluginIsThere() {
    plugin.stop();
    SecretStore store = fixture.open(plugin());
    assertThatThrownBy(() -> store.list("shop"))
        .isInstanceOf(KeyServiceAwayException.class)
        .hasMessageContaining("does not answer: check that it runs");

    plugin.start();

    await()
        .ignoreExceptionsInstanceOf(KeyServiceAwayException.class)
        .until(() -> store.list("shop").isEmpty());
  }

  @Test
  void opensWithAPluginThatIsUnwellAndWritesNothing() {
    fixture.open(plugin()).put(put("shop", "KEY", "value"), ALICE);
    plugin.sayUnwell("the key is disabled");

    SecretStore restarted = fixture.open(plugin());

    assertThat(value(restarted, "shop")).isEqualTo("value");
    assertThatThrownBy(() -> restarted.put(put("shop", "KEY", "newer"), ALICE))
        .isInstanceOf(KeyServiceAwayException.class)
        .hasMessageContaining("no value is written")
        .hasMessageContaining("'the key is disabled'");
  }

  @Test
  void wrapsAllAnewWithTheKeyThatThePluginRotatedTo() throws SQLException {
    fixture.open(plugin()).put(put("shop", "KEY", "value"), ALICE);
    PostgresSecretStore running = fixture.open(plugin());
    running.list("shop");
    fixture.maintain(running);

    plugin.rotateTo(SECOND_KEY);
    awaitWrappingKeys(SECOND);
    running.put(put("bank", "KEY", "money"), ALICE);

    assertThat(wrappingKeys()).containsExactly(SECOND);
    plugin.disable(TestKmsPlugin.FIRST_KEY);
    SecretStore restarted = fixture.open(plugin());
    assertThat(value(restarted, "shop")).isEqualTo("value");
    assertThat(value(restarted, "bank")).isEqualTo("money");
  }

  @Test
  void newScopeWaitsForThePromotionWhereOnlyThePluginHasRotated() {
    fixture.open(plugin()).put(put("shop", "KEY", "value"), ALICE);
    PostgresSecretStore restarted = fixture.open(plugin());
    restarted.list("shop");
    plugin.rotateTo(SECOND_KEY);

    assertThatThrownBy(() -> restarted.put(put("bank", "KEY", "money"), ALICE))
        .isInstanceOf(KeyServiceAwayException.class)
        .hasMessageContaining("wraps with key '" + SECOND + "' now and no longer with '" + FIRST);

    fixture.maintain(restarted);
    await()
        .ignoreExceptionsInstanceOf(KeyServiceAwayException.class)
        .until(() -> restarted.put(put("bank", "KEY", "money"), ALICE).version() == 1);
  }

  @Test
  void promotionIsUndoneAsAWholeWhenThePluginDoesNotUnwrap() throws SQLException {
    KekProvider provider = plugin();
    fixture.open(provider).list("shop");
    StoreKeys keys = new StoreBootstrap(fixture.settings(), provider).run();
    KekRotation rotation = new KekRotation(fixture.database(), keys, provider, "replica");
    // Wrapped by another process: this one must ask the plugin to unwrap it.
    fixture.open(plugin()).put(put("shop", "KEY", "value"), ALICE);
    plugin.rotateTo(SECOND_KEY);
    plugin.disable(TestKmsPlugin.FIRST_KEY);

    assertThatThrownBy(rotation::look).isInstanceOf(KeyServiceAwayException.class);

    assertThat(wrappingKeys()).containsExactly(FIRST);
    assertThat(activeKey()).containsExactly(FIRST);

    plugin.enable(TestKmsPlugin.FIRST_KEY);
    rotation.look();
    assertThat(wrappingKeys()).containsExactly(SECOND);
    assertThat(activeKey()).containsExactly(SECOND);
  }

  @Test
  void pluginThatLostTheKeyOpensNothingAndNothingIsWritten() throws SQLException {
    fixture.open(plugin()).put(put("shop", "KEY", "value"), ALICE);
    plugin.rotateTo("key-2");
    plugin.disable(TestKmsPlugin.FIRST_KEY);
    List<String> before = fixture.everything();

    SecretStore store = fixture.open(plugin());

    assertThatThrownBy(() -> store.put(put("shop", "NEW", "x"), ALICE))
        .isInstanceOf(KeyServiceAwayException.class)
        .hasMessageContaining("refuses Decrypt (NOT_FOUND)")
        .hasMessageContaining("is the one the store was written with")
        .hasMessageNotContaining("planted");
    assertThat(fixture.everything()).isEqualTo(before);
  }

  @Test
  void anotherKeyOfTheSameIdOpensNothingAndNothingIsWritten() throws SQLException {
    fixture.open(plugin()).put(put("shop", "KEY", "value"), ALICE);
    plugin.replaceKeys();
    List<String> before = fixture.everything();

    assertThatThrownBy(() -> fixture.open(plugin()).put(put("shop", "NEW", "x"), ALICE))
        .isInstanceOf(KeyServiceAwayException.class)
        .hasMessageContaining("refuses Decrypt (INTERNAL)");
    assertThat(fixture.everything()).isEqualTo(before);
  }

  @Test
  void garbageFromThePluginIsNoKeyAndIsForgottenWhenItMendsItself() throws SQLException {
    fixture.open(plugin()).put(put("shop", "KEY", "value"), ALICE);
    SecretStore store = fixture.open(plugin());
    List<String> before = fixture.everything();

    plugin.answerDecrypt(
        answer -> answer.toBuilder().setPlaintext(ByteString.copyFromUtf8("short")).build());
    assertThatThrownBy(() -> store.list("shop"))
        .isInstanceOf(StoreKeyException.class)
        .hasMessageContaining("to something that is no key");
    plugin.answerDecrypt(
        answer -> answer.toBuilder().setPlaintext(ByteString.copyFrom(new byte[32])).build());
    await()
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> store.list("shop"))
                    .hasMessageContaining("does not unwrap with key-encryption key '" + FIRST));
    assertThat(fixture.everything()).isEqualTo(before);

    plugin.behave();
    await()
        .ignoreExceptionsInstanceOf(StoreKeyException.class)
        .until(() -> value(store, "shop").equals("value"));
  }

  @Test
  void newStoreIsNotMadeWithAnswersThatBreakTheContract() throws SQLException {
    plugin.answerEncrypt(
        answer -> answer.toBuilder().setCiphertext(ByteString.copyFrom(new byte[2000])).build());
    SecretStore store = fixture.open(plugin());

    assertThatThrownBy(() -> store.put(put("shop", "KEY", "value"), ALICE))
        .isInstanceOf(StoreKeyException.class)
        .hasMessageContaining("ciphertext of 2000 bytes, where the contract allows 1 to 1024");
    assertThat(fixture.count("store_meta")).isZero();
    assertThat(fixture.count("kek_registry")).isZero();
    assertThat(fixture.count("data_keys")).isZero();
  }

  @Test
  void seedsThatWereSwappedAreNotUsed() throws SQLException {
    SecretStore store = fixture.open(plugin());
    store.put(put("shop", "KEY", "value"), ALICE);
    store.put(put("bank", "KEY", "money"), ALICE);
    fixture.tamper(
        """
        update orient_store.data_keys a set wrapped = b.wrapped from orient_store.data_keys b
        where a.scope = 'shop' and b.scope = 'bank'
        """);

    SecretRead read = fixture.open(plugin()).read("shop", List.of("KEY")).get("KEY");

    assertThat(read)
        .isInstanceOfSatisfying(
            SecretRead.Unreadable.class,
            unreadable ->
                assertThat(unreadable.reason())
                    .contains("does not unwrap", "CONTEXT_OR_KEY_MISMATCH"));
  }

  @Test
  void verificationDoesNotTakeAnOutageForDamage() {
    PostgresSecretStore running = fixture.open(plugin());
    running.list("shop");
    // Wrapped by another process: this one must ask the plugin to unwrap it.
    fixture.open(plugin()).put(put("shop", "KEY", "value"), ALICE);
    plugin.stop();

    assertThatThrownBy(() -> running.verify(List::of)).isInstanceOf(KeyServiceAwayException.class);

    plugin.start();
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(KeyServiceAwayException.class)
        .until(() -> running.verify(List::of).findings().isEmpty());
  }

  @Test
  void storeMovesToThePluginAndNeedsItsFormerKeyNoMore() throws SQLException {
    fixture.open(keks("k1")).put(put("shop", "KEY", "value"), ALICE);
    List<String> before = fixture.everything();
    assertThatThrownBy(() -> fixture.open(plugin()).list("shop"))
        .isInstanceOf(StoreKeyException.class)
        .hasMessageContaining("key-encryption key 'k1', which is not loaded")
        .hasMessageContaining("loaded: " + FIRST);
    assertThat(fixture.everything()).isEqualTo(before);

    PostgresSecretStore moving = fixture.open(new CombinedKekProvider(plugin(), keks("k1")));
    moving.put(put("bank", "KEY", "money"), ALICE);
    assertThat(value(moving, "shop")).isEqualTo("value");
    assertThat(wrappingKeys()).containsExactly("k1");

    fixture.maintain(moving);
    awaitWrappingKeys(FIRST);
    assertThat(value(moving, "shop")).isEqualTo("value");
    assertThat(value(fixture.open(plugin()), "bank")).isEqualTo("money");
  }

  private void awaitWrappingKeys(String kekId) {
    await("all data keys to be wrapped with " + kekId)
        .atMost(PATIENCE)
        .until(() -> wrappingKeys().equals(List.of(kekId)));
  }

  private List<String> wrappingKeys() throws SQLException {
    return fixture.query("select distinct kek_id from orient_store.data_keys order by 1");
  }

  private List<String> activeKey() throws SQLException {
    return fixture.query("select kek_id from orient_store.kek_registry where state = 'active'");
  }

  private KekProvider plugin() {
    KekProvider provider = new KmsKekProvider(KmsEndpoint.parse(plugin.endpoint()));
    providers.add(provider);
    return provider;
  }

  private static String value(SecretStore store, String scope) {
    return text(store.read(scope, List.of("KEY")).get("KEY"));
  }
}
