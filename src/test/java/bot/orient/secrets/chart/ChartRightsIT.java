package bot.orient.secrets.chart;

import static bot.orient.secrets.testing.ClusterView.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.chart.Rights.Right;
import bot.orient.secrets.testing.AuditedCall;
import bot.orient.secrets.testing.ClusterView;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FakeArgo;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.FreePort;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.OrientCtlProcess;
import bot.orient.secrets.testing.OrientCtlProcess.Outcome;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDaemonSet;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestDeployment;
import bot.orient.secrets.testing.TestNamespace;
import bot.orient.secrets.testing.TestNode;
import bot.orient.secrets.testing.TestRollout;
import bot.orient.secrets.testing.TestStatefulSet;
import bot.orient.secrets.testing.TestWorkload;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chart's rules are the least that the operator works with: as the chart's account it does all
 * that it can do, nothing is refused, and no rule is there for nothing.
 */
@ExtendWith(ControlPlaneExtension.class)
class ChartRightsIT {

  private static final Pattern CERTIFICATE =
      Pattern.compile("self-signed certificate, SHA-256 ([0-9A-F:]+)");

  @TempDir private Path directory;

  private ControlPlane controlPlane;
  private KubernetesClient client;
  private TestNamespace own;
  private ClusterView view;
  private FakeKubelet kubelet;
  private FakeArgo argo;
  private final TestDatabase database = PostgresServer.shared().createDatabase();
  private final int adminPort = FreePort.pick();

  @BeforeEach
  void prepare(ControlPlane shared, KubernetesClient sharedClient, TestNamespace namespace) {
    controlPlane = shared;
    client = sharedClient;
    own = TestNamespace.create(client);
    view = new ClusterView(shared, client, namespace);
    kubelet = FakeKubelet.start(client, namespace.name());
    argo = FakeArgo.start(client, namespace);
    TestNode.create(client, namespace, 1);
  }

  @AfterEach
  void cleanUp() {
    argo.close();
    kubelet.close();
    client.namespaces().withName(own.name()).delete();
  }

  @Test
  void theRulesAreTheLeastForTheWholeCluster() throws IOException {
    try (ChartInstall install = install("kek: {existingSecret: kek}")) {
      doEverything(install);
      assertLeast(install);
    }
  }

  @Test
  void theRulesAreTheLeastForListedNamespaces() throws IOException {
    view.kubectl(
        "create", "secret", "generic", "kek", "--from-literal=k1=" + InProcessOperator.KEK);
    String values =
        """
        watchNamespaces: [%1$s]
        rbac: {userRoles: true}
        kek: {apiSecret: {namespace: %1$s, name: kek}}
        """
            .formatted(view.namespace());
    try (ChartInstall install = install(values)) {
      doEverything(install);
      tellOfAnotherStore(install);
      assertLeast(install);
      assertThat(Rights.of(install.chart(), ChartInstall.ACCOUNT).granted())
          .filteredOn(right -> right.namespace().isEmpty())
          .extracting(Right::resource)
          .containsExactlyInAnyOrder("tokenreviews", "subjectaccessreviews");
    }
  }

  private ChartInstall install(String values) {
    return new ChartInstall(controlPlane, client, own.name(), values);
  }

  private void assertLeast(ChartInstall install) {
    List<AuditedCall> calls = controlPlane.callsOf(own.name(), ChartInstall.ACCOUNT);
    // Elsewhere namespaces of other tests are on their way out, and take nothing any more.
    List<AuditedCall> ours =
        calls.stream()
            .filter(
                call -> Set.of("", own.name(), view.namespace().name()).contains(call.namespace()))
            .toList();
    assertThat(Rights.refused(ours)).as("calls that no rule of the chart allows").isEmpty();
    Set<Right> unused = Rights.of(install.chart(), ChartInstall.ACCOUNT).unused(calls);
    assertThat(unused)
        .as("rules of the chart that nothing needed")
        .filteredOn(right -> !isForAConflict(right))
        .isEmpty();
  }

  /** They are read again when a finalizer is written and somebody else writes at that moment. */
  private static boolean isForAConflict(Right right) {
    return right.verb().equals("get")
        && Set.of("orientsecrets", "providerdefaults").contains(right.resource());
  }

