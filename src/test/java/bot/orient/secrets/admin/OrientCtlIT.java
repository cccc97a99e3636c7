package bot.orient.secrets.admin;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.crypto.SealedContent;
import bot.orient.secrets.crypto.SealedPlace;
import bot.orient.secrets.crypto.SealedText;
import bot.orient.secrets.crypto.SealedValueHpke;
import bot.orient.secrets.crypto.SealingKeyPair;
import bot.orient.secrets.crypto.Seed;
import bot.orient.secrets.crypto.SeedLabel;
import bot.orient.secrets.sync.SealingKeyDocument;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.OrientCtlProcess;
import bot.orient.secrets.testing.OrientCtlProcess.Outcome;
import bot.orient.secrets.testing.OrientInstallation;
import bot.orient.secrets.testing.OrientRows;
import bot.orient.secrets.testing.PlantedValue;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestNamespace;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** orientctl as a process, with a real admin API, real tokens and roles, and a real database. */
@ExtendWith(ControlPlaneExtension.class)
class OrientCtlIT {

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

  @TempDir private Path directory;

  private final List<Outcome> outcomes = new ArrayList<>();
  private ControlPlane controlPlane;
  private TestCallers callers;
  private String namespace;
  private ServiceAccount admin;
  private KubernetesClient operator;
  private AdminScene scene;
  private OrientCtlProcess as;

  @BeforeEach
  void prepare(ControlPlane shared, KubernetesClient client, TestNamespace test)
      throws IOException {
    controlPlane = shared;
    namespace = test.name();
    callers = new TestCallers(client, shared.directory());
    admin = callers.account(namespace, "admin");
    callers.allow(admin, namespace, ALL_OF_A_SCOPE);
    operator = TestCallers.operatorMayReview(shared, client);
    scene =
        AdminScene.start(
            PostgresServer.shared().createDatabase(),
            new KubernetesTokenReviews(operator, AdminSettings.DEFAULT_AUDIENCE),
            new KubernetesAccessReviews(operator),
            AdminScene.GENEROUS);
    as = withToken(callers.token(admin));
  }

  @AfterEach
  void close() {
    scene.close();
    operator.close();
  }

  private OrientCtlProcess direct() {
    return OrientCtlProcess.create()
        .with(
            "--server",
            "https://127.0.0.1:" + scene.server().port(),
            "--fingerprint",
            scene.server().fingerprint());
  }

  private OrientCtlProcess withToken(String token) throws IOException {
    Path file = Files.writeString(Files.createTempFile(directory, "token", ""), token + "\n");
    return direct().with("--token-file", file.toString(), "--namespace", namespace);
  }

  private Outcome run(OrientCtlProcess caller, String... arguments) {
    return runWith(caller, "", arguments);
  }

  private Outcome runWith(OrientCtlProcess caller, String stdin, String... arguments) {
    Outcome outcome = caller.runWith(stdin, arguments);
    outcomes.add(outcome);
    return outcome;
  }

  private String good(String... arguments) {
    return goodWith("", arguments);
  }

  private String goodWith(String stdin, String... arguments) {
    Outcome outcome = runWith(as, stdin, arguments);
    assertThat(outcome.exit()).as("%s: %s", List.of(arguments), outcome.stderr()).isZero();
    return outcome.stdout();
  }

  private static void assertRefused(Outcome outcome, int exit, String... reasons) {
    assertThat(outcome.exit()).as("%s", outcome.stderr()).isEqualTo(exit);
    assertThat(outcome.stdout()).isEmpty();
    assertThat(outcome.stderr()).startsWith("error: ").hasLineCount(1).contains(reasons);
  }

