package bot.orient.secrets.kubernetes;

import static bot.orient.secrets.testing.ClusterView.condition;
import static bot.orient.secrets.testing.ClusterView.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.testing.ClusterView;
import bot.orient.secrets.testing.ConcurrentTest;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.LogicalDump;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.PostgresPair;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.StoreWriter;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store that lost what it had: restored from a backup, failed over to a standby that lagged, with
 * a row put back, or another one altogether. The operator runs as a process in the namespace of the
 * test.
 */
@ExtendWith(ControlPlaneExtension.class)
class RollbackIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern STARTED = Pattern.compile("INFO .* started\\n");
  private static final Pattern COMMAND = Pattern.compile("kubectl (.*--overwrite)");
  private static final String KEY = "OPENAI_API_KEY";
  private static final String OTHER = "GITHUB_TOKEN";
  private static final String MAP = "orient-secrets-store";

  @TempDir private Path directory;

  private final List<AutoCloseable> open = new ArrayList<>();
  private ControlPlane controlPlane;
  private KubernetesClient client;
  private ClusterView view;
  private PostgresServer server;
  private TestDatabase database;
  private StoreWriter store;
  private RestartScene scene;
  private OperatorProcess operator;

  @BeforeEach
  void prepare(ControlPlane running, KubernetesClient anyClient, TestNamespace namespace) {
    controlPlane = running;
    client = anyClient;
    view = new ClusterView(running, client, namespace);
    open.add(FakeKubelet.start(client, namespace.name()));
  }

  @AfterEach
  void closeInReverse() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private void useServer() {
    server = PostgresServer.startNew();
    open.add(server);
    use(server.createDatabase());
  }

  private void use(TestDatabase given) {
    database = given;
    store = StoreWriter.open(database);
    open.add(store);
    scene = new RestartScene(controlPlane, client, store, view.namespace());
  }

  private void startOperator() {
    operator =
        OperatorProcess.builder()
            .env("ORIENT_DATABASE_URL", database.jdbcUrl())
            .env("ORIENT_DATABASE_USER", database.username())
            .env("ORIENT_DATABASE_PASSWORD", database.password())
            .env("ORIENT_KEK", InProcessOperator.KEK)
            .env("ORIENT_NAMESPACES", view.namespace().name())
            .env("ORIENT_OPERATOR_NAMESPACE", view.namespace().name())
            .env("ORIENT_RESTART_SETTLE", "PT0S")
            .env("KUBECONFIG", controlPlane.kubeconfig().toString())
            .start(directory.resolve("operator.log"));
    open.add(operator);
    operator.awaitLog(STARTED, PATIENCE);
  }

  private void restartOperator() {
    operator.stop();
    startOperator();
  }

  /** A cold backup: the server's files. */
  private Path backUp() throws IOException {
    Path backup = Files.createDirectories(directory.resolve("backup"));
    server.stop();
    server.copyDataTo(backup);
    server.start();
    return backup;
  }

  private void restore(Path backup) {
    server.stop();
    server.restoreDataFrom(backup);
    server.start();
  }

  private String message(String orientSecret, String reason) {
    return condition(view.awaitReason("OrientSecret", orientSecret, reason), "Ready")
        .path("message")
        .asText();
  }

  /** Does what a message tells people to do, word by word. */
  private void carryOut(String message) {
    Matcher command = COMMAND.matcher(message);
    assertThat(command.find()).as(message).isTrue();
    controlPlane.kubectl().run(command.group(1).split(" ")).orThrow();
  }

  private Optional<ConfigMap> map() {
    return Optional.ofNullable(
        client.configMaps().inNamespace(view.namespace().name()).withName(MAP).get());
  }

  private long rememberedSeal() {
    return map()
        .map(ConfigMap::getData)
        .map(data -> Long.parseLong(data.getOrDefault("sealNumber", "0")))
        .orElse(0L);
  }

  private void awaitRememberedSealAfter(long number) {
    await("the anchor").atMost(PATIENCE).until(() -> rememberedSeal() > number);
  }

  private String event(String name, String reason) {
    return await("event " + reason + " of " + name)
        .atMost(PATIENCE)
        .until(
            () ->
                client.v1().events().inNamespace(view.namespace().name()).list().getItems().stream()
                    .filter(event -> name.equals(event.getInvolvedObject().getName()))
                    .filter(event -> reason.equals(event.getReason()))
                    .map(Event::getMessage)
                    .findFirst()
                    .orElse(null),
            text -> text != null);
  }

  private List<String> query(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      List<String> rows = new ArrayList<>();
      if (statement.execute(sql)) {
        try (ResultSet row = statement.getResultSet()) {
          while (row.next()) {
            rows.add(row.getString(1));
          }
        }
      }
      return rows;
    }
  }

  private List<String> acknowledged() throws SQLException {
    return query(
        """
        select format('%s %s %s->%s by %s', scope, key_name, version_from, version_to, actor)
        from orient_store.audit_log where action = 'acknowledge-restore' order by seq
        """);
  }

  /** KEY at version 2 and LATER, both newer than the backup, and OTHER. */
  private void loseKeyAndLater() throws IOException {
    useServer();
    scene.put(KEY, "one");
    scene.put(OTHER, "one");
    startOperator();
    scene.sync(scene.orientSecret("app").key(KEY).key(OTHER));
    scene.start(scene.deployment("chat").env("app", KEY));
    awaitRememberedSealAfter(0);
    Path backup = backUp();
    long sealed = rememberedSeal();
    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);
    scene.put("LATER", "one");
    scene.sync(scene.orientSecret("later").key("LATER"));
    awaitRememberedSealAfter(sealed);

    restore(backup);
  }

  @ConcurrentTest
  void restoredDatabaseChangesNoSecretAndRestartsNothingUntilItIsAccepted() throws Exception {
    loseKeyAndLater();

    String ofKey = message("app", "StoreRolledBack");
    assertThat(ofKey)
        .startsWith(
            KEY
                + " went back in the store from version 2 to 1; the value projected last is kept."
                + " The database was put back to an older state");
    assertThat(row(view.object("OrientSecret", "app"), KEY).path("version").asLong()).isEqualTo(2);
    String ofLater = message("later", "StoreRolledBack");
    assertThat(ofLater).startsWith("LATER is not in the store any more, which had version 1");
    assertThat(view.data("app")).isEqualTo(Map.of(KEY, "two", OTHER, "one"));
    assertThat(view.data("later")).isEqualTo(Map.of("LATER", "one"));
    String ofStore = event(MAP, "StoreRolledBack");
    assertThat(ofStore).startsWith("the store lost seal ");

    // What was not lost goes on, in the same Secret too.
    scene.rotate("app", OTHER, "two");
    assertThat(view.data("app")).isEqualTo(Map.of(KEY, "two", OTHER, "two"));
    scene.settle();
    assertThat(scene.rollouts("chat")).isEqualTo(2);

    restartOperator();
    message("app", "StoreRolledBack");
    assertThat(view.data("app")).isEqualTo(Map.of(KEY, "two", OTHER, "two"));

    // One key is accepted, the other is written again as it was.
    carryOut(ofKey);
    view.awaitReason("OrientSecret", "app", "Synced");
    assertThat(view.data("app")).isEqualTo(Map.of(KEY, "one", OTHER, "two"));
    scene.awaitRollouts("chat", 3);
    scene.put("LATER", "one");
    view.awaitReason("OrientSecret", "later", "Synced");
    assertThat(acknowledged())
        .containsExactly("%s %s 2->1 by kubectl-annotate".formatted(view.namespace().name(), KEY));

    // The same text accepts nothing a second time.
    scene.rotate("app", KEY, "two again");
    scene.settle();
    assertThat(acknowledged()).hasSize(1);

    carryOut(ofStore);
    event(MAP, "RestoreAcknowledged");
    assertThat(map().orElseThrow().getData()).containsEntry("epoch", "1");
    awaitRememberedSealAfter(0);
    assertThat(acknowledged()).hasSize(2);
    assertThat(acknowledged().get(1)).matches(" audit-seals \\d+->\\d+ by kubectl-annotate");
  }

  @ConcurrentTest
  void restoredDatabaseIsAcceptedAsAWhole() throws Exception {
    loseKeyAndLater();
    message("app", "StoreRolledBack");
    message("later", "StoreRolledBack");

    carryOut(event(MAP, "StoreRolledBack"));

    view.awaitReason("OrientSecret", "app", "Synced");
    assertThat(view.data("app")).isEqualTo(Map.of(KEY, "one", OTHER, "one"));
    scene.awaitRollouts("chat", 3);
    // Gone from the store, it is missing like any other key, and keeps its value.
    assertThat(message("later", "KeysMissing")).contains("the value projected last is kept");
    assertThat(view.data("later")).isEqualTo(Map.of("LATER", "one"));
    assertThat(acknowledged()).hasSize(1);

    restartOperator();
    scene.rotate("app", KEY, "two");
    view.awaitReason("OrientSecret", "app", "Synced");
    assertThat(map().orElseThrow().getData()).containsEntry("epoch", "1");
  }

  /** By what it has then, an earlier revocation is the last word. */
  @ConcurrentTest
  void restoredDatabaseThatLostAGrantTakesNoValuesAway() throws Exception {
    useServer();
    String namespace = view.namespace().name();
    String scope = "shared." + namespace;
    store.put(scope, KEY, "one");
    store.grant(scope, namespace);
    store.revoke(scope, namespace);
    startOperator();
    awaitRememberedSealAfter(0);
    Path backup = backUp();
    long sealed = rememberedSeal();
    store.grant(scope, namespace);
    scene.sync(scene.orientSecret("app").key(KEY).scope(scope));
    awaitRememberedSealAfter(sealed);

    restore(backup);

    assertThat(message("app", "ScopeNotGranted")).contains("the Secret stays as it is");
    event(MAP, "StoreRolledBack");
    assertThat(view.data("app")).isEqualTo(Map.of(KEY, "one"));
  }

  /** Another server counts transactions anew, which seals and feed must take. */
  @ConcurrentTest
  void dumpThatIsRestoredOnAnotherServerIsTheSameStoreThatWentBack() throws Exception {
    useServer();
    scene.put(KEY, "one");
    scene.put(OTHER, "one");
    startOperator();
    scene.sync(scene.orientSecret("app").key(KEY).key(OTHER));
    awaitRememberedSealAfter(0);
    LogicalDump dump = LogicalDump.of(database, "orient_store");
    scene.rotate("app", KEY, "two");
    awaitRememberedSealAfter(rememberedSeal());
    operator.stop();
    useServer();
    scene.put("MADE_TO_HAVE", "a schema");
    dump.restoreTo(database);
    store.close();
    store = StoreWriter.open(database);
    open.add(store);
    scene = new RestartScene(controlPlane, client, store, view.namespace());

    startOperator();

    message("app", "StoreRolledBack");
    assertThat(view.data("app")).isEqualTo(Map.of(KEY, "two", OTHER, "one"));
    scene.rotate("app", OTHER, "two");
    carryOut(event(MAP, "StoreRolledBack"));
    view.awaitReason("OrientSecret", "app", "Synced");
    assertThat(view.data("app")).isEqualTo(Map.of(KEY, "one", OTHER, "two"));
    event(MAP, "RestoreAcknowledged");
    long seal = rememberedSeal();
    scene.rotate("app", KEY, "three");
    awaitRememberedSealAfter(seal);
  }

  @ConcurrentTest
  void aStandbyThatLaggedChangesNoSecret() throws Exception {
    PostgresPair pair = PostgresPair.start(Files.createDirectories(directory.resolve("standby")));
    open.add(pair);
    use(pair.database());
    scene.put(KEY, "one");
    startOperator();
    scene.sync(scene.orientSecret("app").key(KEY));
    scene.start(scene.deployment("chat").env("app", KEY));
    pair.awaitStandby();
    pair.cutReplication();
    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);

    pair.primary().kill9();
    pair.promote();

    message("app", "StoreRolledBack");
    assertThat(view.data("app")).isEqualTo(Map.of(KEY, "two"));
    scene.put(KEY, "two");
    view.awaitReason("OrientSecret", "app", "Synced");
    scene.settle();
    assertThat(scene.rollouts("chat")).isEqualTo(2);
  }

  @ConcurrentTest
  void aRowThatWasPutBackOutsideTheOperatorIsNotProjected() throws Exception {
    useServer();
    scene.put(KEY, "one");
    scene.put(OTHER, "one");
    startOperator();
    scene.sync(scene.orientSecret("app").key(KEY).key(OTHER));
    scene.rotate("app", KEY, "two");
    view.awaitReason("OrientSecret", "app", "Synced");

    // As a superuser, triggers off; the next change makes the operator look.
    query(
        """
        set session_replication_role = replica;
        create table public.stolen as
          select v.* from orient_store.secret_versions v join orient_store.secrets s on s.uid = v.secret_uid
          where s.name = '%1$s' and v.version = 2;
        delete from orient_store.secret_versions v using orient_store.secrets s
          where s.uid = v.secret_uid and s.name = '%1$s' and v.version = 2;
        update orient_store.secrets set current_version = 1 where name = '%1$s'
        """
            .formatted(KEY));
    scene.put(OTHER, "two");

    message("app", "StoreRolledBack");
    assertThat(view.data("app")).isEqualTo(Map.of(KEY, "two", OTHER, "two"));

    query(
        """
        set session_replication_role = replica;
        insert into orient_store.secret_versions select * from public.stolen;
        update orient_store.secrets set current_version = 2 where name = '%s'
        """
            .formatted(KEY));
    scene.put(OTHER, "three");
    view.awaitReason("OrientSecret", "app", "Synced");
  }

  /** Whoever accepted it did so once, however often it is tried to write the Secret. */
  @ConcurrentTest
  void whatIsAcceptedIsRecordedOnceWhileTheSecretCannotBeWritten() throws Exception {
    useServer();
    scene.put(KEY, "one");
    scene.put(OTHER, "ours");
    view.kubectl("create", "secret", "generic", "app", "--from-literal=" + OTHER + "=theirs");
    startOperator();
    scene.sync(scene.orientSecret("app").merge().key(KEY));
    scene.rotate("app", KEY, "two");
    view.awaitReason("OrientSecret", "app", "Synced");
    operator.stop();
    putBack(KEY);
    startOperator();
    String ofKey = message("app", "StoreRolledBack");
    scene.apply(scene.orientSecret("app").merge().key(KEY).key(OTHER).build());
    message("app", "TargetNotOwned");

    carryOut(ofKey);

    await("the audit row").atMost(PATIENCE).until(() -> !acknowledged().isEmpty());
    scene.apply(scene.orientSecret("app").merge().key(KEY).optionalKey(OTHER).build());
    message("app", "TargetNotOwned");
    assertThat(acknowledged()).hasSize(1);
    scene.apply(scene.orientSecret("app").merge().key(KEY).build());
    view.awaitReason("OrientSecret", "app", "Synced");
    assertThat(view.data("app")).isEqualTo(Map.of(KEY, "one", OTHER, "theirs"));
    assertThat(acknowledged()).hasSize(1);
  }

  /** To version 1 from 2, as a superuser, triggers off. */
  private void putBack(String key) throws SQLException {
    query(
        """
        set session_replication_role = replica;
        delete from orient_store.secret_versions v using orient_store.secrets s
          where s.uid = v.secret_uid and s.name = '%1$s' and v.version = 2;
        update orient_store.secrets set current_version = 1 where name = '%1$s'
        """
            .formatted(key));
  }

  /** The Secret is not in the operator's cache then, and no longer says whose it is. */
  @ConcurrentTest
  void aSecretWhoseMarksWereTakenAwayStillTellsWhatWasLost() throws Exception {
    useServer();
    scene.put(KEY, "one");
    startOperator();
    scene.sync(scene.orientSecret("app").key(KEY));
    scene.rotate("app", KEY, "two");
    view.awaitReason("OrientSecret", "app", "Synced");
    operator.stop();
    view.kubectl("label", "secret", "app", Markers.PROJECTED_FOR + "-");
    view.kubectl("annotate", "secret", "app", Markers.OWNER + "-", Markers.PROJECTION + "-");
    putBack(KEY);

    startOperator();

    message("app", "StoreRolledBack");
    assertThat(view.data("app")).isEqualTo(Map.of(KEY, "two"));
  }

  @ConcurrentTest
  void anotherStoreIsNeitherReadNorWrittenUntilItIsAccepted() throws Exception {
    useServer();
    scene.put(KEY, "one");
    view.kubectl("create", "secret", "generic", "source", "--from-literal=token=imported");
    startOperator();
    scene.sync(scene.orientSecret("app").key(KEY).importedKey("JIRA_API_TOKEN", "source", "token"));
    operator.stop();
    store.close();
    use(server.createDatabase());
    scene.put(KEY, "of the other store");

    startOperator();

    String ofApp = message("app", "StoreReplaced");
    assertThat(ofApp).contains("the Secret stays as it is");
    assertThat(view.data("app")).isEqualTo(Map.of(KEY, "one", "JIRA_API_TOKEN", "imported"));
    assertThat(query("select name from orient_store.secrets")).containsExactly(KEY);

    String ofStore = event(MAP, "StoreReplaced");
    assertThat(ofStore)
        .endsWith(ofApp.substring(ofApp.indexOf("To accept the store as it is now")));
    carryOut(ofApp);

    view.awaitReason("OrientSecret", "app", "Synced");
    assertThat(view.data("app"))
        .isEqualTo(Map.of(KEY, "of the other store", "JIRA_API_TOKEN", "imported"));
  }

  @ConcurrentTest
  void aRecordThatIsDeletedComesBackAndOneThatIsDamagedStopsTheNextStart() throws Exception {
    useServer();
    scene.put(KEY, "one");
    startOperator();
    scene.sync(scene.orientSecret("app").key(KEY));
    awaitRememberedSealAfter(0);
    String id = map().orElseThrow().getData().get("storeId");

    client.configMaps().inNamespace(view.namespace().name()).withName(MAP).delete();
    await("the record").atMost(PATIENCE).until(() -> map().isPresent());
    assertThat(map().orElseThrow().getData()).containsEntry("storeId", id);
    view.kubectl("patch", "configmap", MAP, "--patch", "{\"data\":{\"storeId\":\"none\"}}");
    await("the store's id")
        .atMost(PATIENCE)
        .until(() -> id.equals(map().orElseThrow().getData().get("storeId")));

    operator.stop();
    view.kubectl("patch", "configmap", MAP, "--patch", "{\"data\":{\"epoch\":\"none\"}}");
    startOperator();
    assertThat(message("app", "StoreUnconfirmed"))
        .contains(MAP, "its data is damaged: put it right, or delete it");
    scene.put(KEY, "two");
    assertThat(view.data("app")).isEqualTo(Map.of(KEY, "one"));

    view.kubectl("delete", "configmap", MAP);
    view.awaitData("app", KEY, "two");
    view.awaitReason("OrientSecret", "app", "Synced");
  }

  /** An etcd backup brings old Secrets, and an old record of the store: the store is right. */
  @ConcurrentTest
  void objectsOfAnOlderClusterGiveWayToTheStore() throws Exception {
    useServer();
    scene.put(KEY, "one");
    startOperator();
    scene.sync(scene.orientSecret("app").key(KEY));
    awaitRememberedSealAfter(0);
    Secret oldSecret = view.secret("app").orElseThrow();
    ConfigMap oldMap = map().orElseThrow();
    scene.rotate("app", KEY, "two");
    awaitRememberedSealAfter(Long.parseLong(oldMap.getData().get("sealNumber")));
    operator.stop();

    client
        .secrets()
        .inNamespace(view.namespace().name())
        .withName("app")
        .edit(
            secret -> {
              secret.setData(oldSecret.getData());
              secret
                  .getMetadata()
                  .getAnnotations()
                  .put(Markers.KEYS, oldSecret.getMetadata().getAnnotations().get(Markers.KEYS));
              return secret;
            });
    client
        .configMaps()
        .inNamespace(view.namespace().name())
        .withName(MAP)
        .edit(
            map -> {
              map.setData(oldMap.getData());
              return map;
            });
    startOperator();

    view.awaitData("app", KEY, "two");
    JsonNode app = view.awaitReason("OrientSecret", "app", "Synced");
    assertThat(row(app, KEY).path("version").asLong()).isEqualTo(2);
    awaitRememberedSealAfter(Long.parseLong(oldMap.getData().get("sealNumber")));
    assertThat(view.eventReasons()).doesNotContain("StoreRolledBack");
  }
}
