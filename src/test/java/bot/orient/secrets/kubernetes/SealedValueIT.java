package bot.orient.secrets.kubernetes;

import static bot.orient.secrets.testing.ClusterView.condition;
import static bot.orient.secrets.testing.ClusterView.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.crypto.SealingPublicKey;
import bot.orient.secrets.store.AuditEntry;
import bot.orient.secrets.sync.SealingKeyDocument;
import bot.orient.secrets.testing.ClusterView;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.SealProcess;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a value at a terminal to a Secret, by way of Git: sealed by the operator's program with the
 * key that the operator published, applied by kubectl.
 */
@ExtendWith(ControlPlaneExtension.class)
class SealedValueIT {

  private static TestDatabase database;
  private static TestNamespace home;
  private static InProcessOperator operator;

  @TempDir private Path directory;

  private ClusterView view;
  private ClusterView homeView;
  private Path publicKey;

  @BeforeAll
  static void startOperator(ControlPlane controlPlane) {
    try (KubernetesClient client = controlPlane.client()) {
      home = TestNamespace.create(client);
    }
    database = PostgresServer.shared().createDatabase();
    operator = InProcessOperator.startIn(home.name(), controlPlane, database);
  }

  @AfterAll
  static void stopOperator() {
    operator.close();
  }

  @BeforeEach
  void saveThePublishedKey(
      ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace)
      throws IOException {
    view = new ClusterView(controlPlane, client, namespace);
    homeView = new ClusterView(controlPlane, client, home);
    awaitPublished();
    publicKey = save("yaml");
  }

  private Path save(String format) throws IOException {
    String printed =
        homeView.kubectl("get", "configmap", "orient-secrets-sealing-key", "--output", format);
    return Files.writeString(directory.resolve("key." + format), printed);
  }

  private void awaitPublished() {
    Map<String, String> wanted = SealingKeyDocument.write(operator.store().sealingKey());
    await("the public key")
        .atMost(ClusterView.PATIENCE)
        .until(
            () -> {
              ConfigMap found = published();
              return found != null && wanted.equals(found.getData());
            });
  }

  private ConfigMap published() {
    return view.client()
        .configMaps()
        .inNamespace(home.name())
        .withName(SealingKeyDocument.NAME)
        .get();
  }

  private String seal(String value) {
    return seal(view.namespace().name(), "TOKEN", value);
  }

  private String seal(String scope, String key, String value) {
    return SealProcess.seal(publicKey, scope, key, value);
  }

  private void apply(String sealed) {
    apply(sealed, "from Git");
  }

