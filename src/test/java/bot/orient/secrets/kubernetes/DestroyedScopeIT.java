package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.store.AuditEntry;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.StoreWriter;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A scope is destroyed on purpose while its values are projected. */
@ExtendWith(ControlPlaneExtension.class)
class DestroyedScopeIT {

  private static final String KEY = "KEY";

  private final TestDatabase database = PostgresServer.shared().createDatabase();
  private ProjectionScene scene;

  @BeforeEach
  void project(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    scene = new ProjectionScene(client, InProcessOperator.start(controlPlane, database), namespace);
    scene.put(KEY, "value");
    scene.applyAndSync(scene.orientSecret("app").key(KEY));
  }

  @AfterEach
  void stop() {
    scene.operator().close();
  }

  @Test
  void whatIsProjectedStaysAndANewValueIsTakenUp() throws SQLException {
    try (StoreWriter person = StoreWriter.open(database)) {
      person.destroyScope(scene.namespace().name());
    }
    passTheWaitingPeriod();

    assertThat(ProjectionScene.readyMessage(scene.awaitReason("app", "ValueUnreadable")))
        .startsWith(
            "KEY version 1 cannot be read: scope "
                + scene.namespace().name()
                + " was destroyed on purpose at ")
        .endsWith("write a new value; the value projected last is kept");
    assertThat(scene.data("app")).isEqualTo(Map.of(KEY, "value"));
    assertThat(scene.operator().store().audit(scene.namespace().name(), 100))
        .extracting(AuditEntry::action)
        .contains("scope-destroy", "scope-destroyed")
        .doesNotContain("tamper-detected");

    scene.put(KEY, "new value");

    scene.awaitData("app", Map.of(KEY, "new value"));
    assertThat(scene.awaitReason("app", "Synced").getStatus().keys().get(0).version())
        .as("versions go on counting")
        .isEqualTo(2);
  }

  private void passTheWaitingPeriod() throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "update orient_store.scope_destructions set due_at = clock_timestamp()"
              + " where state = 'waiting'");
    }
  }
}
