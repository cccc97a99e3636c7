package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** People are told in time that a value is to be rotated, and that it was. */
@ExtendWith(ControlPlaneExtension.class)
class RotationIT {

  private static final String TYPE = "RotationDue";

  private final TestDatabase database = PostgresServer.shared().createDatabase();
  private ProjectionScene scene;

  @BeforeEach
  void enter(ControlPlane plane, KubernetesClient client, TestNamespace namespace) {
    scene = new ProjectionScene(client, InProcessOperator.start(plane, database), namespace);
    scene.put("TOKEN", "one");
  }

  @AfterEach
  void stop() {
    scene.operator().close();
  }

  @Test
  void oldValueIsDueUntilAnotherIsWritten() throws SQLException {
    age("TOKEN", "91 days");
    scene.applyAndSync(scene.orientSecret("app").rotatedKey("TOKEN", "90d", null));

    Condition due = awaitCondition("True", "TooOld");
    assertThat(due.getMessage()).startsWith("TOKEN is older than 90d since ");
    assertThat(scene.data("app")).isEqualTo(Map.of("TOKEN", "one"));

    scene.put("TOKEN", "two");

    awaitNoCondition();
    assertThat(awaitEvents("Rotated", 1)).extracting(Event::getType).containsExactly("Normal");
    scene.awaitLaterWork();
    assertThat(events("RotationDue")).extracting(Event::getType).containsExactly("Warning");
    assertThat(events("RotationDue"))
        .singleElement()
        .satisfies(event -> assertThat(due.getMessage()).startsWith(event.getMessage()));
  }

  /** Nothing but the time itself makes the condition true. */
  @Test
  void valueBecomesDueAtItsMoment() throws SQLException {
    // Long enough that the first status is written before, short enough to wait for.
    age("TOKEN", "1 hour' - interval '20 seconds");
    scene.applyAndSync(scene.orientSecret("app").rotatedKey("TOKEN", "1h", null));
    Condition before = awaitCondition("False", "DueSoon");

    Condition due = awaitCondition("True", "TooOld");

    Instant moment =
        Instant.parse(before.getMessage().substring(before.getMessage().lastIndexOf(' ') + 1));
    assertThat(Instant.parse(due.getLastTransitionTime())).isAfterOrEqualTo(moment);
    awaitEvents("RotationDue", 1);
  }

  @Test
  void noticeAndExpiryComeFromTheDate() {
    Instant expires = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(20);
    scene.applyAndSync(scene.orientSecret("app").rotatedKey("TOKEN", null, expires.toString()));

    assertThat(awaitCondition("False", "DueSoon").getMessage())
        .isEqualTo("TOKEN expires at " + expires);
    assertThat(awaitCondition("True", "Expired").getMessage())
        .isEqualTo("TOKEN expired at " + expires + ": write a new value");

    scene.put("TOKEN", "two");

    awaitNoCondition();
  }

  @Test
  void compromisedValueIsDueWhateverItsAge() {
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));
    assertThat(ProjectionScene.condition(scene.resource("app"), TYPE)).isEmpty();

    scene
        .operator()
        .store()
        .markCompromised(
            scene.namespace().name(), "TOKEN", "seen in a CI log", InProcessOperator.ALICE);

    Condition due = awaitCondition("True", "Compromised");
    assertThat(due.getMessage())
        .startsWith("TOKEN was marked compromised by alice at ")
        .endsWith("(seen in a CI log): write a new value");
    assertThat(scene.data("app")).isEqualTo(Map.of("TOKEN", "one"));

    scene.put("TOKEN", "two");

    awaitNoCondition();
    awaitEvents("Rotated", 1);
    assertThat(events("RotationDue")).hasSize(1);
  }

  @Test
  void compromisedValueDoesNotComeBackFromASecret() {
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));
    scene
        .operator()
        .store()
        .markCompromised(scene.namespace().name(), "TOKEN", null, InProcessOperator.ALICE);
    scene.put("TOKEN", "two");

    scene.createSecret("backup", Map.of("token", "one"));
    scene.apply(scene.orientSecret("app").importedKey("TOKEN", "backup", "token"));

    scene.awaitStatus(
        "app",
        resource ->
            Optional.ofNullable(resource.getStatus().keys().get(0).message())
                .filter(message -> message.contains("version 1, which was marked compromised"))
                .isPresent());
    assertThat(scene.data("app")).isEqualTo(Map.of("TOKEN", "two"));
  }

  @Test
  void keyThatBecomesDueLaterIsToldWithoutRepeatingTheOther() throws SQLException {
    scene.put("OTHER", "one");
    age("TOKEN", "2 days");
    scene.applyAndSync(
        scene.orientSecret("app").rotatedKey("TOKEN", "1d", null).rotatedKey("OTHER", "1d", null));
    awaitCondition("True", "TooOld");

    scene
        .operator()
        .store()
        .markCompromised(scene.namespace().name(), "OTHER", null, InProcessOperator.ALICE);
    Condition both = awaitCondition("True", "Compromised");

    assertThat(both.getMessage())
        .contains("TOKEN is older than 1d", "OTHER was marked compromised");
    assertThat(awaitEvents("RotationDue", 2))
        .extracting(event -> event.getMessage().split(" ")[0])
        .containsExactly("TOKEN", "OTHER");
  }

  @Test
  void nothingMovesWhileNothingIsDue() throws SQLException {
    age("TOKEN", "89 days");
    scene.applyAndSync(scene.orientSecret("app").rotatedKey("TOKEN", "90d", null));
    awaitCondition("False", "DueSoon");
    OrientSecret first = scene.resource("app");
    scene.awaitLaterWork();

    assertThat(scene.resource("app").getMetadata().getResourceVersion())
        .isEqualTo(first.getMetadata().getResourceVersion());
  }

  /** Makes the current version look as if it was written that long ago. */
  private void age(String key, String interval) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("set session_replication_role = replica");
      int aged =
          statement.executeUpdate(
              """
              update orient_store.secret_versions
              set created_at = clock_timestamp() - (interval '%s')
              where secret_uid in
                (select uid from orient_store.secrets where scope = '%s' and name = '%s')
              """
                  .formatted(interval, scene.namespace().name(), key));
      assertThat(aged).isEqualTo(1);
    }
  }

  private Condition awaitCondition(String status, String reason) {
    return ProjectionScene.condition(
            scene.awaitStatus(
                "app",
                resource ->
                    rotation(resource)
                        .filter(condition -> status.equals(condition.getStatus()))
                        .filter(condition -> reason.equals(condition.getReason()))
                        .isPresent()),
            TYPE)
        .orElseThrow();
  }

  private void awaitNoCondition() {
    scene.awaitStatus("app", resource -> rotation(resource).isEmpty());
  }

  private static Optional<Condition> rotation(OrientSecret resource) {
    return ProjectionScene.condition(resource, TYPE);
  }

  /** An event is written after the status that it tells of. */
  private List<Event> awaitEvents(String reason, int count) {
    return await(count + " events " + reason)
        .atMost(ProjectionScene.PATIENCE)
        .until(() -> events(reason), found -> found.size() >= count);
  }

  private List<Event> events(String reason) {
    return scene.events("app").stream().filter(event -> reason.equals(event.getReason())).toList();
  }
}