  private void apply(String sealed, String description) {
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: app}
        spec:
          keys:
          - {key: OTHER, optional: true}
          - key: TOKEN
            description: %s
            sealedValue: %s
        """
            .formatted(description, sealed));
  }

  private JsonNode awaitTaken(String reason) {
    return view.await(
        "SealedValuesTaken to be " + reason,
        "OrientSecret",
        "app",
        object ->
            reason.equals(condition(object, "SealedValuesTaken").path("reason").asText())
                && condition(object, "SealedValuesTaken").path("observedGeneration").asLong()
                    == object.at("/metadata/generation").asLong());
  }

  @Test
  void aValueSealedByTheProgramIsProjectedAndAuditedAndTold() throws IOException {
    apply(seal("planted-one"));

    view.awaitData("app", "TOKEN", "planted-one");
    JsonNode taken = awaitTaken("Taken");
    assertThat(condition(taken, "SealedValuesTaken").path("status").asText()).isEqualTo("True");
    assertThat(condition(taken, "Ready").path("reason").asText()).isEqualTo("Synced");
    AuditEntry entry = operator.store().audit(view.namespace().name(), 1).get(0);
    assertThat(entry.action()).isEqualTo("import-sealed");
    assertThat(entry.actor()).isEqualTo("kubectl-client-side-apply");
    assertThat(entry.source()).isEqualTo("OrientSecret " + view.namespace().name() + "/app");
    await("the event")
        .atMost(ClusterView.PATIENCE)
        .until(() -> view.eventReasons().contains("Imported"));

    publicKey = save("json");
    apply(seal("planted-two"));
    view.awaitData("app", "TOKEN", "planted-two");
  }

  @Test
  void aLaterValueOfTheStoreIsNotRevertedByASpecThatKeepsItsText() {
    String sealed = seal("from-git");
    apply(sealed);
    view.awaitData("app", "TOKEN", "from-git");

    operator.put(view.namespace().name(), "TOKEN", "by-hand");
    view.awaitData("app", "TOKEN", "by-hand");
    apply(sealed, "described anew");

    awaitTaken("Taken");
    assertThat(view.data("app")).containsEntry("TOKEN", "by-hand");
    JsonNode shadowed =
        view.await(
            "the status to tell that the text is not used",
            "OrientSecret",
            "app",
            object -> condition(object, "Shadowed").path("status").asText().equals("True"));
    assertThat(condition(shadowed, "Shadowed").path("reason").asText()).isEqualTo("StoreIsNewer");
    assertThat(condition(shadowed, "Shadowed").path("message").asText())
        .startsWith(
            "the sealedValue of TOKEN is not used, the store has version 2 by alice since: ")
        .doesNotContain("by-hand");
    assertThat(condition(shadowed, "Ready").path("status").asText()).isEqualTo("True");

    apply(seal("sealed-anew"));
    view.awaitData("app", "TOKEN", "sealed-anew");
    view.await(
        "nothing to be shadowed any more",
        "OrientSecret",
        "app",
        object -> condition(object, "Shadowed").isMissingNode());
  }

  @Test
  void aRevertInGitIsRefusedAsOutdatedAndSaysWhatToDo() {
    String first = seal("first");
    apply(first);
    view.awaitData("app", "TOKEN", "first");
    apply(seal("second"));
    view.awaitData("app", "TOKEN", "second");

    apply(first);

    JsonNode outdated = awaitTaken("SealedValueOutdated");
    assertThat(condition(outdated, "SealedValuesTaken").path("message").asText())
        .startsWith("TOKEN has a sealed value of ")
        .endsWith("seal it anew, or roll back in the store");
    assertThat(condition(outdated, "Ready").path("status").asText()).isEqualTo("True");
    assertThat(row(outdated, "TOKEN").path("version").asLong()).isEqualTo(2);
    assertThat(view.data("app")).containsEntry("TOKEN", "second");
  }

  @Test
  void aTextOfAnotherPlaceKeepsWhatIsThereAndBlocksNoOtherKey() {
    apply(seal("good"));
    view.awaitData("app", "TOKEN", "good");
    String namespace = view.namespace().name();

    apply(seal(namespace, "OTHER", "moved"));
    operator.put(namespace, "OTHER", "other");

    JsonNode invalid = awaitTaken("SealedValueInvalid");
    view.awaitData("app", "OTHER", "other");
    assertThat(view.data("app")).containsEntry("TOKEN", "good");
    assertThat(condition(invalid, "SealedValuesTaken").path("message").asText())
        .isEqualTo(
            "TOKEN has a sealed value that is damaged, or was sealed for another scope or key; seal it"
                + " anew with --scope %s --key TOKEN",
            namespace);
    assertThat(row(invalid, "TOKEN").path("message").asText()).contains("sealed value");

    apply(seal("mended"));
    view.awaitData("app", "TOKEN", "mended");
    awaitTaken("Taken");
  }

  @Test
  void aFirstValueThatIsCutOffIsMissedByName() {
    String sealed = seal("never");
    // Two characters are the last byte: what is left is whole bytes, whatever they are.
    apply(sealed.substring(0, sealed.length() - 2));

    JsonNode missing = view.awaitReason("OrientSecret", "app", "KeysMissing");

    assertThat(condition(missing, "Ready").path("message").asText())
        .startsWith("TOKEN has a sealed value that is cut off");
    assertThat(view.secret("app")).isEmpty();
  }

  @Test
  void aValueThatWasDeletedStaysDeletedAndSaysHowToHaveItBack() {
    String sealed = seal("from-git");
    apply(sealed);
    view.awaitData("app", "TOKEN", "from-git");

    operator.store().delete(view.namespace().name(), "TOKEN", InProcessOperator.ALICE);

    JsonNode missing = view.awaitReason("OrientSecret", "app", "KeysMissing");
    assertThat(condition(missing, "Ready").path("message").asText())
        .contains("was deleted from the store after its sealed value was taken over");
    assertThat(view.data("app")).as("the last value stays").containsEntry("TOKEN", "from-git");
    assertThat(operator.store().list(view.namespace().name())).isEmpty();
  }

  @Test
  void aValueForAGrantedScopeIsRefusedForAGrantIsToRead() {
    operator.store().grant("platform.sealed", view.namespace().name(), InProcessOperator.ALICE);
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: app}
        spec:
          scope: platform.sealed
          keys: [{key: TOKEN, sealedValue: %s}]
        """
            .formatted(seal("platform.sealed", "TOKEN", "x")));

    JsonNode refused = view.awaitReason("OrientSecret", "app", "InvalidSpec");

    assertThat(condition(refused, "Ready").path("message").asText())
        .contains("spec.keys[0].sealedValue", "own scope only");
    assertThat(operator.store().list("platform.sealed")).isEmpty();
  }

  @Test
  void thePublishedKeyIsHealedWhenItIsEditedOrDeleted() {
    String uid = published().getMetadata().getUid();
    homeView.kubectl(
        "patch", "configmap", SealingKeyDocument.NAME, "-p", "{\"data\":{\"publicKey\":\"mine\"}}");
    awaitPublished();
    assertThat(published().getMetadata().getUid()).isEqualTo(uid);

    homeView.kubectl("delete", "configmap", SealingKeyDocument.NAME);
    awaitPublished();
    assertThat(published().getMetadata().getUid()).isNotEqualTo(uid);
  }

  @Test
  void aRenewedKeyIsPublishedAndTheOneBeforeStillOpens() throws SQLException {
    SealingPublicKey old = operator.store().sealingKey();
    String sealed = seal("sealed-before");
    makeTheKeyOld();
    await("the renewal")
        .atMost(ClusterView.PATIENCE)
        .until(() -> !operator.store().sealingKey().equals(old));
    homeView.kubectl("annotate", "configmap", SealingKeyDocument.NAME, "looked=at", "--overwrite");
    awaitPublished();

    apply(sealed);

    view.awaitData("app", "TOKEN", "sealed-before");
  }

  private static void makeTheKeyOld() throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "update orient_store.data_keys set created_at = created_at - interval '31 days'"
              + " where purpose = 'RECIPIENT' and state = 'active'");
    }
  }
}
