package bot.orient.secrets.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.testing.ClusterView;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.RestartSpecBuilder;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestDeployment;
import bot.orient.secrets.testing.TestNamespace;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What GitOps tools make of resources as the API server has them. */
@ExtendWith(ControlPlaneExtension.class)
class LiveHealthIT {

  private static final ArgoCustomization ARGO_CD = ArgoCustomization.of("OrientSecret");

  private final TestDatabase database = PostgresServer.shared().createDatabase();
  private ControlPlane controlPlane;
  private KubernetesClient client;
  private TestNamespace namespace;
  private ClusterView view;
  private FakeKubelet kubelet;
  private InProcessOperator operator;

  @BeforeEach
  void enter(ControlPlane plane, KubernetesClient kubernetes, TestNamespace fresh) {
    controlPlane = plane;
    client = kubernetes;
    namespace = fresh;
    view = new ClusterView(plane, client, namespace);
    kubelet = FakeKubelet.start(client, namespace.name());
  }

  @AfterEach
  void leave() {
    if (operator != null) {
      operator.close();
    }
    kubelet.close();
  }

  private void startOperator() {
    operator = InProcessOperator.start(controlPlane, database);
    put("one");
  }

  private void put(String value) {
    operator.put(namespace.name(), "TOKEN", value);
  }

  private OrientSecretBuilder app() {
    return OrientSecretBuilder.orientSecret(namespace, "app").key("TOKEN");
  }

  private void apply(HasMetadata resource) {
    view.apply(Serialization.asYaml(resource));
  }

  private JsonNode live(String name) {
    return view.object("OrientSecret", name);
  }

  private JsonNode awaitReason(String name, String reason) {
    return view.awaitReason("OrientSecret", name, reason);
  }

  private static void assertVerdicts(JsonNode object, Kstatus kstatus, String health) {
    assertThat(Kstatus.of(object)).as(object.get("status").toString()).isEqualTo(kstatus);
    assertThat(ARGO_CD.healthOf(object).status()).isEqualTo(health);
  }

  @Test
  void nothingIsHealthyBeforeTheOperatorSawIt() {
    apply(app().build());

    assertThat(ARGO_CD.healthOf(live("app")).status()).isEqualTo("Progressing");
    assertThat(FluxHealth.ofExample())
        .allMatch(health -> health.verdict(live("app")) == Kstatus.IN_PROGRESS);

    startOperator();
    assertVerdicts(awaitReason("app", "Synced"), Kstatus.CURRENT, "Healthy");

    operator.close();
    operator = null;
    apply(app().key("OTHER").build());
    assertVerdicts(live("app"), Kstatus.IN_PROGRESS, "Progressing");
  }

  @Test
  void whatWaitsAndWhatIsRefusedIsTold() {
    startOperator();
    apply(OrientSecretBuilder.orientSecret(namespace, "incomplete").key("UNKNOWN").build());
    apply(app().target("elsewhere").scope("not.granted").build());

    assertVerdicts(awaitReason("incomplete", "KeysMissing"), Kstatus.IN_PROGRESS, "Suspended");
    assertVerdicts(awaitReason("app", "ScopeNotGranted"), Kstatus.FAILED, "Degraded");

    operator.put(namespace.name(), "UNKNOWN", "known");
    assertVerdicts(awaitReason("incomplete", "Synced"), Kstatus.CURRENT, "Healthy");
  }

  @Test
  void theButtonOfArgoCdRestartsWhatWaits() {
    startOperator();
    apply(app().restart(RestartSpecBuilder.restart().settle("24h")).build());
    awaitReason("app", "Synced");
    apply(TestDeployment.named(namespace, "chat").env("app", "TOKEN").build());
    view.await(
        "the Deployment to be known",
        "OrientSecret",
        "app",
        object -> object.at("/status/restarts").asText().equals("1/1 done"));
    assertThat(ARGO_CD.enabledActions(live("app"))).isEmpty();

    put("two");
    JsonNode waiting =
        view.await(
            "the restart to be pending",
            "OrientSecret",
            "app",
            object ->
                ClusterView.condition(object, "RestartsComplete")
                    .path("reason")
                    .asText()
                    .equals("Waiting"));
    assertThat(ARGO_CD.enabledActions(waiting)).contains("restart-now");
    assertVerdicts(waiting, Kstatus.CURRENT, "Healthy");
    press("restart-now", waiting);

    await("the restart").atMost(ClusterView.PATIENCE).until(() -> replicaSets() == 2);
    view.await(
        "the restart to be complete",
        "OrientSecret",
        "app",
        object -> ARGO_CD.enabledActions(object).isEmpty());
  }

  /** As Argo CD's server does it. */
  private void press(String action, JsonNode object) {
    view.kubectl(
        "patch", "osec", "app", "--type=merge", "--patch=" + ARGO_CD.patch(action, object));
  }

  private int replicaSets() {
    return client
        .apps()
        .replicaSets()
        .inNamespace(namespace.name())
        .withLabel("app", "chat")
        .list()
        .getItems()
        .size();
  }

  @Test
  void marksOfArgoCdOnAResourceAreNotOnItsSecret() {
    startOperator();
    apply(
        app()
            .retain()
            .label("team", "a")
            .metadataLabel("app.kubernetes.io/instance", "shop")
            .metadataLabel("argocd.argoproj.io/instance", "shop")
            .metadataAnnotation("argocd.argoproj.io/tracking-id", "shop:secrets.orient.bot/x:y/app")
            .build());
    awaitReason("app", "Synced");

    ObjectMeta metadata = view.secret("app").orElseThrow().getMetadata();
    assertThat(metadata.getLabels())
        .containsEntry("team", "a")
        .doesNotContainKeys("app.kubernetes.io/instance", "argocd.argoproj.io/instance");
    assertThat(metadata.getAnnotations().keySet())
        .allMatch(key -> key.startsWith(Markers.RESERVED_PREFIX));
  }

  /** Applied on top of what the installation has already, as the file itself says how. */
  @Test
  void theCustomizationLeavesTheRestOfArgoCdsConfigMapAlone() {
    view.kubectl("create", "configmap", "argocd-cm", "--from-literal=url=https://argocd.test");

    view.kubectl(
        "apply",
        "--server-side",
        "--field-manager=orient-secrets",
        "--filename=" + ArgoCustomization.FILE);

    Map<String, String> data =
        client.configMaps().inNamespace(namespace.name()).withName("argocd-cm").get().getData();
    assertThat(data).hasSize(5).containsEntry("url", "https://argocd.test");
  }
}
