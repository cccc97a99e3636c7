package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.KeyStatus;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.RollbackRequest;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A superuser of the database changes a row behind the operator's back. */
@ExtendWith(ControlPlaneExtension.class)
class TamperedRowIT {

  private static final String BAD = "TAMPERED";
  private static final String GOOD = "GOOD";

  private final TestDatabase database = PostgresServer.shared().createDatabase();
  private ProjectionScene scene;

  @BeforeEach
  void tamperWithARowThatIsProjected(
      ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace)
      throws SQLException {
    scene = new ProjectionScene(client, InProcessOperator.start(controlPlane, database), namespace);
    scene.put(BAD, "old value");
    scene.put(BAD, "last value");
    scene.put(GOOD, "one");
    scene.applyAndSync(scene.orientSecret("app").key(BAD).key(GOOD));
    scene.applyAndSync(scene.orientSecret("other").key(GOOD));
    tamper();
    // No change of the store tells of it: it shows when the row is read for another reason.
    scene.put(GOOD, "two");
  }

  @AfterEach
  void stop() {
    scene.operator().close();
  }

  @Test
  void isToldKeepsItsLastValueAndStopsNoOther() {
    OrientSecret told = scene.awaitReason("app", "ValueUnreadable");
    assertThat(ProjectionScene.readyMessage(told))
        .isEqualTo(
            "TAMPERED version 2 cannot be read: the stored value was changed outside the operator:"
                + " write the value again or roll back to an earlier version; the value projected"
                + " last is kept");
    assertThat(told.getStatus().syncedKeys()).isEqualTo("1/2");
    assertThat(told.getStatus().keys())
        .filteredOn(key -> key.message() != null)
        .extracting(KeyStatus::key)
        .containsExactly(BAD);
    scene.awaitData("app", Map.of(BAD, "last value", GOOD, "two"));
    scene.awaitData("other", Map.of(GOOD, "two"));
    scene.awaitReason("other", "Synced");
    assertThat(scene.events("app"))
        .filteredOn(event -> "ValueUnreadable".equals(event.getReason()))
        .singleElement()
        .extracting(Event::getType)
        .isEqualTo("Warning");

    scene.apply(scene.orientSecret("late").key(BAD).key(GOOD));
    assertThat(ProjectionScene.readyMessage(scene.awaitReason("late", "ValueUnreadable")))
        .doesNotContain("is kept");
    assertThat(scene.find("late")).as("nothing is projected by halves").isEmpty();
    scene.put(GOOD, "three");
    scene.awaitData("app", Map.of(BAD, "last value", GOOD, "three"));

    assertThat(scene.operator().store().audit(scene.namespace().name(), 100))
        .as("however many resources and reconciliations read it")
        .filteredOn(entry -> entry.action().equals("tamper-detected"))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.key()).isEqualTo(BAD);
              assertThat(entry.versionFrom()).isEqualTo(2);
              assertThat(entry.actorKind()).isEqualTo(Actor.Kind.OPERATOR);
            });
  }

  @Test
  void isMendedByWritingTheSameValueAgain() {
    scene.awaitReason("app", "ValueUnreadable");

    scene.put(BAD, "last value");

    OrientSecret mended = scene.awaitReason("app", "Synced");
    assertThat(mended.getStatus().syncedKeys()).isEqualTo("2/2");
    assertThat(scene.data("app")).isEqualTo(Map.of(BAD, "last value", GOOD, "two"));
  }

  @Test
  void isMendedByARollbackToAnEarlierVersion() {
    scene.awaitReason("app", "ValueUnreadable");

    scene
        .operator()
        .store()
        .rollback(RollbackRequest.of(scene.namespace().name(), BAD, 1), InProcessOperator.ALICE);

    scene.awaitReason("app", "Synced");
    scene.awaitData("app", Map.of(BAD, "old value", GOOD, "two"));
  }

  @Test
  void ofAKeyThatIsHeldAtItIsToldWithTheWayOutAndEarlierVersionsAreThere() {
    scene.apply(scene.orientSecret("held").keyAt(BAD, 2));
    assertThat(ProjectionScene.readyMessage(scene.awaitReason("held", "ValueUnreadable")))
        .endsWith(
            "write the value again or roll back to an earlier version; then name another one in"
                + " spec.keys[].version, or leave it out");

    scene.applyAndSync(scene.orientSecret("held").keyAt(BAD, 1));
    assertThat(scene.data("held")).isEqualTo(Map.of(BAD, "old value"));
  }

  /** The Secret of before is all that has its last value. */
  @Test
  void ofAnOptionalKeyLosesNoValueWhenTheTargetIsRenamed() {
    scene.awaitReason("app", "ValueUnreadable");

    scene.apply(scene.orientSecret("app").optionalKey(BAD).key(GOOD).target("renamed"));
    scene.awaitReason("app", "ValueUnreadable");

    assertThat(scene.data("app")).containsEntry(BAD, "last value");
    assertThat(scene.find("renamed")).isEmpty();

    scene.put(BAD, "mended");
    scene.awaitData("renamed", Map.of(BAD, "mended", GOOD, "two"));
    scene.awaitNoSecret("app");
  }

  private void tamper() throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      // So that no trigger refuses it.
      statement.execute("set session_replication_role = replica");
      statement.execute(
          """
          update orient_store.secret_versions v
          set envelope = set_byte(
            envelope, octet_length(envelope) - 20,
            255 - get_byte(envelope, octet_length(envelope) - 20))
          from orient_store.secrets s
          where s.uid = v.secret_uid and s.name = 'TAMPERED' and v.version = s.current_version
          """);
    }
  }
}