  @Test
  void aSecretsWholeLifeIsLedFromTheCommandLineAndItsValuesAreShownToNobodyElse()
      throws IOException {
    PlantedValue first = PlantedValue.plant("first", "xoxb-");
    PlantedValue second = PlantedValue.plant("second", "xoxb-");

    assertThat(goodWith(first.text(), "set", KEY, "--from-stdin"))
        .isEqualTo(KEY + " is set, at version 1\n");
    assertThat(good("list", "--category", "slack"))
        .containsPattern(KEY + " +slack +Store +1 +20")
        .containsPattern("SLACK_SIGNING_SECRET +slack +Missing");
    assertThat(good("list", "-o", "name")).contains(KEY + "\n");
    assertThat(good("get", KEY)).contains("********").containsPattern("version +1");
    String revealed = good("get", KEY, "--reveal");
    assertThat(revealed.equals(first.text())).as("what was revealed is the value").isTrue();

    goodWith(second.text(), "set", KEY, "--from-stdin", "--if-revision", "1");
    assertThat(good("history", KEY))
        .containsPattern("2 +current")
        .containsPattern("1 +kept")
        .contains("system:serviceaccount:" + namespace + ":admin");
    assertThat(good("rollback", KEY, "--to", "1")).contains("again, as version 3");
    assertThat(good("get", KEY, "--reveal").equals(first.text())).as("the first again").isTrue();

    good("delete", KEY);
    assertThat(good("history", KEY)).contains("the secret is deleted", "orientctl restore");
    assertRefused(run(as, "get", KEY, "--reveal"), 3, "its history tells", "undelete");
    assertThat(good("restore", KEY)).isEqualTo(KEY + " is back, at version 3\n");

    JsonNode audit = new ObjectMapper().readTree(good("audit", "--key", KEY, "-o", "json"));
    assertThat(audit.at("/entries").findValuesAsText("action"))
        .containsExactly("create", "reveal", "update", "rollback", "reveal", "delete", "undelete");

    for (Outcome outcome : outcomes) {
      boolean reveals = outcome.seenByOthers().contains("--reveal");
      for (PlantedValue value : List.of(first, second)) {
        assertThat(value.isIn(outcome.stderr())).as("%s on standard error", value).isFalse();
        assertThat(value.isIn(outcome.seenByOthers())).as("%s in /proc", value).isFalse();
        assertThat(reveals || !value.isIn(outcome.stdout())).as("%s is shown", value).isTrue();
      }
    }
    assertThat(outcomes.get(0).seenByOthers()).contains("OrientCtl", "--from-stdin");
  }

  @Test
  void valuesOfAnyBytesComeFromFilesAndGoToPipesAsTheyAre() throws IOException {
    Path file = directory.resolve("value");
    Files.writeString(file, "two\nlines\n");

    Outcome kept = run(as, "set", KEY, "--from-file", file.toString());
    assertThat(kept.stderr()).contains("--trim-newline");
    assertThat(good("get", KEY, "--reveal")).isEqualTo("two\nlines\n");
    good("set", KEY, "--from-file", file.toString(), "--trim-newline");
    assertThat(good("get", KEY, "--reveal")).isEqualTo("two\nlines");

    Files.write(file, new byte[] {(byte) 0xff, 0, 1});
    good("set", KEY, "--from-file", file.toString());
    assertThat(good("get", KEY, "--reveal", "-o", "yaml")).contains("valueBase64: \"/wAB\"");
  }

