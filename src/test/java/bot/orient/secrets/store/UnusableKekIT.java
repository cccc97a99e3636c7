package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.crypto.DirectoryKekProvider;
import bot.orient.secrets.crypto.EnvironmentKekProvider;
import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.kms.KmsEndpoint;
import bot.orient.secrets.kms.KmsKekProvider;
import bot.orient.secrets.kubernetes.KubernetesSecretKekProvider;
import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestKmsPlugin;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** No source of keys makes a key, or takes a public one, whatever is in the store. */
@ExtendWith(PostgresExtension.class)
@EnableKubernetesMockClient(crud = true)
class UnusableKekIT {

  private static final String KEY = "0a".repeat(31) + "11";
  private static final String OTHER_KEY = "0b".repeat(31) + "11";
  private static final String PUBLIC_KEY = "orient-dev-master-key-do-not-use-in-production-32chars";

  /** What Orient derives from the public key. */
  private static final String PUBLIC_DERIVED_KEY =
      "acc8b4627dc9e953f2e56ecfa402c187d83859286227515f944bcfc6dd3d6742";

  private enum Source {
    DIRECTORY,
    KUBERNETES_SECRET,
    ENVIRONMENT,
    KMS_PLUGIN
  }

  @TempDir private Path directory;

  private final List<AutoCloseable> closing = new ArrayList<>();
  private KubernetesClient client;
  private StoreFixture fixture;
  private TestKmsPlugin plugin;

  @BeforeEach
  void open(TestDatabase database) {
    fixture = StoreFixture.ofOneUser(database);
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
    for (AutoCloseable closeable : closing) {
      closeable.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Source.class)
  void noKeyIsMadeForRowsWhoseKeyIsGone(Source source) throws SQLException {
    fixture.open(keks(source, KEY)).put(put("shop", "KEY", "value"), ALICE);
    List<String> before = fixture.everything();

    KekProvider gone = keks(source, null);

    assertThatThrownBy(() -> fixture.open(gone).put(put("shop", "NEW", "x"), ALICE))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> fixture.open(gone).read("shop", List.of("KEY")))
        .isInstanceOf(StoreException.class);
    assertThat(fixture.everything()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(Source.class)
  void anotherKeyIsNotTakenForRowsWhoseKeyIsGone(Source source) throws SQLException {
    fixture.open(keks(source, KEY)).put(put("shop", "KEY", "value"), ALICE);
    List<String> before = fixture.everything();

    KekProvider other = keks(source, OTHER_KEY);

    assertThatThrownBy(() -> fixture.open(other).put(put("shop", "NEW", "x"), ALICE))
        .isInstanceOf(StoreException.class);
    assertThat(fixture.everything()).isEqualTo(before);
    assertThat(text(fixture.open(keks(source, KEY)).read("shop", List.of("KEY")).get("KEY")))
        .isEqualTo("value");
  }

  @ParameterizedTest
  @EnumSource(Source.class)
  void noKeyIsMadeForANewStoreEither(Source source) throws SQLException {
    KekProvider none = keks(source, null);

    assertThatThrownBy(() -> fixture.open(none).put(put("shop", "KEY", "x"), ALICE))
        .isInstanceOf(StoreException.class);
    assertThat(fixture.query("select to_regclass('orient_store.store_meta')"))
        .containsExactly("null");
  }

  @ParameterizedTest
  @EnumSource(Source.class)
  void rowsThatLostTheirStoreGetNoNewKeys(Source source) throws SQLException {
    fixture.open(keks(source, KEY)).put(put("shop", "KEY", "value"), ALICE);
    fixture.tamper("delete from orient_store.store_meta");
    List<String> before = fixture.everything();

    assertThatThrownBy(() -> fixture.open(keks(source, KEY)).put(put("shop", "NEW", "x"), ALICE))
        .isInstanceOf(StoreKeyException.class)
        .hasMessageContaining("no new keys are made over them");
    assertThat(fixture.everything()).isEqualTo(before);
  }

  /** A plugin never shows its key, so this is for those that do. */
  @ParameterizedTest
  @EnumSource(value = Source.class, mode = Mode.EXCLUDE, names = "KMS_PLUGIN")
  void publicDevelopmentKeyIsRefused(Source source) throws SQLException {
    for (String key : List.of(PUBLIC_KEY, PUBLIC_DERIVED_KEY)) {
      assertThatThrownBy(
              () -> fixture.open(keks(source, key)).put(put("shop", "KEY", "value"), ALICE))
          .isInstanceOf(StoreKeyException.class)
          .hasMessageContaining("is Orient's development key, which is public");
    }
    assertThat(fixture.query("select to_regclass('orient_store.store_meta')"))
        .containsExactly("null");
  }

  /**
   * A source that holds this key.
   *
   * @param key null for none
   */
  private KekProvider keks(Source source, String key) {
    KekProvider provider =
        switch (source) {
          case DIRECTORY -> directoryOf(key);
          case KUBERNETES_SECRET -> secretOf(key);
          case ENVIRONMENT -> environmentOf(key);
          case KMS_PLUGIN -> pluginOf(key);
        };
    closing.add(0, provider);
    return provider;
  }

  private KekProvider directoryOf(String key) {
    Path keys = directory.resolve("keys-" + Objects.hash(key));
    try {
      Files.createDirectories(keys);
      if (key != null) {
        Path file = Files.writeString(keys.resolve("k1"), key);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new DirectoryKekProvider(keys);
  }

  private KekProvider secretOf(String key) {
    String name = "kek-" + Integer.toHexString(Objects.hash(key));
    if (key != null) {
      client
          .resource(
              new SecretBuilder()
                  .withNewMetadata()
                  .withNamespace("orient")
                  .withName(name)
                  .endMetadata()
                  .addToData("k1", base64(key))
                  .build())
          .createOr(existing -> existing.update());
    }
    return new KubernetesSecretKekProvider(client, "orient", name);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static KekProvider environmentOf(String key) {
    Map<String, String> environment = new HashMap<>();
    if (key != null) {
      environment.put("ORIENT_KEK", key);
    }
    return new EnvironmentKekProvider(environment);
  }

  /** It has one key, stops for none, and for another has rotated and lost the first. */
  private KekProvider pluginOf(String key) {
    if (plugin == null) {
      plugin = TestKmsPlugin.start(directory.resolve("kms.sock"));
      closing.add(plugin);
    }
    if (key == null) {
      plugin.stop();
    } else if (key.equals(OTHER_KEY)) {
      plugin.rotateTo("other");
      plugin.disable(TestKmsPlugin.FIRST_KEY);
    } else {
      plugin.enable(TestKmsPlugin.FIRST_KEY);
    }
    return new KmsKekProvider(KmsEndpoint.parse(plugin.endpoint()));
  }
}
