package bot.orient.secrets.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.api.WorkloadStatus;
import bot.orient.secrets.sync.KeyConsumer;
import bot.orient.secrets.sync.KeyConsumers;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.PlantedValue;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The admin API with a real API server, real roles and tokens, and a real database. */
@ExtendWith(ControlPlaneExtension.class)
class AdminApiIT {

  private static final String[] ALL_OF_A_SCOPE = {
    "value:get,update,delete",
    "metadata:get,list",
    "history:get",
    "versions:delete",
    "providers:get,update",
    "grants:list,update",
    "audit:list"
  };

  private static final String KEY = "SLACK_BOT_TOKEN";

  private TestCallers callers;
  private String namespace;
  private ServiceAccount admin;
  private KubernetesClient operator;
  private AdminScene scene;
  private AdminClient as;
  private String secret;

  @BeforeEach
  void prepare(ControlPlane controlPlane, KubernetesClient client, TestNamespace test) {
    namespace = test.name();
    callers = new TestCallers(client, controlPlane.directory());
    admin = callers.account(namespace, "admin");
    callers.allow(admin, namespace, ALL_OF_A_SCOPE);
    operator = TestCallers.operatorMayReview(controlPlane, client);
    scene = scene(PostgresServer.shared().createDatabase());
    as = scene.client().as(callers.token(admin));
    secret = "/v1/scopes/" + namespace + "/secrets/" + KEY;
  }

  private AdminScene scene(TestDatabase database) {
    return AdminScene.start(
        database,
        new KubernetesTokenReviews(operator, AdminSettings.DEFAULT_AUDIENCE),
        new KubernetesAccessReviews(operator),
        AdminScene.GENEROUS);
  }

  @AfterEach
  void close() {
    scene.close();
    operator.close();
  }

  @Test
  void aSecretsWholeLifeIsDoneByCallsAndToldByTheAudit() {
    AdminReply set = as.put(secret, "{\"value\":\"xoxb-1\"}", "If-None-Match", "*");
    assertThat(set.status()).as("%s", set).isEqualTo(200);
    assertThat(set.header("ETag")).contains("\"1\"");
    assertThat(set.json().has("warning")).isFalse();
    assertThat(as.put(secret, "{\"value\":\"xoxb-2\"}", "If-Match", "\"1\"").at("/version"))
        .isEqualTo("2");

    AdminReply list = as.get("/v1/scopes/" + namespace + "/secrets?category=slack");
    assertThat(list.json().at("/categories/0/secrets").findValuesAsText("key"))
        .contains(KEY, "SLACK_SIGNING_SECRET");
    assertThat(list.toString())
        .contains("\"key\":\"" + KEY + "\"")
        .contains("\"source\":\"Store\"")
        .contains("\"source\":\"Environment\"")
        .contains("\"source\":\"Missing\"")
        .doesNotContain("xoxb-", "from-the-environment");
    assertThat(as.get(secret).at("/version")).isEqualTo("2");

    assertThat(as.post(secret + "/reveal", null).at("/value")).isEqualTo("xoxb-2");

    AdminReply history = as.get(secret + "/history");
    assertThat(history.at("/versions/1/actor")).endsWith(":" + namespace + ":admin");
    assertThat(history.at("/versions/1/actorKind")).isEqualTo("service-account");

    assertThat(as.post(secret + "/rollback", "{\"version\":1}").at("/version")).isEqualTo("3");
    assertThat(as.post(secret + "/reveal", null).at("/value")).isEqualTo("xoxb-1");

    assertThat(as.delete(secret).status()).isEqualTo(204);
    assertThat(as.post(secret + "/reveal", null).problem()).isEqualTo("not-found");
    assertThat(as.get(secret + "/history").at("/state")).isEqualTo("deleted");
    assertThat(as.post(secret + "/undelete", null).at("/version")).isEqualTo("3");

    AdminReply audit = as.get("/v1/scopes/" + namespace + "/audit?key=" + KEY);
    assertThat(audit.json().at("/entries").findValuesAsText("action"))
        .containsExactly("undelete", "delete", "reveal", "rollback", "reveal", "update", "create");
    assertThat(audit.json().at("/entries").findValuesAsText("actor"))
        .containsOnly("system:serviceaccount:" + namespace + ":admin");
    assertThat(audit.toString()).doesNotContain("xoxb-");
  }