  @Test
  void valuesOfAFileAreImportedAndShownToNobody() throws IOException {
    PlantedValue own = PlantedValue.plant("own", "xoxb-");
    PlantedValue next = PlantedValue.plant("next");
    Path file =
        Files.writeString(
            directory.resolve(".env"),
            "%s='%s'\nOPENAI_API_KEY=\"%s\"\n".formatted(KEY, own.text(), next.text()));

    assertThat(good("import", "--from-env-file", file.toString(), "--dry-run"))
        .contains("dry run, nothing was written: 2 imported");
    assertThat(good("list", "--category", "slack")).doesNotContain(" Store ");
    assertThat(good("import", "--from-env-file", file.toString())).contains("2 imported");
    assertThat(good("get", KEY, "--reveal").equals(own.text())).as("the value is there").isTrue();
    assertThat(good("import", "--from-env-file", file.toString())).contains("2 unchanged");

    String json =
        "{\"%s\":{\"value\":\"%s\"},\"no key\":\"%s\"}".formatted(KEY, next.text(), next.text());
    Outcome kept = runWith(as, json, "import", "--from-json", "-");
    assertThat(kept.exit()).as(kept.stderr()).isEqualTo(1);
    assertThat(kept.stdout())
        .containsPattern(KEY + " +conflict +1 +the store has version 1, which is kept")
        .containsPattern("no key +refused +key must be")
        .contains("1 conflict, 1 refused");
    Outcome replaced = runWith(as, json, "import", "--from-json", "-", "--replace");
    assertThat(replaced.stdout()).containsPattern(KEY + " +replaced +2");
    assertThat(good("history", KEY)).contains("import", ":" + namespace + ":admin");

    for (Outcome outcome : outcomes) {
      boolean reveals = outcome.seenByOthers().contains("--reveal");
      for (PlantedValue value : List.of(own, next)) {
        assertThat(value.isIn(outcome.stderr() + outcome.seenByOthers())).isFalse();
        assertThat(reveals || !value.isIn(outcome.stdout())).as("%s is shown", value).isTrue();
      }
    }
  }

  @Test
  void anOrientsDatabaseIsImportedFromTheMachineOfWhoCalls() throws IOException, SQLException {
    OrientRows rows = OrientRows.committed();
    OrientInstallation orient = OrientInstallation.in(PostgresServer.shared().createDatabase());
    for (OrientRows.Row row : rows.rows().values()) {
      orient.set(row);
    }
    Path master = Files.writeString(directory.resolve("master"), rows.masterKey() + "\n");
    OrientCtlProcess importer =
        as.env("ORIENT_IMPORT_DATABASE_URL", orient.url())
            .env("ORIENT_MASTER_KEY_FILE", master.toString());

    Outcome dry = run(importer, "import-orient", "--dry-run");
    assertThat(dry.stdout())
        .contains("dry run, nothing was written")
        .containsPattern(KEY + " +imported");
    assertRefused(run(as, "get", "GREETING"), 3, "GREETING");

    Outcome first = run(importer, "import-orient");
    assertThat(first.exit()).as(first.stderr()).isEqualTo(1);
    assertThat(first.stdout())
        .containsPattern(KEY + " +imported +version 1")
        .containsPattern("OLD_TOKEN +wrong-key")
        .containsPattern("DEV_TOKEN +development-key")
        .containsPattern("ORIENT_MASTER_KEY +refused");
    assertThat(good("get", "GREETING", "--reveal").equals(rows.row("GREETING").plaintext()))
        .as("the value is there")
        .isTrue();
    assertThat(good("providers", "get", "orient")).containsPattern("vision +anthropic");
    assertThat(good("history", KEY)).contains(":" + namespace + ":admin");

    Outcome accepting = run(importer, "import-orient", "--accept-development-key");
    assertThat(accepting.stdout())
        .containsPattern(KEY + " +unchanged +version 1")
        .containsPattern("DEV_TOKEN +imported +was encrypted with Orient's public");
    assertThat(good("get", "DEV_TOKEN")).contains("compromised: was encrypted");

    for (OrientRows.Row row : rows.rows().values()) {
      if (row.plaintext().length() >= 12 && !row.key().startsWith("AI_")) {
        for (Outcome outcome : List.of(dry, first, accepting)) {
          assertThat(
                  (outcome.stdout() + outcome.stderr() + outcome.seenByOthers())
                      .contains(row.plaintext()))
              .as("the value of %s is shown", row.key())
              .isFalse();
        }
      }
    }
  }

