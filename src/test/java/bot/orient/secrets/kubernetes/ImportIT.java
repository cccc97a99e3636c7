package bot.orient.secrets.kubernetes;

import static bot.orient.secrets.testing.ClusterView.condition;
import static bot.orient.secrets.testing.ClusterView.row;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.AuditEntry;
import bot.orient.secrets.testing.ClusterView;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestNamespace;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Values that users write into Secrets with kubectl become versions in the store, each once. */
@ExtendWith(ControlPlaneExtension.class)
class ImportIT {

  private static final String KEY = "LINEAR_WEBHOOK_SECRET";

  private static InProcessOperator operator;

  private ClusterView view;

  @BeforeAll
  static void startOperator(ControlPlane controlPlane) {
    operator = InProcessOperator.start(controlPlane, PostgresServer.shared().createDatabase());
  }

  @AfterAll
  static void stopOperator() {
    operator.close();
  }

  @BeforeEach
  void look(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    view = new ClusterView(controlPlane, client, namespace);
  }

  @Test
  void sourceBecomesVersionOneAndEveryEditExactlyOneMore() {
    view.kubectl("create", "secret", "generic", "source", "--from-literal=token=one");
    applyImporter();
    awaitVersion(1);
    view.awaitData("app", KEY, "one");

    view.kubectl("label", "secret", "source", "touched=yes");
    patchSource("two");
    awaitVersion(2);
    view.kubectl("annotate", "secret", "source", "touched=yes");
    patchSource("three");
    awaitVersion(3);

    view.awaitData("app", KEY, "three");
    assertThat(imports()).extracting(AuditEntry::versionTo).containsExactly(3L, 2L, 1L);
  }

  @Test
  void valueWrittenToTheStoreIsNotRevertedByAnUnchangedSource() {
    view.kubectl("create", "secret", "generic", "source", "--from-literal=token=one");
    applyImporter();
    awaitVersion(1);

    operator.put(view.namespace().name(), KEY, "rotated");
    view.awaitData("app", KEY, "rotated");
    view.kubectl("label", "secret", "source", "touched=yes");
    applyImporter("described anew");
    view.awaitReason("OrientSecret", "app", "Synced");

    assertThat(view.data("app")).containsEntry(KEY, "rotated");
    JsonNode shadowed =
        view.await(
            "the status to tell that the source is not used",
            "OrientSecret",
            "app",
            object -> condition(object, "Shadowed").path("status").asText().equals("True"));
    assertThat(condition(shadowed, "Shadowed").path("message").asText())
        .startsWith("the value of the secretKeyRef of " + KEY + " is not used, the store has ")
        .doesNotContain("rotated");
    assertThat(condition(shadowed, "Ready").path("status").asText()).isEqualTo("True");
    patchSource("two");
    awaitVersion(3);
    view.awaitData("app", KEY, "two");
    assertThat(imports()).hasSize(2);
  }

  @Test
  void auditNamesSecretResourceAndWhoeverWroteTheValueLast(@TempDir Path directory)
      throws IOException, InterruptedException {
    view.kubectl("create", "secret", "generic", "source", "--from-literal=token=one");
    applyImporter();
    awaitVersion(1);

    edit(directory, "one", "two");
    awaitVersion(2);
    view.apply(source("three"));
    awaitVersion(3);
    String file = Files.writeString(directory.resolve("source.yaml"), source("four")).toString();
    view.kubectl(
        "apply", "--server-side", "--force-conflicts", "--field-manager=gitops", "-f", file);
    awaitVersion(4);

    assertThat(imports())
        .extracting(AuditEntry::actor)
        .containsExactly("gitops", "kubectl-client-side-apply", "kubectl-edit", "kubectl-create");
    String namespace = view.namespace().name();
    assertThat(imports())
        .allSatisfy(
            entry -> {
              assertThat(entry.actorKind()).isEqualTo(Actor.Kind.FIELD_MANAGER);
              assertThat(entry.source())
                  .isEqualTo(
                      "Secret %s/source via OrientSecret %s/app".formatted(namespace, namespace));
            });
  }

  @Test
  void whoeverOnlyLabelsTheSourceIsNotBlamedForItsValue() {
    view.kubectl("create", "secret", "generic", "source", "--from-literal=token=one");
    view.kubectl("label", "secret", "source", "touched=yes", "--field-manager=labeller");
    applyImporter();
    awaitVersion(1);

    assertThat(imports()).extracting(AuditEntry::actor).containsExactly("kubectl-create");
  }

  @Test
  void sourceThatComesLateIsWaitedForAndTakenAtOnce() {
    applyImporter();
    JsonNode waiting = view.awaitReason("OrientSecret", "app", "KeysMissing");
    assertThat(condition(waiting, "Ready").path("message").asText())
        .isEqualTo(KEY + " cannot be imported: create Secret source");

    view.kubectl("create", "secret", "generic", "source", "--from-literal=token=one");

    view.awaitReason("OrientSecret", "app", "Synced");
    view.awaitData("app", KEY, "one");
  }

