package bot.orient.secrets.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.sync.KeyConsumers;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OrientCtlProcess;
import bot.orient.secrets.testing.OrientCtlProcess.Outcome;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.PlantedValue;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TcpProxy;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The status by API and by orientctl: a real operator's caches, real roles and tokens. */
@ExtendWith(ControlPlaneExtension.class)
class AdminStatusIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private final PlantedValue value = PlantedValue.plant("the store");
  private final AtomicInteger reviews = new AtomicInteger();
  private TestCallers callers;
  private String shop;
  private String blog;
  private TcpProxy database;
  private InProcessOperator operator;
  private KubernetesClient reviewer;
  private AdminScene scene;

  @BeforeEach
  void prepare(ControlPlane controlPlane, KubernetesClient client, TestNamespace test)
      throws IOException {
    TestNamespace other = TestNamespace.create(client);
    shop = test.name();
    blog = other.name();
    callers = new TestCallers(client, controlPlane.directory());
    TestDatabase real = PostgresServer.shared().createDatabase();
    database = TcpProxy.to(PostgresServer.shared().port());
    operator =
        InProcessOperator.start(
            controlPlane, real, Map.of("SLACK_APP_TOKEN", value.text()), Map.of(), Set.of());
    reviewer = TestCallers.operatorMayReview(controlPlane, client);
    KubernetesAccessReviews access = new KubernetesAccessReviews(reviewer);
    scene =
        AdminScene.start(
            new TestDatabase(
                real.jdbcUrl().replace(":" + PostgresServer.shared().port(), ":" + database.port()),
                real.username(),
                real.password()),
            new KubernetesTokenReviews(reviewer, AdminSettings.DEFAULT_AUDIENCE),
            (caller, permission, namespace) -> {
              reviews.incrementAndGet();
              return access.allows(caller, permission, namespace);
            },
            AdminScene.GENEROUS,
            KeyConsumers.none(),
            operator.resources());
    operator.put(shop, "SLACK_APP_TOKEN", value.text());
    operator.put(shop, "OLD", value.text());
    operator.store().markCompromised(shop, "OLD", "in a log", InProcessOperator.ALICE);
    operator.put(blog, "FINE", value.text());
    client
        .resource(
            OrientSecretBuilder.orientSecret(test, "app")
                .key("SLACK_APP_TOKEN")
                .key("NOT_THERE")
                .key("OLD")
                .build())
        .create();
    client.resource(OrientSecretBuilder.orientSecret(other, "posts").key("FINE").build()).create();
  }

  @AfterEach
  void close() throws IOException {
    scene.close();
    database.close();
    operator.close();
    reviewer.close();
  }

  private AdminClient caller(String name, String... rightsInShop) {
    ServiceAccount account = callers.account(shop, name);
    if (rightsInShop.length > 0) {
      callers.allow(account, shop, rightsInShop);
    }
    return scene.client().as(callers.token(account));
  }

  private ServiceAccount platform() {
    ServiceAccount platform = callers.account(shop, "platform");
    callers.allowEverywhere(platform, "metadata:list", "audit:list", "keys:list");
    return platform;
  }

  /** Once the operator has written the status of both resources. */
  private AdminReply settled(AdminClient caller) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> caller.get("/v1/status"),
            reply ->
                namespace(reply, blog).path("ready").asInt() == 1
                    && namespace(reply, shop).path("notes").size() == 3);
  }

  private static JsonNode namespace(AdminReply status, String name) {
    for (JsonNode namespace : status.json().path("namespaces")) {
      if (namespace.path("namespace").asText().equals(name)) {
        return namespace;
      }
    }
    return status.json().path("none");
  }

  @Test
  void whatNeedsALookIsToldOfEachNamespaceAndOfTheStore() {
    AdminClient platform = scene.client().as(callers.token(platform()));
    AdminReply status = settled(platform);

    JsonNode notes = namespace(status, shop).path("notes");
    assertThat(notes.findValuesAsText("topic"))
        .containsExactly("missing", "rotation-due", "shadowed");
    assertThat(notes.findValuesAsText("subject")).containsExactly("NOT_THERE", "SLACK_APP_TOKEN");
    assertThat(notes.toString()).contains("was marked compromised by alice", "(in a log)");
    assertThat(namespace(status, shop).path("attention").asInt()).isEqualTo(2);
    assertThat(namespace(status, blog).path("notes").isEmpty()).isTrue();
    assertThat(status.at("/store/state")).isEqualTo("reachable");
    assertThat(status.json().at("/store/audit").has("lagSeconds")).isTrue();
    assertThat(status.json().at("/store/keys/rotations").isArray()).isTrue();
    assertThat(value.isIn(status.toString())).isFalse();
  }

  @Test
  void aCallerSeesTheNamespacesOfTheirRolesAndNotThatThereAreOthers() {
    settled(scene.client().as(callers.token(platform())));
    AdminClient own = caller("own", "metadata:list");

    AdminReply status = own.get("/v1/status");
    while (status.json().path("truncated").asBoolean()) {
      status = own.get("/v1/status");
    }
    assertThat(status.json().path("namespaces").findValuesAsText("namespace"))
        .containsExactly(shop);
    assertThat(status.toString()).doesNotContain(blog, "posts", "audit", "rotations");

    int before = reviews.get();
    assertThat(own.get("/v1/status").json()).isEqualTo(status.json());
    assertThat(reviews.get()).as("what is remembered is not asked again").isEqualTo(before);

    assertThat(own.get("/v1/scopes/" + shop + "/status").status()).isEqualTo(200);
    AdminReply forbidden = own.get("/v1/scopes/" + blog + "/status");
    assertThat(forbidden.status()).isEqualTo(403);
    assertThat(own.get("/v1/scopes/no-such-namespace/status").toString())
        .isEqualTo(forbidden.toString());

    AdminReply nobodys = caller("nobody").get("/v1/status");
    assertThat(nobodys.status()).isEqualTo(200);
    assertThat(nobodys.json().path("namespaces").isEmpty()).isTrue();
    assertThat(caller("reader", "metadata:get").get("/v1/scopes/" + shop + "/status").status())
        .isEqualTo(403);
    assertThat(scene.client().get("/v1/status").status()).isEqualTo(401);
  }

  @Test
  void aStoreThatIsAwayIsToldAndTheResourcesAreStillShown() {
    AdminClient platform = scene.client().as(callers.token(platform()));
    settled(platform);

    database.refuse();
    scene.passTime(Duration.ofMinutes(1));

    AdminReply status = platform.get("/v1/status");
    assertThat(status.at("/store/state")).isEqualTo("store-unavailable");
    assertThat(status.at("/store/attention")).isEqualTo("true");
    assertThat(status.at("/store/message")).doesNotContain("operator's log");
    assertThat(namespace(status, shop).path("notes").size()).isEqualTo(3);

    AdminReply others = caller("own", "metadata:list").get("/v1/scopes/" + shop + "/status");
    assertThat(others.at("/store/state")).isEqualTo("store-unavailable");
    assertThat(others.at("/store/message"))
        .as("no address of the database, no user, no key id")
        .isEqualTo("the store cannot be used now; the operator's log has the details");
  }

  @Test
  void orientctlShowsOneScreenAndTellsScripts() throws IOException {
    ServiceAccount platform = platform();
    settled(scene.client().as(callers.token(platform)));
    Path token = Files.writeString(directory.resolve("token"), callers.token(platform));
    OrientCtlProcess as =
        OrientCtlProcess.create()
            .with(
                "--server",
                "https://127.0.0.1:" + scene.server().port(),
                "--fingerprint",
                scene.server().fingerprint(),
                "--token-file",
                token.toString());

    Outcome all = as.run("status", "--all-namespaces", "--exit-code");
    assertThat(all.exit()).as(all.stderr()).isEqualTo(6);
    assertThat(all.stdout())
        .startsWith("operator ")
        .contains("store reachable")
        .containsPattern(shop + " +1 +0/1 +2/3 +2\n")
        .containsPattern(blog + " +1 +1/1 +1/1\n")
        .containsPattern(shop + " +OrientSecret/app +missing +NOT_THERE +has no value")
        .containsPattern(shop + " +OrientSecret/app +shadowed +SLACK_APP_TOKEN +Store is used");
    Outcome healthy = as.run("status", "-n", blog, "--exit-code");
    assertThat(healthy.exit()).as(healthy.stderr()).isZero();
    assertThat(healthy.stdout()).doesNotContain("DETAIL", shop);
    Outcome problems = as.run("status", "-n", shop, "--problems", "-o", "name");
    assertThat(problems.exit()).as(problems.stderr()).isZero();
    assertThat(problems.stdout()).isEqualTo(shop + "/OrientSecret/app\n");
    assertThat(value.isIn(all.stdout() + all.stderr() + healthy.stdout())).isFalse();
  }
}