  private void doEverything(ChartInstall install) throws IOException {
    view.kubectl("create", "secret", "generic", "source", "--from-literal=mail=me@example.test");
    view.kubectl("create", "secret", "generic", "theirs", "--from-literal=url=https://x.test");
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: app}
        spec:
          keys:
          - {key: OWN_KEY}
          - {key: JIRA_EMAIL, secretKeyRef: {name: source, key: mail}}
        """);
    try (OperatorProcess operator =
        install.operator(database, adminPort, directory).start(directory.resolve("log"))) {
      OrientCtlProcess alice = alice(install, operator);
      view.awaitReason("OrientSecret", "app", "KeysMissing");
      set(alice, "OWN_KEY", "one");
      view.awaitReason("OrientSecret", "app", "Synced");

      restartEveryKindOfWorkload(alice);
      recreate();
      moveAndDelete();
      merge();
      setProviders();
      await("the public key for sealed values, and the record of the store")
          .atMost(PATIENCE)
          .until(
              () ->
                  client.configMaps().inNamespace(own.name()).list().getItems().stream()
                      .map(map -> map.getMetadata().getName())
                      .collect(Collectors.toSet())
                      .containsAll(Set.of("orient-secrets-sealing-key", "orient-secrets-store")));
      operator.stop();
    }
  }

  /** With the chart's role for people who write; who reads is refused. */
  private OrientCtlProcess alice(ChartInstall install, OperatorProcess operator)
      throws IOException {
    view.kubectl("create", "serviceaccount", "alice");
    view.kubectl(
        "create",
        "rolebinding",
        "alice",
        "--clusterrole=" + own + "-orient-secrets-operator-store-editor",
        "--serviceaccount=" + view.namespace() + ":alice");
    operator.awaitLog(CERTIFICATE, PATIENCE);
    Matcher certificate = CERTIFICATE.matcher(operator.log());
    assertThat(certificate.find()).isTrue();
    String token =
        ChartInstall.token(
            client,
            view.namespace().name(),
            "alice",
            install.chart().environment().get("ORIENT_ADMIN_AUDIENCE"));
    return OrientCtlProcess.create()
        .with(
            "--server",
            "https://127.0.0.1:" + adminPort,
            "--fingerprint",
            certificate.group(1),
            "--token-file",
            ChartInstall.write(directory.resolve("alice"), token).toString(),
            "--namespace",
            view.namespace().name());
  }

  private static void set(OrientCtlProcess alice, String key, String value) {
    Outcome outcome = alice.runWith(value, "set", key, "--from-stdin");
    assertThat(outcome.exit()).as("%s", outcome.stderr()).isZero();
  }

  private void restartEveryKindOfWorkload(OrientCtlProcess alice) {
    List<TestWorkload<?>> workloads =
        List.of(
            TestDeployment.named(view.namespace(), "web").envFrom("app"),
            TestStatefulSet.named(view.namespace(), "data").envFrom("app"),
            TestDaemonSet.named(view.namespace(), "agent").envFrom("app"),
            TestRollout.named(view.namespace(), "shop").envFrom("app"));
    workloads.forEach(workload -> client.resource(workload.build()).create());
    awaitWorkloads("to have the first value", false);

    set(alice, "OWN_KEY", "two");

    awaitWorkloads("to be restarted", true);
  }

  private void awaitWorkloads(String what, boolean restarted) {
    await("workloads " + what)
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        view.object("OrientSecret", "app")
                            .at("/status/workloads")
                            .findValues("state"))
                    .as("%s", view.object("OrientSecret", "app").at("/status/workloads"))
                    .hasSize(4)
                    .allMatch(state -> state.asText().equals(restarted ? "Done" : "UpToDate")));
    await("annotations")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        Stream.of("Deployment", "StatefulSet", "DaemonSet")
                            .map(this::workloadText)
                            .filter(text -> text.contains("secrets.orient.bot/restart-hash")))
                    .hasSize(restarted ? 3 : 0));
  }

  private String workloadText(String kind) {
    return client
        .genericKubernetesResources("apps/v1", kind)
        .inNamespace(view.namespace().name())
        .list()
        .getItems()
        .stream()
        .map(GenericKubernetesResource::toString)
        .collect(Collectors.joining());
  }

  /** A type cannot be changed in place: the Secret is deleted and made anew. */
  private void recreate() {
    applyKey("typed", "{name: typed}");
    applyKey("typed", "{name: typed, type: example.test/other}");
    view.await(
        "the other type",
        "OrientSecret",
        "typed",
        object ->
            view.secret("typed").filter(s -> "example.test/other".equals(s.getType())).isPresent());
  }

  private void moveAndDelete() {
    applyKey("moving", "{name: here}");
    applyKey("moving", "{name: there}");
    await("the Secret to move")
        .atMost(PATIENCE)
        .until(() -> view.secret("here").isEmpty() && view.secret("there").isPresent());
  }

  private void merge() {
    applyKey("merged", "{name: theirs, creationPolicy: Merge}");
    view.kubectl("delete", "osec", "merged");
    await("our key to go from the Secret of somebody else's")
        .atMost(PATIENCE)
        .until(() -> Set.of("url").equals(view.data("theirs").keySet()));
  }

  private void applyKey(String name, String target) {
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: %s}
        spec:
          keys: [{key: OWN_KEY}]
          target: %s
        """
            .formatted(name, target));
    view.awaitReason("OrientSecret", name, "Synced");
  }

  private void setProviders() {
    view.apply(
        """
        apiVersion: secrets.orient.bot/v1
        kind: ProviderDefaults
        metadata: {name: providers}
        spec:
          useCases: {chat: {provider: anthropic}}
          target: {name: theirs, creationPolicy: Merge}
        """);
    view.awaitData("theirs", "CHAT_PROVIDER", "anthropic");
    view.kubectl("delete", "pdef", "providers");
    await("the providers to go")
        .atMost(PATIENCE)
        .until(() -> Set.of("url").equals(view.data("theirs").keySet()));
  }

  /** A store that is not the one of before is told of in the operator's own namespace. */
  private void tellOfAnotherStore(ChartInstall install) throws IOException {
    try (OperatorProcess operator =
        install
            .operator(PostgresServer.shared().createDatabase(), adminPort, directory)
            .start(directory.resolve("log-of-another-store"))) {
      await("the event in the operator's namespace")
          .atMost(PATIENCE)
          .until(
              () ->
                  client.v1().events().inNamespace(own.name()).list().getItems().stream()
                      .anyMatch(event -> event.getReason().equals("StoreReplaced")));
      operator.stop();
    }
  }
}