  @Test
  void withoutAWayIntoOrientsDatabaseItIsSaidWhatIsMissing() throws IOException {
    assertRefused(run(as, "import-orient"), 2, "ORIENT_IMPORT_DATABASE_URL is not set");
    OrientCtlProcess somewhere =
        as.env("ORIENT_IMPORT_DATABASE_URL", "postgresql://u:planted@127.0.0.1:1/x");
    assertRefused(run(somewhere, "import-orient"), 2, "ORIENT_MASTER_KEY is not set");
    Outcome away =
        run(
            somewhere.env("ORIENT_MASTER_KEY", "planted-planted-planted-planted-"),
            "import-orient");
    assertThat(away.exit()).as(away.stderr()).isEqualTo(5);
    assertThat(away.stderr()).contains("127.0.0.1:1/x").doesNotContain("planted");
  }

  @Test
  void whoMayNotIsToldWhichRightIsMissing() throws IOException {
    OrientCtlProcess nobody = withToken(callers.token(callers.account(namespace, "nobody")));

    assertRefused(
        runWith(nobody, "planted", "set", KEY, "--from-stdin"),
        4,
        "update on orientsecrets/value of secrets.orient.bot");
    assertRefused(run(nobody, "list"), 4, "list on orientsecrets/metadata");
  }

  @Test
  void whoIsNotKnownIsToldHowToGetAToken() throws IOException {
    String expired = callers.tokenUntil(admin, Instant.now().minusSeconds(60));

    assertRefused(
        run(withToken(expired), "list"), 4, "expired", "kubectl create token", "--audience");
  }

  @Test
  void anOperatorThatIsAwayOrAnotherOneIsTold() {
    OrientCtlProcess another = as.with();
    scene.server().close();

    assertRefused(run(another, "list"), 5, "cannot be reached");
  }

  @Test
  void anotherCertificateIsNotTrusted() throws IOException {
    Path token = Files.writeString(directory.resolve("t"), callers.token(admin));
    OrientCtlProcess plain =
        OrientCtlProcess.create()
            .with(
                "--server",
                "https://127.0.0.1:" + scene.server().port(),
                "--token-file",
                token.toString(),
                "-n",
                namespace);

    assertRefused(run(plain, "list"), 5, "not trusted", "--certificate-authority");
    assertRefused(
        run(plain.with("--fingerprint", "AA:".repeat(31) + "AA"), "list"),
        5,
        "it has the certificate with SHA-256");

    OrientCtlProcess withFile =
        plain.with("--certificate-authority", certificateOfTheServer().toString());
    assertThat(run(withFile, "list").exit()).isZero();
  }

