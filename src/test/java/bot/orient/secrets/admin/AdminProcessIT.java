package bot.orient.secrets.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FreePort;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.PlantedValue;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The admin API as the operator's process serves it. */
@ExtendWith(ControlPlaneExtension.class)
class AdminProcessIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern CERTIFICATE =
      Pattern.compile("self-signed certificate, SHA-256 ([0-9A-F:]+)");
  private static final int BAD_CONFIGURATION = 78;

  @TempDir private Path directory;

  private OperatorProcess.Builder builder;
  private int port;

  @BeforeEach
  void prepare(ControlPlane controlPlane) throws Exception {
    TestDatabase database = PostgresServer.shared().createDatabase();
    port = FreePort.pick();
    builder =
        OperatorProcess.builder()
            .env("KUBECONFIG", controlPlane.kubeconfig().toString())
            .env("ORIENT_DATABASE_URL", database.jdbcUrl())
            .env("ORIENT_DATABASE_USER", database.username())
            .env("ORIENT_DATABASE_PASSWORD", database.password())
            .env("ORIENT_KEK", InProcessOperator.KEK)
            .env("ORIENT_ADMIN_PORT", Integer.toString(port));
  }

  private Path log() {
    return directory.resolve("operator.log");
  }

  /** A client without a token, once the API is served. */
  private AdminClient client(OperatorProcess operator) {
    operator.awaitLog(Pattern.compile("the admin API serves on port " + port), PATIENCE);
    Matcher certificate = CERTIFICATE.matcher(operator.log());
    assertThat(certificate.find()).isTrue();
    return AdminClient.of(port, () -> certificate.group(1));
  }

  @Test
  void aValueSetByACallIsThereAndNotInTheLog(
      ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    TestCallers callers = new TestCallers(client, controlPlane.directory());
    ServiceAccount account = callers.account(namespace.name(), "admin");
    callers.allow(account, namespace.name(), "value:get,update");
    String token = callers.token(account);
    PlantedValue value = PlantedValue.plant("the call");
    String secret = "/v1/scopes/" + namespace + "/secrets/OWN_KEY";

    try (OperatorProcess operator = builder.start(log())) {
      AdminClient caller = client(operator).as(token);

      AdminReply set = caller.put(secret, "{\"value\":\"" + value.text() + "\"}");
      assertThat(set.status()).as("%s", set).isEqualTo(200);
      assertThat(caller.post(secret + "/reveal", null).at("/value")).isEqualTo(value.text());

      operator.stop();
      assertThat(operator.awaitExit(PATIENCE)).isEqualTo(143);
      assertThat(operator.log())
          .contains(
              "system:serviceaccount:"
                  + namespace
                  + ":admin POST /v1/scopes/{scope}/secrets/{key}/reveal 200 ")
          .doesNotContain(token, "\tat ");
      assertThat(value.isIn(operator.log())).isFalse();
    }
  }

  @Test
  void theUsersOfAKeyAreExplainedAsTheOperatorKnowsThem(
      ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    TestCallers callers = new TestCallers(client, controlPlane.directory());
    ServiceAccount account = callers.account(namespace.name(), "admin");
    callers.allow(account, namespace.name(), "value:update", "metadata:get");
    String secret = "/v1/scopes/" + namespace + "/secrets/OWN_KEY";

    try (OperatorProcess operator = builder.start(log())) {
      AdminClient caller = client(operator).as(callers.token(account));
      caller.put(secret, "{\"value\":\"one\"}");
      client
          .resource(
              OrientSecretBuilder.orientSecret(namespace, "app").keyAs("OWN_KEY", "own").build())
          .create();

      AdminReply explained = awaitConsumer(caller, secret);

      assertThat(explained.at("/consumers/0/dataKey")).isEqualTo("own");
      assertThat(explained.at("/consumers/0/ready")).isEqualTo("Synced");
      assertThat(explained.at("/consumers/0/granted")).isEqualTo("true");
    }
  }

  @Test
  void aReplicaThatDoesNotLeadExplainsAndWritesLikeTheOneThatDoes(
      ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    TestCallers callers = new TestCallers(client, controlPlane.directory());
    ServiceAccount account = callers.account(namespace.name(), "admin");
    callers.allow(account, namespace.name(), "value:get,update", "metadata:get");
    String secret = "/v1/scopes/" + namespace + "/secrets/OWN_KEY";
    builder
        .env("ORIENT_LEADER_ELECTION", "on")
        .env("ORIENT_NAMESPACES", namespace.name())
        .env("ORIENT_OPERATOR_NAMESPACE", namespace.name());

    try (OperatorProcess leader =
        builder.env("ORIENT_ADMIN_PORT", "off").start(directory.resolve("leader.log"))) {
      leader.awaitLog(Pattern.compile("this replica leads now"), PATIENCE);
      try (OperatorProcess other =
          builder.env("ORIENT_ADMIN_PORT", Integer.toString(port)).start(log())) {
        other.awaitLog(Pattern.compile("this replica stands by"), PATIENCE);
        AdminClient caller = client(other).as(callers.token(account));
        client
            .resource(
                OrientSecretBuilder.orientSecret(namespace, "app").keyAs("OWN_KEY", "own").build())
            .create();

        caller.put(secret, "{\"value\":\"one\"}");

        AdminReply explained = awaitConsumer(caller, secret);
        assertThat(explained.at("/consumers/0/dataKey")).isEqualTo("own");
        assertThat(explained.at("/consumers/0/ready")).isEqualTo("Synced");
        assertThat(caller.post(secret + "/reveal", null).at("/value")).isEqualTo("one");
        assertThat(other.log()).doesNotContain("this replica leads now");
      }
    }
  }

  @Test
  void aCertificateThatIsNotThereEndsTheProcessWithOneLine() {
    Path nowhere = directory.resolve("nowhere");
    try (OperatorProcess operator =
        builder.env("ORIENT_ADMIN_TLS_DIRECTORY", nowhere.toString()).start(log())) {
      assertThat(operator.awaitExit(PATIENCE)).isEqualTo(BAD_CONFIGURATION);
      assertThat(operator.log().lines().filter(line -> line.contains("ERROR")))
          .singleElement()
          .asString()
          .contains("bad configuration: " + nowhere + ": cannot read tls.key");
    }
  }

  /** Until the first version has arrived at who asks for it. */
  private static AdminReply awaitConsumer(AdminClient caller, String secret) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> caller.get(secret + "/explain"),
            reply -> reply.at("/consumers/0/version").equals("1"));
  }
}
