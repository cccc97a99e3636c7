package bot.orient.secrets.kubernetes;

import static bot.orient.secrets.testing.ClusterView.condition;
import static bot.orient.secrets.testing.ClusterView.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.crypto.ValueDeriver;
import bot.orient.secrets.store.AuditEntry;
import bot.orient.secrets.testing.ClusterView;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestNamespace;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Values that nobody wrote: the operator makes each once and never another. */
@ExtendWith(ControlPlaneExtension.class)
class GeneratedValueIT {

  private static final String PASSWORD = "- {key: PASSWORD, generate: {type: Random, length: 20}}";
  private static final String HTPASSWD =
      "- {key: HTPASSWD, generate: {type: Htpasswd, from: PASSWORD, user: admin}}";

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

  private void apply(String... keys) {
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: app}
        spec:
          keys:
        """
            + String.join("\n", keys).indent(2));
  }

  private Map<String, String> synced(String... keys) {
    apply(keys);
    view.awaitReason("OrientSecret", "app", "Synced");
    return view.data("app");
  }

  private List<AuditEntry> audit() {
    return operator.store().audit(view.namespace().name(), 100);
  }

  @Test
  void everyTypeIsMadeWithWhatFollowsFromItWhateverTheirOrder() {
    Map<String, String> data =
        synced(
            "- {key: SSH_PUBLIC, generate: {type: PublicKey, from: SSH}}",
            "- {key: TLS_PUBLIC, generate: {type: PublicKey, from: TLS}}",
            "- {key: EC_PUBLIC, generate: {type: PublicKey, from: EC}}",
            "- {key: HASH, generate: {type: Bcrypt, from: PASSWORD}}",
            HTPASSWD,
            PASSWORD,
            "- {key: TOKEN, generate: {type: Random, alphabet: Hex, length: 64}}",
            "- {key: SSH, generate: {type: SSH}}",
            "- {key: TLS, generate: {type: RSA, bits: 2048}}",
            "- {key: EC, generate: {type: EC, curve: P-384}}");

    assertThat(data.get("PASSWORD")).matches("[A-Za-z0-9]{20}");
    assertThat(data.get("TOKEN")).matches("[0-9a-f]{64}");
    assertThat(data.get("SSH")).startsWith("-----BEGIN OPENSSH PRIVATE KEY-----");
    assertThat(data.get("HASH")).startsWith("$2y$12$");
    assertThat(data.get("HTPASSWD")).startsWith("admin:$2y$12$");
    assertThat(data.get("SSH_PUBLIC")).isEqualTo(publicKey(data.get("SSH")));
    assertThat(data.get("TLS_PUBLIC")).isEqualTo(publicKey(data.get("TLS")));
    assertThat(data.get("EC_PUBLIC")).isEqualTo(publicKey(data.get("EC")));
    assertThat(audit()).hasSize(10).allMatch(entry -> entry.action().equals("generate"));
    assertThat(audit()).extracting(AuditEntry::actor).containsOnly("kubectl-client-side-apply");
    await("the events")
        .atMost(ClusterView.PATIENCE)
        .until(() -> view.eventReasons().contains("Generated"));
  }

  @Test
  void anEditOfTheSpecMakesNoOtherValueAndNeitherDoesAnotherResource() {
    String first = synced(PASSWORD).get("PASSWORD");

    String again =
        synced("- {key: PASSWORD, as: password, generate: {type: Random, length: 40}}")
            .get("password");
    view.kubectl("delete", "osec", "app");
    String anew = synced(PASSWORD).get("PASSWORD");

    assertThat(again).isEqualTo(first);
    assertThat(anew).isEqualTo(first);
    assertThat(audit()).hasSize(1);
  }

  @Test
  void aValueThatSomebodyWroteBeforeOrWritesLaterStays() {
    operator.put(view.namespace().name(), "PASSWORD", "by-hand");
    assertThat(synced(PASSWORD)).containsEntry("PASSWORD", "by-hand");

    operator.put(view.namespace().name(), "PASSWORD", "rotated");
    view.awaitData("app", "PASSWORD", "rotated");
    assertThat(synced(PASSWORD, "- {key: OTHER, optional: true}"))
        .containsEntry("PASSWORD", "rotated");
  }

  @Test
  void aDeletedValueStaysDeletedAndSaysHowToHaveOneAgain() {
    String first = synced(PASSWORD).get("PASSWORD");
    operator.store().delete(view.namespace().name(), "PASSWORD", InProcessOperator.ALICE);

    JsonNode missing = view.awaitReason("OrientSecret", "app", "KeysMissing");
    assertThat(condition(missing, "Ready").path("message").asText())
        .contains("was deleted from the store, and is generated once only: undelete it there");

    operator.store().undelete(view.namespace().name(), "PASSWORD", InProcessOperator.ALICE);
    view.awaitReason("OrientSecret", "app", "Synced");
    assertThat(view.data("app")).containsEntry("PASSWORD", first);
  }

  @Test
  void whatFollowsFromAValueWaitsForIt() {
    apply("- {key: PASSWORD, optional: true}", HTPASSWD);
    JsonNode waiting = view.awaitReason("OrientSecret", "app", "KeysMissing");
    assertThat(row(waiting, "HTPASSWD").path("message").asText())
        .isEqualTo("follows from PASSWORD, which has no value in the store yet");

    operator.put(view.namespace().name(), "PASSWORD", "by-hand");

    view.awaitReason("OrientSecret", "app", "Synced");
    assertThat(view.data("app").get("HTPASSWD")).startsWith("admin:$2y$12$");
  }

  @Test
  void aValueThatNothingCanFollowFromIsNamedAndNotQuoted() {
    operator.put(view.namespace().name(), "KEY", "planted-no-key");
    apply("- {key: KEY}", "- {key: PUBLIC, generate: {type: PublicKey, from: KEY}}");

    JsonNode missing = view.awaitReason("OrientSecret", "app", "KeysMissing");

    assertThat(row(missing, "PUBLIC").path("message").asText())
        .startsWith("cannot follow from KEY: it is not a private key of RSA, EC or Ed25519");
    assertThat(missing.toString()).doesNotContain("planted-no-key");
  }

  @Test
  void aValueForAGrantedScopeIsRefusedForAGrantIsToRead() {
    operator.store().grant("platform.made", view.namespace().name(), InProcessOperator.ALICE);
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: app}
        spec:
          scope: platform.made
          keys: [{key: TOKEN, generate: {type: Random}}]
        """);

    JsonNode refused = view.awaitReason("OrientSecret", "app", "InvalidSpec");

    assertThat(condition(refused, "Ready").path("message").asText())
        .contains("spec.keys[0].generate", "own scope only");
    assertThat(operator.store().list("platform.made")).isEmpty();
  }

  private static String publicKey(String privateKey) {
    try (SecretBytes key = SecretBytes.owning(privateKey.getBytes(StandardCharsets.UTF_8))) {
      return new String(ValueDeriver.publicKey(key).toByteArray(), StandardCharsets.UTF_8);
    }
  }
}