  private Path certificateOfTheServer() throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            AdminClient.trusting(scene.server()::fingerprint)
                .getSocketFactory()
                .createSocket("127.0.0.1", scene.server().port())) {
      byte[] certificate = socket.getSession().getPeerCertificates()[0].getEncoded();
      return Files.writeString(
          directory.resolve("server.crt"),
          "-----BEGIN CERTIFICATE-----\n"
              + Base64.getMimeEncoder().encodeToString(certificate)
              + "\n-----END CERTIFICATE-----\n");
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }

  @Test
  void whatIsNotThereOrNotAllowedIsOneLine() {
    assertRefused(run(as, "get", "NOT_THERE"), 3, "NOT_THERE");
    goodWith("a", "set", KEY, "--from-stdin");
    assertRefused(runWith(as, "b", "set", KEY, "--from-stdin", "--create"), 1, "version 1");
    assertRefused(run(as, "rollback", KEY, "--to", "9"), 1, "version");
    assertRefused(runWith(as, "b", "set", "no key", "--from-stdin"), 1, "key");
    assertRefused(runWith(as, "", "set", KEY, "--from-stdin"), 2, "the value is empty");
    assertRefused(run(as, "destroy", KEY), 2, "--yes");
  }

  @Test
  void whatIsForTheWholeStoreIsDoneByThoseWhoMayEverywhere() throws IOException {
    goodWith("a", "set", KEY, "--from-stdin");
    assertRefused(run(as, "verify"), 4, "create on orientsecrets/verification");
    ServiceAccount platform = callers.account(namespace, "platform");
    callers.allowEverywhere(
        platform, "audit:list", "keys:get,list,update", "verification:get,create");
    as = withToken(callers.token(platform));

    assertThat(good("verify")).startsWith("all is well: 1 versions of 1 secrets decrypted");
    assertThat(good("rotate-key"))
        .startsWith(namespace + ": key 2 is done, 1 of 1 versions, 0 failed");
    assertThat(good("rotate-key", "--status", "-o", "name")).isEqualTo(namespace + "\n");
    assertThat(good("audit", "--all-scopes", "--action", "create", "--since", "1h"))
        .contains(namespace, KEY);
  }

  @Test
  void scopesAreDestroyedAfterAWhileAndUntilThenItIsTakenBack() throws IOException {
    goodWith("a", "set", KEY, "--from-stdin");
    assertRefused(
        run(as, "scopes", "destroy", namespace, "--confirm", namespace),
        4,
        "delete on orientsecrets/keys");
    ServiceAccount platform = callers.account(namespace, "platform");
    callers.allowEverywhere(platform, "keys:get,delete");
    as = withToken(callers.token(platform));

    assertRefused(run(as, "scopes", "destroy", namespace, "--confirm", "other"), 2, "--confirm");
    assertRefused(run(as, "scopes", "destroy", namespace, "--status"), 3, "nobody asked");
    assertThat(good("scopes", "destroy", namespace, "--confirm", namespace))
        .startsWith("scope " + namespace + " is destroyed at ")
        .contains("platform", "--cancel");
    assertThat(good("scopes", "destroy", namespace, "--status", "-o", "json"))
        .contains("\"waiting\"");
    assertThat(good("scopes", "destroy", namespace, "--cancel")).contains("is cancelled");
  }

  @Test
  void versionsAreDestroyedAndValuesMarkedCompromised() {
    goodWith("a", "set", KEY, "--from-stdin");
    goodWith("b", "set", KEY, "--from-stdin");
    assertThat(good("destroy", KEY, "--only", "1", "--yes")).contains("destroyed: 1");
    assertThat(good("compromised", KEY, "--reason", "in a log")).contains("version 2 of");
    assertThat(good("get", KEY)).contains("compromised: in a log");
    assertRefused(run(as, "destroy", KEY, "--yes"), 1, "delete");
    good("delete", KEY);
    assertThat(good("destroy", KEY, "--yes")).contains("destroyed: 1");
    assertRefused(run(as, "restore", KEY), 1, "destroyed");
  }

  @Test
  void providersAreSetAndShown() {
    assertRefused(run(as, "providers", "get", "app"), 3, "app");
    assertRefused(run(as, "providers", "set", "app", "chat=nobody"), 1, "useCases[chat].provider");
    assertThat(good("providers", "set", "app", "chat=openai/m-1")).contains("chat", "openai");
    assertThat(good("providers", "get", "app", "-o", "yaml")).contains("model: \"m-1\"");
  }

  @Test
  void scopesAreGrantedShownAndRevoked() {
    Outcome granted = run(as, "scopes", "grant", namespace, "blog");
    assertThat(granted.exit()).as("%s", granted.stderr()).isZero();
    assertThat(granted.stdout()).contains("is granted to namespace blog");
    assertThat(granted.stderr()).startsWith("warning: whoever administers").hasLineCount(1);
    assertThat(good("scopes", "grants", namespace)).contains("NAMESPACE", "blog");
    assertThat(good("scopes", "revoke", namespace, "blog")).contains("not granted");
    assertRefused(run(as, "scopes", "revoke", namespace, "blog"), 3, "is not granted");
    assertRefused(run(as, "scopes", "grant", "shared.scope", "blog"), 4, "grants");
    assertRefused(run(as, "scopes", "grant", namespace, "Blog"), 1, "namespace must be");
    assertThat(good("audit")).contains("grant", "revoke");
  }

  @Test
  void aKeyIsExplained() {
    assertRefused(run(as, "explain", "NO_SUCH_KEY"), 3, "NO_SUCH_KEY");
    goodWith("a", "set", KEY, "--from-stdin");
    assertThat(good("explain", KEY)).contains("Store", "used", "absent", "asks for it");
    assertThat(good("explain", "SLACK_APP_TOKEN")).contains("Environment", "used");
  }

  @Test
  void withoutAServerThePodOfTheOperatorIsLookedFor() throws IOException {
    OrientCtlProcess forwarding =
        OrientCtlProcess.create().with("--operator-namespace", namespace, "-n", namespace);

    assertRefused(
        run(forwarding.env("KUBECONFIG", controlPlane.kubeconfig().toString()), "list"),
        5,
        "no pod of the operator is ready in namespace " + namespace,
        "--operator-namespace");
    assertRefused(
        run(forwarding.env("KUBECONFIG", controlPlane.kubeconfig("bob").toString()), "list"),
        4,
        "pods is forbidden",
        "--server");
  }

  @Test
  void valuesAreSealedWithTheKeyThatTheOperatorPublished(KubernetesClient client)
      throws IOException {
    PlantedValue value = PlantedValue.plant("sealed");
    OrientCtlProcess sealing =
        OrientCtlProcess.create()
            .env("KUBECONFIG", controlPlane.kubeconfig().toString())
            .with("--operator-namespace", namespace, "-n", "shop");
    assertRefused(runWith(sealing, value.text(), "seal", KEY), 3, SealingKeyDocument.NAME);

    UUID store = UUID.randomUUID();
    SealingKeyPair keys = keyPair();
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(SealingKeyDocument.NAME)
                .endMetadata()
                .withData(SealingKeyDocument.write(keys.publicKey(store)))
                .build())
        .create();
    Outcome sealed = runWith(sealing, value.text(), "seal", KEY);
    assertRefused(runWith(sealing, value.text(), "seal", "no key"), 1, "key must be");

    assertThat(sealed.exit()).as("%s", sealed.stderr()).isZero();
    assertThat(value.isIn(sealed.stdout() + sealed.stderr() + sealed.seenByOthers())).isFalse();
    SealedContent opened =
        SealedValueHpke.open(
                keys,
                new SealedPlace(store, "shop", KEY),
                SealedText.parse(sealed.stdout().strip()))
            .orElseThrow();
    assertThat(Arrays.equals(opened.value().toByteArray(), value.bytes()))
        .as("the sealed value is the one that was piped in")
        .isTrue();
  }

  private static SealingKeyPair keyPair() {
    try (Seed seed = Seed.random(SeedLabel.first(SeedLabel.Purpose.RECIPIENT, ""))) {
      return seed.sealingKeyPair();
    }
  }

  @Test
  void aBrokenKubeconfigIsNamedAndNotQuoted() throws IOException {
    Path file = Files.writeString(directory.resolve("kubeconfig"), "planted: [planted");

    Outcome outcome = run(direct().env("KUBECONFIG", file.toString()), "list");

    assertRefused(outcome, 2, "kubeconfig");
    assertThat(outcome.stderr()).doesNotContain("planted");
  }

  @Test
  void theKubeconfigOfAServiceAccountIsEnoughToCall() throws IOException {
    String kubeconfig =
        Files.readString(controlPlane.kubeconfig())
            .replaceAll(
                "token: .*", "token: " + callers.token(admin, "https://kubernetes.default.svc"))
            .replaceAll("namespace: .*", "namespace: " + namespace);
    Path file = Files.writeString(directory.resolve("kubeconfig"), kubeconfig);
    OrientCtlProcess with = direct().env("KUBECONFIG", file.toString());

    Outcome own = run(with, "list");
    assertThat(own.exit()).as("a token for the API server alone: %s", own.stderr()).isEqualTo(4);
    callers.allowTokens(admin);
    Outcome requested = run(with, "list", "-o", "json");

    assertThat(requested.exit()).as("%s", requested.stderr()).isZero();
    assertThat(new ObjectMapper().readTree(requested.stdout()).path("scope").asText())
        .isEqualTo(namespace);
    assertRefused(run(with, "list", "--audience", "another"), 4, "--audience");
  }
}
