package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.KeyStatus;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.sync.KeyConsumer;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A scope that is granted, taken back and granted again, and the Secret that has its values. */
@ExtendWith(ControlPlaneExtension.class)
class SharedScopeIT {

  private static final Map<String, String> ONE = Map.of("TOKEN", "one");

  private static TestDatabase database;
  private static InProcessOperator operator;

  private ProjectionScene scene;
  private String scope;

  @BeforeAll
  static void start(ControlPlane controlPlane) {
    database = PostgresServer.shared().createDatabase();
    operator = InProcessOperator.start(controlPlane, database);
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  @BeforeEach
  void enter(KubernetesClient client, TestNamespace namespace) {
    scene = new ProjectionScene(client, operator, namespace);
    scope = "shared." + namespace;
    operator.put(scope, "TOKEN", "one");
  }

  private OrientSecretBuilder app() {
    return scene.orientSecret("app").key("TOKEN").scope(scope);
  }

  private void grant() {
    operator.store().grant(scope, scene.namespace().name(), InProcessOperator.ALICE);
  }

  private void revoke() {
    operator.store().revoke(scope, scene.namespace().name(), InProcessOperator.ALICE);
  }

  @Test
  void revocationRemovesTheSecretAndAnotherGrantBringsItBack() {
    grant();
    scene.applyAndSync(app());
    assertThat(scene.data("app")).isEqualTo(ONE);

    revoke();
    scene.awaitNoSecret("app");
    OrientSecret refused =
        scene.awaitStatus("app", app -> "0/1".equals(app.getStatus().syncedKeys()));
    assertThat(ProjectionScene.conditions(refused))
        .contains("Ready=False/ScopeNotGranted", "Stalled=True/ScopeNotGranted");
    assertThat(ProjectionScene.readyMessage(refused))
        .contains(scope, "none of its values are in Secret app", "spec.scope");
    assertThat(refused.getStatus().keys()).isEmpty();
    assertThat(scene.eventReasons("app")).contains("Removed");

    grant();
    scene.awaitReason("app", "Synced");
    assertThat(scene.data("app")).isEqualTo(ONE);
  }

  @Test
  void aRetainedSecretKeepsTheValuesAndItsStatusSaysSo() {
    grant();
    scene.applyAndSync(app().retain());

    revoke();
    OrientSecret refused = scene.awaitReason("app", "ScopeNotGranted");
    scene.awaitLaterWork();

    assertThat(ProjectionScene.readyMessage(refused)).contains("spec.target.deletionPolicy");
    assertThat(scene.data("app")).isEqualTo(ONE);
  }

  @Test
  void ofASecretOfSomebodyElseOnlyTheKeysOfTheScopeGo() {
    scene.createSecret("theirs", Map.of("OWN", "x"));
    grant();
    scene.applyAndSync(app().target("theirs").merge());
    scene.awaitData("theirs", Map.of("OWN", "x", "TOKEN", "one"));

    revoke();

    scene.awaitData("theirs", Map.of("OWN", "x"));
    grant();
    scene.awaitData("theirs", Map.of("OWN", "x", "TOKEN", "one"));
  }

  @Test
  void aScopeThatWasNeverGrantedTakesNothingAwayFromTheSecretOfTheScopeBefore() {
    grant();
    scene.applyAndSync(app());
    String other = "other." + scene.namespace();
    operator.store().grant(other, scene.namespace().name(), InProcessOperator.ALICE);
    operator.store().revoke(other, scene.namespace().name(), InProcessOperator.ALICE);

    for (String wrong : List.of("never." + scene.namespace(), other)) {
      scene.apply(app().scope(wrong));
      OrientSecret refused =
          scene.awaitStatus("app", app -> ProjectionScene.readyMessage(app).contains(wrong));
      assertThat(ProjectionScene.readyMessage(refused)).contains("the Secret stays as it is");
    }
    scene.awaitLaterWork();
    assertThat(scene.data("app")).isEqualTo(ONE);
  }

  /** As after a restore of the database to a time before the grant. */
  @Test
  void aGrantThatIsGoneWithoutARevocationTakesNothingAway() throws SQLException {
    grant();
    scene.applyAndSync(app());

    try (Connection connection =
            DriverManager.getConnection(
                database.jdbcUrl(), database.username(), database.password());
        Statement statement = connection.createStatement()) {
      statement.execute("delete from orient_store.scope_grants where scope = '" + scope + "'");
    }
    scene.apply(app().metadataAnnotation("example.com/look", "again"));
    operator.put(scope, "TOKEN", "two");
    scene.awaitReason("app", "ScopeNotGranted");
    scene.awaitLaterWork();

    assertThat(scene.data("app")).isEqualTo(ONE);
  }

  @Test
  void theUsersOfAKeyAreKnownWithTheirVersionsAndPins() {
    grant();
    operator.put(scope, "TOKEN", "two");
    scene.applyAndSync(app());
    scene.applyAndSync(scene.orientSecret("old").keyAt("TOKEN", 1).scope(scope));
    scene.applyAndSync(scene.orientSecret("elsewhere").optionalKey("TOKEN"));

    List<KeyConsumer> users = operator.consumers().of(scope, "TOKEN");

    assertThat(users).extracting(KeyConsumer::name).containsExactlyInAnyOrder("app", "old");
    for (KeyConsumer user : users) {
      boolean held = user.name().equals("old");
      assertThat(user.namespace()).isEqualTo(scene.namespace().name());
      assertThat(user.row().map(KeyStatus::version)).contains(held ? 1L : 2L);
      assertThat(user.hold().isPresent()).isEqualTo(held);
    }
    assertThat(operator.consumers().of(scope, "OTHER")).isEmpty();
  }
}