  @Test
  void whoHasNoTokenOrABadOneIsNotKnown() {
    String good = callers.tokenUntil(admin, Instant.now().plusSeconds(600));
    String expired = callers.tokenUntil(admin, Instant.now().minusSeconds(60));
    String other = callers.token(admin, "another-service");

    assertThat(scene.client().as(good).get(secret).status()).isEqualTo(200);
    for (AdminClient client :
        List.of(
            scene.client(),
            scene.client().as(expired),
            scene.client().as(other),
            scene.client().as(good + "x"))) {
      AdminReply reply = client.get(secret);
      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.header("WWW-Authenticate")).contains("Bearer");
      assertThat(reply.header("Content-Type")).contains("application/problem+json");
    }
  }

  @Test
  void aTokenOfADeletedAccountIsRefusedSoon(KubernetesClient client) {
    ServiceAccount leaver = callers.account(namespace, "leaver");
    callers.allow(leaver, namespace, "metadata:get");
    AdminClient leavers = scene.client().as(callers.token(leaver));
    assertThat(leavers.get(secret).status()).isEqualTo(200);

    client.serviceAccounts().resource(leaver).delete();

    // The API server remembers a token for 10 s itself, and may renew what is remembered here.
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              scene.passTime(TokenCache.GOOD);
              assertThat(leavers.get(secret).status()).isEqualTo(401);
            });
  }

  @Test
  void anotherNamespacesAdminMayNotEvenLearnWhatIsThere(KubernetesClient client) {
    as.put(secret, "{\"value\":\"xoxb-1\"}");
    String elsewhere = TestNamespace.create(client).name();
    ServiceAccount other = callers.account(elsewhere, "admin");
    callers.allow(other, elsewhere, ALL_OF_A_SCOPE);
    AdminClient others = scene.client().as(callers.token(other));

    String missing = "/v1/scopes/" + namespace + "/secrets/NOT_THERE";
    String nowhere = "/v1/scopes/no-such-namespace/secrets/" + KEY;
    for (String method : List.of("GET", "PUT", "DELETE")) {
      AdminReply reply = others.send(method, secret, "not even JSON");
      assertThat(reply.status()).isEqualTo(403);
      assertThat(others.send(method, missing, "{}").toString()).isEqualTo(reply.toString());
      assertThat(others.send(method, nowhere, "{}").toString()).isEqualTo(reply.toString());
    }
    assertThat(others.post(secret + "/reveal", null).status()).isEqualTo(403);
    assertThat(others.get("/v1/audit").status()).isEqualTo(403);
    assertThat(others.get("/v1/scopes/" + elsewhere + "/audit").status()).isEqualTo(200);
    assertThat(as.post(secret + "/reveal", null).at("/value")).isEqualTo("xoxb-1");
  }

  @Test
  void whoMayLookMayNotWriteOrReveal() {
    as.put(secret, "{\"value\":\"xoxb-1\"}");
    ServiceAccount viewer = callers.account(namespace, "viewer");
    callers.allow(viewer, namespace, "metadata:get,list", "history:get");
    AdminClient viewers = scene.client().as(callers.token(viewer));

    assertThat(viewers.get(secret).status()).isEqualTo(200);
    assertThat(viewers.get(secret + "/history").status()).isEqualTo(200);
    assertThat(viewers.post(secret + "/reveal", null).status()).isEqualTo(403);
    assertThat(viewers.put(secret, "{\"value\":\"x\"}").status()).isEqualTo(403);
    assertThat(viewers.post(secret + "/rollback", "{\"version\":1}").status()).isEqualTo(403);
    assertThat(viewers.delete(secret).status()).isEqualTo(403);
    assertThat(viewers.delete(secret + "/versions/1").status()).isEqualTo(403);
  }

  @Test
  void sharedScopesAndTheWholeStoreAreForThoseWhoMayEverywhere() {
    ServiceAccount platform = callers.account(namespace, "platform");
    callers.allowEverywhere(
        platform,
        "value:get,update",
        "audit:list",
        "keys:get,list,update",
        "verification:get,create");
    AdminClient platforms = scene.client().as(callers.token(platform));

    for (String scope : List.of("shared-keys", "shared.keys")) {
      String shared = "/v1/scopes/" + scope + "/secrets/" + KEY;
      assertThat(as.put(shared, "{\"value\":\"v\"}").status()).isEqualTo(403);
      assertThat(platforms.put(shared, "{\"value\":\"v\"}").status()).isEqualTo(200);
    }

    assertThat(as.post("/v1/scopes/" + namespace + "/key-rotation", null).status()).isEqualTo(403);
    assertThat(platforms.post("/v1/scopes/shared-keys/key-rotation", null).status()).isEqualTo(202);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(platforms.get("/v1/scopes/shared-keys/key-rotation").at("/state"))
                    .isEqualTo("done"));
    assertThat(platforms.get("/v1/key-rotations").at("/scopes/0/scope")).isEqualTo("shared-keys");

    assertThat(as.post("/v1/verification", null).status()).isEqualTo(403);
    assertThat(platforms.post("/v1/verification", null).status()).isEqualTo(202);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(platforms.get("/v1/verification").at("/report/clean"))
                    .isEqualTo("true"));

    AdminReply audit = platforms.get("/v1/audit?action=create&scope=shared.keys");
    assertThat(audit.json().at("/entries").findValuesAsText("scope"))
        .containsExactly("shared.keys");
  }

  @Test
  void scopesAreDestroyedByThoseWhoMayInTheWholeStoreWhoCanTakeItBack() {
    ServiceAccount platform = callers.account(namespace, "platform");
    callers.allowEverywhere(
        platform, "value:get,update", "grants:update", "audit:list", "keys:get,delete");
    AdminClient platforms = scene.client().as(callers.token(platform));
    platforms.put("/v1/scopes/shared-keys/secrets/" + KEY, "{\"value\":\"v\"}");
    String path = "/v1/scopes/shared-keys/destruction";
    String confirmed = "{\"confirm\":\"shared-keys\"}";

    assertThat(as.post(path, confirmed).status()).isEqualTo(403);
    assertThat(as.get(path).status()).isEqualTo(403);
    assertThat(as.delete(path).status()).isEqualTo(403);
    assertThat(platforms.get(path).status()).isEqualTo(404);
    assertThat(platforms.post(path, "{\"confirm\":\"shared\"}").at("/field")).isEqualTo("confirm");
    assertThat(platforms.post(path, "{}").status()).isEqualTo(422);

    platforms.put("/v1/scopes/shared-keys/grants/other", "");
    assertThat(platforms.post(path, confirmed).at("/detail")).contains("granted to other");
    platforms.delete("/v1/scopes/shared-keys/grants/other");

    AdminReply asked = platforms.post(path, confirmed);
    assertThat(asked.status()).isEqualTo(202);
    assertThat(asked.at("/state")).isEqualTo("waiting");
    assertThat(asked.at("/askedBy")).endsWith(":platform");
    assertThat(
            Duration.between(
                Instant.parse(asked.at("/askedAt")), Instant.parse(asked.at("/dueAt"))))
        .isEqualTo(Duration.ofDays(7));
    assertThat(platforms.get(path).json()).isEqualTo(asked.json());
    assertThat(platforms.post(path, confirmed).status()).isEqualTo(409);
    assertThat(platforms.put("/v1/scopes/shared-keys/grants/other", "").status()).isEqualTo(409);

    assertThat(platforms.delete(path).at("/state")).isEqualTo("cancelled");
    assertThat(platforms.delete(path).status()).isEqualTo(409);
    assertThat(
            platforms.post("/v1/scopes/shared-keys/secrets/" + KEY + "/reveal", null).at("/value"))
        .isEqualTo("v");
    assertThat(
            platforms
                .get("/v1/scopes/shared-keys/audit?key=data-key")
                .json()
                .at("/entries")
                .findValuesAsText("action"))
        .containsExactly("scope-destroy-cancel", "scope-destroy");
  }

  @Test
  void aDestructionThatNobodyCouldBeWarnedOfIsNotAskedForAndTheWarningNamesNoHiddenConsumer() {
    KeyConsumer app =
        new KeyConsumer(
            "OrientSecret",
            namespace,
            "hidden-app",
            "hidden-app",
            Optional.of(KEY),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of());
    AtomicBoolean away = new AtomicBoolean(true);
    KubernetesAccessReviews access = new KubernetesAccessReviews(operator);
    scene.close();
    scene =
        AdminScene.start(
            PostgresServer.shared().createDatabase(),
            new KubernetesTokenReviews(operator, AdminSettings.DEFAULT_AUDIENCE),
            (caller, permission, where) -> {
              if (away.get() && permission.equals(Route.GET_SECRET.permission().orElseThrow())) {
                throw new ClusterUnavailableException(
                    "away", new KubernetesClientException("away"));
              }
              return access.allows(caller, permission, where);
            },
            AdminScene.GENEROUS,
            (scope, key) -> List.of(app));
    ServiceAccount destroyer = callers.account(namespace, "destroyer");
    callers.allowEverywhere(destroyer, "value:update", "grants:update", "keys:get,delete");
    AdminClient destroyers = scene.client().as(callers.token(destroyer));
    destroyers.put(secret, "{\"value\":\"v\"}");
    String path = "/v1/scopes/" + namespace + "/destruction";
    String confirmed = "{\"confirm\":\"" + namespace + "\"}";

    assertThat(destroyers.post(path, confirmed).status()).isEqualTo(503);
    assertThat(destroyers.get(path).status()).as("nothing was asked for").isEqualTo(404);

    away.set(false);
    AdminReply asked = destroyers.post(path, confirmed);
    assertThat(asked.status()).isEqualTo(202);
    assertThat(asked.at("/warning"))
        .isEqualTo("still used by some that you may not see: what is in their Secrets stays there");
  }

  @Test
  void aDryRunAndARepetitionSayOfAnImportWhatIsTrue() {
    String imports = "/v1/scopes/" + namespace + "/import";
    String batch = "{\"source\":\"s\"%s,\"secrets\":[{\"key\":\"A\",\"value\":\"%s\"}]}";
    as.post(imports, batch.formatted("", "one"));
    AdminReply changed = as.post(imports, batch.formatted("", "two"), "Idempotency-Key", "t");
    assertThat(changed.at("/rows/0/outcome")).isEqualTo("imported");
    assertThat(as.post(imports, batch.formatted("", "two"), "Idempotency-Key", "t").json())
        .isEqualTo(changed.json());

    as.post("/v1/scopes/" + namespace + "/secrets/A/compromised", "{\"reason\":\"in a log\"}");
    for (String how : List.of(",\"dryRun\":true", "")) {
      assertThat(as.post(imports, batch.formatted(how, "two")).at("/rows/0/outcome"))
          .isEqualTo("unchanged");
    }
    as.put("/v1/scopes/" + namespace + "/secrets/A", "{\"value\":\"three\"}");
    assertThat(
            as.post(imports, batch.formatted(",\"dryRun\":true,\"replace\":true", "two"))
                .at("/rows/0/outcome"))
        .isEqualTo("refused");
  }

  @Test
  void aRepeatedRequestIsDoneOnceAndAnOldRevisionIsRefused() {
    AdminReply first = as.put(secret, "{\"value\":\"a\"}", "Idempotency-Key", "t-1");
    as.put(secret, "{\"value\":\"b\"}");
    AdminReply again = as.put(secret, "{\"value\":\"a\"}", "Idempotency-Key", "\"t-1\"");
    assertThat(again.at("/version")).isEqualTo(first.at("/version")).isEqualTo("1");
    assertThat(as.post(secret + "/reveal", null).at("/value")).isEqualTo("b");

    AdminReply reused = as.put(secret, "{\"value\":\"c\"}", "Idempotency-Key", "t-1");
    assertThat(reused.status()).isEqualTo(422);
    assertThat(reused.at("/field")).isEqualTo("Idempotency-Key");

    AdminReply stale = as.put(secret, "{\"value\":\"c\"}", "If-Match", "\"1\"");
    assertThat(stale.status()).isEqualTo(412);
    assertThat(as.put(secret, "{\"value\":\"c\"}", "If-None-Match", "*").status()).isEqualTo(412);
  }

  @Test
  void choicesAreReplacedOnlyIfTheyAreStillAsTheyWereRead() {
    String path = "/v1/scopes/" + namespace + "/provider-defaults/app";
    String openai = "{\"useCases\":{\"chat\":{\"provider\":\"openai\"}}}";
    String anthropic = "{\"useCases\":{\"chat\":{\"provider\":\"anthropic\"}}}";

    AdminReply first = as.put(path, openai, "If-None-Match", "*");
    assertThat(first.status()).as("%s", first).isEqualTo(200);
    assertThat(as.put(path, anthropic, "If-None-Match", "*").status()).isEqualTo(412);
    String tag = as.get(path).header("ETag").orElseThrow();
    assertThat(first.header("ETag")).contains(tag);
    assertThat(tag).isEqualTo('"' + first.at("/tag") + '"');

    assertThat(as.put(path, anthropic, "If-Match", tag).status()).isEqualTo(200);
    assertThat(as.put(path, openai, "If-Match", tag).problem()).isEqualTo("precondition-failed");
    assertThat(as.get(path).at("/useCases/chat/provider")).isEqualTo("anthropic");
    assertThat(as.put(path, openai, "If-Match", "\"3\"").status()).isEqualTo(400);
    assertThat(as.put(path, openai).status()).isEqualTo(200);
  }

  @Test
  void manyValuesAreImportedEachForItself() {
    String imports = "/v1/scopes/" + namespace + "/import";
    PlantedValue one = PlantedValue.plant("one", "xoxb-");
    PlantedValue other = PlantedValue.plant("other");
    as.put(secret, "{\"value\":\"xoxb-own\"}");
    String batch =
        """
        {"secrets":[{"key":"A","value":"%s"},{"key":"SLACK_BOT_TOKEN","valueBase64":"%s"},
          {"key":"no key","value":"%s"},{"key":"ORIENT_MASTER_KEY","value":"%s"}]%s}"""
            .formatted(one.text(), other.base64(), one.text(), one.text(), "%s");

    AdminReply dry = as.post(imports, batch.formatted(",\"dryRun\":true"));
    assertThat(dry.json().findValuesAsText("outcome"))
        .containsExactly("imported", "conflict", "refused", "refused");
    assertThat(dry.at("/notImported")).isEqualTo("3");
    assertThat(as.get("/v1/scopes/" + namespace + "/secrets/A").status()).isEqualTo(404);

    AdminReply first = as.post(imports, batch.formatted(""), "Idempotency-Key", "t-1");
    assertThat(first.json().findValuesAsText("outcome"))
        .containsExactly("imported", "conflict", "refused", "refused");
    assertThat(first.at("/rows/1/message")).contains("version 1, which is kept", "replace");
    assertThat(first.at("/rows/2/message")).startsWith("key must be");

    as.put("/v1/scopes/" + namespace + "/secrets/A", "{\"value\":\"newer\"}");
    AdminReply again = as.post(imports, batch.formatted(""), "Idempotency-Key", "t-1");
    assertThat(again.at("/rows/0/outcome")).isEqualTo("imported");
    assertThat(again.at("/rows/0/version")).isEqualTo("1");
    assertThat(as.post("/v1/scopes/" + namespace + "/secrets/A/reveal", null).at("/value"))
        .as("a repeated import undoes nothing")
        .isEqualTo("newer");

    AdminReply replaced = as.post(imports, batch.formatted(",\"replace\":true"));
    assertThat(replaced.at("/rows/1/outcome")).isEqualTo("replaced");
    assertThat(replaced.at("/rows/1/warning")).contains("xoxb-");
    assertThat(as.post(secret + "/reveal", null).at("/value").equals(other.text())).isTrue();

    AdminReply audit = as.get("/v1/scopes/" + namespace + "/audit?action=import");
    assertThat(audit.json().at("/entries").findValuesAsText("key")).containsExactly(KEY, "A", "A");
    assertThat(audit.json().at("/entries").findValuesAsText("actor"))
        .containsOnly("system:serviceaccount:" + namespace + ":admin");
    for (AdminReply reply : List.of(dry, first, again, replaced, audit)) {
      assertThat(one.isIn(reply.toString()) || other.isIn(reply.toString())).isFalse();
    }
  }

  @Test
  void whatWasImportedFromAPlaceGivesWayToWhatIsNewThere() {
    String imports = "/v1/scopes/" + namespace + "/import";
    String batch = "{\"source\":\"a place\",\"secrets\":[{\"key\":\"A\",\"value\":\"%s\"}]}";

    assertThat(as.post(imports, batch.formatted("1")).at("/rows/0/outcome")).isEqualTo("imported");
    assertThat(as.post(imports, batch.formatted("2")).at("/rows/0/outcome")).isEqualTo("imported");
    as.put("/v1/scopes/" + namespace + "/secrets/A", "{\"value\":\"3\"}");
    assertThat(as.post(imports, batch.formatted("2")).at("/rows/0/outcome"))
        .isEqualTo("superseded");
    assertThat(as.post(imports, batch.formatted("4")).at("/rows/0/outcome")).isEqualTo("conflict");
  }

  @Test
  void whoMayNotWriteMayNotImportNotEvenDry() {
    ServiceAccount viewer = callers.account(namespace, "viewer");
    callers.allow(viewer, namespace, "metadata:get,list", "value:get");
    AdminReply reply =
        scene
            .client()
            .as(callers.token(viewer))
            .post("/v1/scopes/" + namespace + "/import", "{\"dryRun\":true,\"secrets\":[]}");

    assertThat(reply.status()).isEqualTo(403);
    assertThat(as.post("/v1/scopes/shared.scope/import", "{\"secrets\":[]}").status())
        .isEqualTo(403);
  }

  @Test
  void valuesOfAnyBytesComeBackAsTheyWere() {
    assertThat(as.put(secret, "{\"valueBase64\":\"/wAB\"}").at("/warning")).contains("xoxb-");
    assertThat(as.post(secret + "/reveal", null).at("/valueBase64")).isEqualTo("/wAB");

    as.put(secret, "{\"value\":\"\\u0000 \\ud83d\\ude00 \\\" ü\"}");
    assertThat(as.post(secret + "/reveal", null).at("/value")).isEqualTo("\u0000 😀 \" ü");

    as.put(secret, "{\"value\":\"\"}");
    assertThat(as.post(secret + "/reveal", null).at("/value")).isEmpty();
    assertThat(as.post(secret + "/reveal", null).json().has("value")).isTrue();
  }

  @Test
  void versionsAreDestroyedAndValuesMarkedCompromised() {
    as.put(secret, "{\"value\":\"a\"}");
    as.put(secret, "{\"value\":\"b\"}");

    assertThat(as.delete(secret + "/versions/2").status()).isEqualTo(409);
    assertThat(as.delete(secret + "/versions/9").status()).isEqualTo(404);
    assertThat(as.delete(secret + "/versions/1").at("/destroyedVersions")).isEqualTo("1");
    assertThat(as.get(secret + "/history").at("/versions/1/state")).isEqualTo("destroyed");
    assertThat(as.post(secret + "/rollback", "{\"version\":1}").at("/field")).isEqualTo("version");

    assertThat(as.post(secret + "/compromised", "{\"reason\":\"in a log\"}").at("/version"))
        .isEqualTo("2");
    assertThat(as.get(secret).at("/compromised/reason")).isEqualTo("in a log");

    as.delete(secret);
    assertThat(as.delete(secret + "/versions").at("/destroyedVersions")).isEqualTo("1");
    assertThat(as.post(secret + "/undelete", null).status()).isEqualTo(410);
  }

  @Test
  void providerDefaultsAreCheckedAsTheResourceIs() {
    String defaults = "/v1/scopes/" + namespace + "/provider-defaults/app";
    assertThat(as.get(defaults).status()).isEqualTo(404);

    AdminReply unknown = as.put(defaults, "{\"useCases\":{\"chat\":{\"provider\":\"nobody\"}}}");
    assertThat(unknown.status()).isEqualTo(422);
    assertThat(unknown.at("/field")).isEqualTo("useCases[chat].provider");

    String good = "{\"useCases\":{\"chat\":{\"provider\":\"openai\",\"model\":\"m-1\"}}}";
    assertThat(as.put(defaults, good).status()).isEqualTo(200);
    assertThat(as.get(defaults).at("/useCases/chat/model")).isEqualTo("m-1");
  }

  @Test
  void aNamespacesOwnScopeIsGrantedToOthersByItsAdministratorsWithAWarning() {
    String grants = "/v1/scopes/" + namespace + "/grants";
    assertThat(as.get(grants).json().at("/namespaces")).isEmpty();

    AdminReply granted = as.put(grants + "/blog", "");
    assertThat(granted.status()).as("%s", granted).isEqualTo(200);
    assertThat(granted.at("/result")).isEqualTo("granted");
    assertThat(granted.at("/warning")).contains("a namespace called " + namespace);
    assertThat(as.put(grants + "/blog", "").at("/result")).isEqualTo("unchanged");
    assertThat(as.get(grants).json().at("/namespaces").get(0).asText()).isEqualTo("blog");
    assertThat(scene.store().mayRead("blog", namespace)).isTrue();
    assertThat(as.put(grants + "/" + namespace, "").at("/field")).isEqualTo("namespace");
    assertThat(as.delete(grants + "/" + namespace).status()).isEqualTo(422);

    assertThat(as.delete(grants + "/blog").status()).isEqualTo(204);
    assertThat(as.delete(grants + "/blog").problem()).isEqualTo("not-found");
    assertThat(scene.store().mayRead("blog", namespace)).isFalse();
    assertThat(
            as.get("/v1/scopes/" + namespace + "/audit")
                .json()
                .at("/entries")
                .findValuesAsText("action"))
        .containsExactly("revoke", "grant");
  }

  @Test
  void aSharedScopeIsGrantedByThoseWhoMayEverywhere() {
    String grants = "/v1/scopes/shared." + namespace + "/grants";
    ServiceAccount platform = callers.account(namespace, "platform");
    callers.allowEverywhere(platform, "grants:list,update");
    AdminClient everywhere = scene.client().as(callers.token(platform));

    assertThat(as.put(grants + "/" + namespace, "").status()).isEqualTo(403);
    AdminReply granted = everywhere.put(grants + "/" + namespace, "");
    assertThat(granted.at("/result")).isEqualTo("granted");
    assertThat(granted.json().has("warning")).isFalse();
    assertThat(as.get(grants).status()).isEqualTo(403);
    assertThat(everywhere.get(grants).json().at("/namespaces").get(0).asText())
        .isEqualTo(namespace);
    assertThat(as.delete(grants + "/" + namespace).status()).isEqualTo(403);
    assertThat(everywhere.delete(grants + "/" + namespace).status()).isEqualTo(204);
  }

  @Test
  void whoMayOnlyLookAtGrantsChangesNone() {
    String grants = "/v1/scopes/" + namespace + "/grants";
    ServiceAccount reader = callers.account(namespace, "reader");
    callers.allow(reader, namespace, "grants:list", "value:get,update");
    AdminClient looking = scene.client().as(callers.token(reader));

    assertThat(looking.get(grants).status()).isEqualTo(200);
    assertThat(looking.put(grants + "/blog", "").status()).isEqualTo(403);
    assertThat(looking.delete(grants + "/blog").status()).isEqualTo(403);
    assertThat(scene.store().grants(namespace)).isEmpty();
  }

  @Test
  void aKeyIsExplainedAndConsumersOfOtherNamespacesAreOnlyCounted(
      KubernetesClient client, ControlPlane controlPlane) {
    String other = TestNamespace.create(client).name();
    KeyConsumers consumers =
        (scope, key) -> key.equals(KEY) ? List.of(consumer(other), consumer(namespace)) : List.of();
    try (AdminScene scene =
        AdminScene.start(
            PostgresServer.shared().createDatabase(),
            new KubernetesTokenReviews(operator, AdminSettings.DEFAULT_AUDIENCE),
            new KubernetesAccessReviews(operator),
            AdminScene.GENEROUS,
            consumers)) {
      AdminClient as = scene.client().as(callers.token(admin));
      as.put(secret, "{\"value\":\"xoxb-1\"}");

      AdminReply explained = as.get(secret + "/explain");
      assertThat(explained.status()).as("%s", explained).isEqualTo(200);
      assertThat(explained.at("/source")).isEqualTo("Store");
      assertThat(explained.json().at("/consumers").findValuesAsText("namespace"))
          .containsExactly(namespace);
      assertThat(explained.at("/consumers/0/granted")).isEqualTo("true");
      assertThat(explained.at("/consumers/0/workloads/0/restartPending")).isEqualTo("true");
      assertThat(explained.at("/hiddenConsumers")).isEqualTo("1");
      assertThat(explained.toString()).doesNotContain(other);

      callers.allow(admin, other, "metadata:get");
      assertThat(as.get(secret + "/explain").json().at("/consumers").findValuesAsText("granted"))
          .containsExactlyInAnyOrder("true", "false");
      assertThat(as.get("/v1/scopes/" + other + "/secrets/NONE/explain").status()).isEqualTo(404);
      callers.allowEverywhere(admin, "keys:delete");
      assertThat(
              as.post(
                      "/v1/scopes/" + namespace + "/destruction",
                      "{\"confirm\":\"" + namespace + "\"}")
                  .at("/warning"))
          .startsWith("still used by OrientSecret ")
          .contains(namespace + "/", other + "/");
      as.delete(secret);
      assertThat(as.get(secret + "/explain").at("/sources/0/standing")).isEqualTo("deleted");
      assertThat(
              as.get("/v1/scopes/" + namespace + "/secrets/SLACK_APP_TOKEN/explain").at("/source"))
          .isEqualTo("Environment");
      assertThat(as.get("/v1/scopes/kube-system/secrets/" + KEY + "/explain").status())
          .isEqualTo(403);
    }
  }

  private static KeyConsumer consumer(String namespace) {
    return new KeyConsumer(
        "OrientSecret",
        namespace,
        "app",
        "app",
        Optional.of(KEY),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(new WorkloadStatus("Deployment", "web", WorkloadState.WAITING, null, "it waits")));
  }

  @Test
  void theAuditIsReadInPagesAndByFilters() {
    for (int i = 1; i <= 5; i++) {
      as.put(secret, "{\"value\":\"v" + i + "\"}");
    }
    String audit = "/v1/scopes/" + namespace + "/audit";
    AdminReply first = as.get(audit + "?limit=2");
    AdminReply second = as.get(audit + "?limit=2&before=" + first.at("/next"));
    AdminReply third = as.get(audit + "?limit=2&before=" + second.at("/next"));
    assertThat(
            List.of(first, second, third).stream()
                .flatMap(page -> page.json().at("/entries").findValuesAsText("versionTo").stream()))
        .containsExactly("5", "4", "3", "2", "1");
    assertThat(third.json().has("next")).isFalse();

    String middle = second.at("/entries/0/at");
    assertThat(
            as.get(audit + "?until=" + middle).json().at("/entries").findValuesAsText("versionTo"))
        .containsExactly("2", "1");
    assertThat(
            as.get(audit + "?action=update&since=" + middle)
                .json()
                .at("/entries")
                .findValuesAsText("versionTo"))
        .containsExactly("5", "4", "3");
    assertThat(as.get(audit + "?actor=nobody").json().at("/entries")).isEmpty();
    assertThat(as.get(audit + "?since=yesterday").at("/field")).isEqualTo("since");
  }

  @Test
  void aDatabaseThatIsAwayIsAProblemToTryAgainLater() {
    try (PostgresServer server = PostgresServer.startNew();
        AdminScene other = scene(server.createDatabase())) {
      AdminClient client = other.client().as(callers.token(admin));
      assertThat(client.put(secret, "{\"value\":\"a\"}").status()).isEqualTo(200);
      server.stop();

      AdminReply reply = client.post(secret + "/reveal", null);

      assertThat(reply.status()).as("%s", reply).isEqualTo(503);
      assertThat(reply.problem()).isEqualTo("store-unavailable");
      assertThat(reply.header("Retry-After")).contains("5");
      server.start();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(client.post(secret + "/reveal", null).at("/value")).isEqualTo("a"));
    }
  }

  @Test
  void anApiServerThatRefusesReviewsIsAProblemToTryAgainLater(ControlPlane controlPlane) {
    try (KubernetesClient nobody = controlPlane.clientAs("bob");
        AdminScene other =
            AdminScene.start(
                PostgresServer.shared().createDatabase(),
                new KubernetesTokenReviews(nobody, AdminSettings.DEFAULT_AUDIENCE),
                new KubernetesAccessReviews(nobody),
                AdminScene.GENEROUS)) {
      AdminReply reply = other.client().as(callers.token(admin)).get(secret);

      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.problem()).isEqualTo("cluster-unavailable");
      assertThat(reply.at("/detail")).contains("tokenreviews.authentication.k8s.io");
    }
  }

  @Test
  void anApiServerThatIsAwayIsAProblemToTryAgainLater(ControlPlane controlPlane) {
    Config nowhere = controlPlane.configFor("operator");
    nowhere.setMasterUrl("https://127.0.0.1:1/");
    try (KubernetesClient away = new KubernetesClientBuilder().withConfig(nowhere).build();
        AdminScene other =
            AdminScene.start(
                PostgresServer.shared().createDatabase(),
                new KubernetesTokenReviews(away, AdminSettings.DEFAULT_AUDIENCE),
                new KubernetesAccessReviews(away),
                AdminScene.GENEROUS)) {
      AdminReply reply = other.client().as(callers.token(admin)).get(secret);

      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.problem()).isEqualTo("cluster-unavailable");
      assertThat(reply.header("Retry-After")).contains("5");
    }
  }
}