  @Test
  void keyThatTheSourceLacksIsNamedAndTakenOnceItIsThere() {
    view.kubectl("create", "secret", "generic", "source", "--from-literal=other=one");
    applyImporter();
    JsonNode waiting = view.awaitReason("OrientSecret", "app", "KeysMissing");
    assertThat(row(waiting, KEY).path("message").asText())
        .isEqualTo("cannot be imported: add key token to Secret source");

    patchSource("two");

    view.awaitReason("OrientSecret", "app", "Synced");
    view.awaitData("app", KEY, "two");
  }

  @Test
  void valueThatIsTooLargeIsRefusedUntilItIsSmaller(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), "x".repeat(64 * 1024 + 1));
    view.kubectl("create", "secret", "generic", "source", "--from-file=token=" + file);
    applyImporter();
    JsonNode waiting = view.awaitReason("OrientSecret", "app", "KeysMissing");
    assertThat(row(waiting, KEY).path("message").asText())
        .isEqualTo(
            "cannot be imported from Secret source: value is longer than 65536 bytes, the longest allowed");

    patchSource("small");

    view.awaitReason("OrientSecret", "app", "Synced");
    view.awaitData("app", KEY, "small");
  }

  @Test
  void binaryAndEmptyValuesAreImportedAsTheyAre() {
    view.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: source}
        data: {token: AP/+DQo=, empty: ""}
        """);
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: app}
        spec:
          keys:
          - {key: BINARY, secretKeyRef: {name: source, key: token}}
          - {key: EMPTY, secretKeyRef: {name: source, key: empty}}
        """);

    view.awaitReason("OrientSecret", "app", "Synced");
    assertThat(view.secret("app").orElseThrow().getData())
        .containsEntry("BINARY", "AP/+DQo=")
        .containsEntry("EMPTY", "");
  }

  @Test
  void valueOutlivesItsSource() {
    view.kubectl("create", "secret", "generic", "source", "--from-literal=token=one");
    applyImporter();
    awaitVersion(1);

    view.kubectl("delete", "secret", "source");
    applyImporter("described anew");

    JsonNode after = view.awaitReason("OrientSecret", "app", "Synced");
    assertThat(row(after, KEY).path("version").asLong()).isEqualTo(1);
    assertThat(view.data("app")).containsEntry(KEY, "one");
  }

  @Test
  void importIntoAnotherNamespacesScopeIsRefused() {
    operator.store().grant("platform.shared", view.namespace().name(), InProcessOperator.ALICE);
    view.kubectl("create", "secret", "generic", "source", "--from-literal=token=one");
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: app}
        spec:
          scope: platform.shared
          keys:
          - {key: LINEAR_WEBHOOK_SECRET, secretKeyRef: {name: source, key: token}}
        """);

    JsonNode refused = view.awaitReason("OrientSecret", "app", "InvalidSpec");

    assertThat(condition(refused, "Stalled").path("status").asText()).isEqualTo("True");
    assertThat(condition(refused, "Ready").path("message").asText())
        .contains("spec.keys[0].secretKeyRef", "own scope only", "leave out spec.scope");
    assertThat(operator.store().list("platform.shared")).isEmpty();
  }

  private void applyImporter() {
    applyImporter("a webhook secret");
  }

  private void applyImporter(String description) {
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: app}
        spec:
          keys:
          - key: LINEAR_WEBHOOK_SECRET
            description: %s
            secretKeyRef: {name: source, key: token}
        """
            .formatted(description));
  }

  private void awaitVersion(long version) {
    view.await(
        "version " + version + " to be projected",
        "OrientSecret",
        "app",
        object -> row(object, KEY).path("version").asLong() == version);
  }

  private List<AuditEntry> imports() {
    return operator.store().audit(view.namespace().name(), 100).stream()
        .filter(entry -> entry.action().equals("import"))
        .toList();
  }

  private void patchSource(String value) {
    view.kubectl(
        "patch", "secret", "source", "-p", "{\"stringData\":{\"token\":\"" + value + "\"}}");
  }

  private static String source(String value) {
    return """
        apiVersion: v1
        kind: Secret
        metadata: {name: source}
        data: {token: %s}
        """
        .formatted(base64(value));
  }

  /** As a person in an editor. */
  private void edit(Path directory, String before, String after)
      throws IOException, InterruptedException {
    ProcessBuilder edit =
        new ProcessBuilder(
            view.controlPlane().kubectl().executable().toString(),
            "--kubeconfig=" + view.controlPlane().kubeconfig(),
            "-n",
            view.namespace().name(),
            "edit",
            "secret",
            "source");
    edit.environment()
        .put("KUBE_EDITOR", "sed -i s/%s/%s/".formatted(base64(before), base64(after)));
    Path log = directory.resolve("edit.log");
    edit.redirectErrorStream(true).redirectOutput(log.toFile());
    assertThat(edit.start().waitFor()).as(() -> "kubectl edit, see " + log).isZero();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
