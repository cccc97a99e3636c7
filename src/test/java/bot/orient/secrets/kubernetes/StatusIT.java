package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.Kubectl;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What people and GitOps tools see, and that they see nothing move while nothing changes. */
@ExtendWith(ControlPlaneExtension.class)
class StatusIT {

  private final TestDatabase database = PostgresServer.shared().createDatabase();
  private ControlPlane controlPlane;
  private FakeKubelet kubelet;
  private ProjectionScene scene;

  @BeforeEach
  void enter(ControlPlane plane, KubernetesClient client, TestNamespace namespace) {
    controlPlane = plane;
    kubelet = FakeKubelet.start(client, namespace.name());
    scene = new ProjectionScene(client, InProcessOperator.start(plane, database), namespace);
    scene.put("TOKEN", "one");
  }

  @AfterEach
  void stop() {
    scene.operator().close();
    kubelet.close();
  }

  @Test
  void tableTellsTheStateOfEachResource() {
    scene.put("OTHER", "two");
    scene.client().resource(deployment("chat", "good")).create();
    scene.applyAndSync(scene.orientSecret("good").key("TOKEN").key("OTHER"));
    scene.apply(scene.orientSecret("incomplete").key("TOKEN").key("UNKNOWN").target("elsewhere"));
    scene.awaitReason("incomplete", "KeysMissing");
    scene.apply(scene.orientSecret("stalled").key("TOKEN").scope("shared.platform"));
    scene.awaitReason("stalled", "ScopeNotGranted");

    // Between its Secret and its pods a workload may have been done for a moment.
    List<String> table =
        await("the table")
            .atMost(Duration.ofSeconds(30))
            .until(
                () -> kubectl("get", "osec").lines().toList(), t -> t.get(1).contains("1/1 done"));

    assertThat(table.get(0)).matches("NAME +READY +STATUS +KEYS +RESTARTS +TARGET +AGE *");
    assertThat(table.get(1)).matches("good +True +Synced +2/2 +1/1 done +good +\\d+s *");
    assertThat(table.get(2))
        .matches("incomplete +False +KeysMissing +0/2 +none +elsewhere +\\d+s *");
    assertThat(table.get(3))
        .matches("stalled +False +ScopeNotGranted +0/1 +none +stalled +\\d+s *");
    assertThat(kubectl("get", "osec", "incomplete", "-o", "wide"))
        .contains("MESSAGE")
        .contains("UNKNOWN has no value");
  }

  @Test
  void describeTellsTheWholeStory() {
    scene.client().resource(deployment("chat", "app")).create();
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));
    scene.awaitStatus("app", r -> "1/1 done".equals(r.getStatus().restarts()));
    awaitBaseline("chat");
    scene.put("TOKEN", "two");
    scene.awaitData("app", Map.of("TOKEN", "two"));
    // The first rollout may have its own RolloutFinished, so the events alone do not tell.
    scene.awaitStatus(
        "app",
        r ->
            r.getStatus().keys().get(0).version() == 2
                && "1/1 done".equals(r.getStatus().restarts()));

    String story = kubectl("describe", "osec", "app");

    assertThat(story)
        .containsPattern("Synced Keys: +1/1")
        .containsPattern("Restarts: +1/1 done")
        .containsPattern("Source: +Store")
        .containsPattern("Version: +2")
        .containsPattern("State: +Done")
        .containsPattern("Normal +Created +.*Secret app: added TOKEN")
        .containsPattern("Normal +Updated +.*Secret app: changed TOKEN");
  }

  @Test
  void eventsComeInTheOrderOfWhatHappened() {
    scene.apply(scene.orientSecret("app").key("TOKEN").key("LATE"));
    scene.awaitReason("app", "KeysMissing");
    scene.put("LATE", "one");
    scene.awaitReason("app", "Synced");
    scene.put("LATE", "two");
    scene.awaitData("app", Map.of("TOKEN", "one", "LATE", "two"));
    scene.awaitStatus("app", r -> scene.eventReasons("app").contains("Updated"));

    assertThat(scene.events("app"))
        .extracting(Event::getReason, Event::getType)
        .containsExactly(
            tuple("KeysMissing", "Warning"),
            tuple("Created", "Normal"),
            tuple("Synced", "Normal"),
            tuple("Updated", "Normal"));
    assertThat(scene.events("app"))
        .extracting(Event::getMessage)
        .last()
        .asString()
        .contains("changed LATE");
  }

  @Test
  void explainReadsLikeDocumentation() {
    assertThat(kubectl("explain", "orientsecret.spec.keys"))
        .contains("The keys to project")
        .contains("Imports the value from a Secret of the same namespace")
        .contains("-required-");
    assertThat(
            Stream.of("orientsecret", "orientsecret.spec", "orientsecret.spec.target")
                .map(field -> kubectl("explain", field)))
        .noneMatch(text -> text.contains("<empty>"));
    // Every field says something: no name is followed by an empty line.
    assertThat(kubectl("explain", "orientsecret.spec.keys"))
        .doesNotContainPattern("\\t<[^>]+>( -required-)?\\n\\n");
  }

  @Test
  void statusSpeaksOfTheNewestGeneration() {
    OrientSecret first = scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));
    assertThat(first.getMetadata().getGeneration()).isEqualTo(1);
    assertThat(first.getStatus().observedGeneration()).isEqualTo(1);

    OrientSecret second = scene.applyAndSync(scene.orientSecret("app").keyAs("TOKEN", "other"));

    assertThat(second.getMetadata().getGeneration()).isEqualTo(2);
    assertThat(second.getStatus().observedGeneration()).isEqualTo(2);
    assertThat(second.getStatus().conditions())
        .allSatisfy(condition -> assertThat(condition.getObservedGeneration()).isEqualTo(2));
    assertThat(ProjectionScene.condition(second, "Ready").orElseThrow().getLastTransitionTime())
        .isEqualTo(ProjectionScene.condition(first, "Ready").orElseThrow().getLastTransitionTime());
  }

  @Test
  void nothingIsWrittenWhenNothingChanged() {
    scene.createSecret("shared", Map.of("THEIRS", "mine"));
    scene.client().resource(deployment("chat", "app")).create();
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));
    scene.applyAndSync(scene.orientSecret("merged").key("TOKEN").target("shared").merge());
    scene.applyAndSync(scene.orientSecret("fixed").key("TOKEN").immutable().label("a", "b"));
    scene.apply(scene.orientSecret("incomplete").key("TOKEN").key("UNKNOWN"));
    scene.awaitReason("incomplete", "KeysMissing");
    scene.apply(scene.orientSecret("taken").key("TOKEN").target("app"));
    scene.awaitReason("taken", "TargetNotOwned");
    scene.awaitStatus("app", r -> "1/1 done".equals(r.getStatus().restarts()));
    awaitBaseline("chat");
    scene.awaitLaterWork();
    List<String> before = versions();
    int events = eventCount();

    // A change of what concerns them wakes all of them, and changes nothing for any.
    wakeAll();
    scene.awaitLaterWork();
    assertThat(versions()).isEqualTo(before);

    scene.operator().close();
    scene =
        new ProjectionScene(
            scene.client(), InProcessOperator.start(controlPlane, database), scene.namespace());
    scene.awaitLaterWork();
    assertThat(versions()).isEqualTo(before);
    assertThat(eventCount()).isEqualTo(events);
  }

  @Test
  void annotatingTheResourceMovesNothing() {
    OrientSecret before = scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));
    String secretVersion = scene.secret("app").getMetadata().getResourceVersion();

    kubectl("annotate", "osec", "app", "example.test/look=again");
    wakeAll();
    scene.awaitLaterWork();

    OrientSecret after = scene.resource("app");
    assertThat(after.getStatus()).isEqualTo(before.getStatus());
    assertThat(after.getMetadata().getGeneration()).isEqualTo(1);
    assertThat(scene.secret("app").getMetadata().getResourceVersion()).isEqualTo(secretVersion);
  }

  /** A grant of what needs none. */
  private void wakeAll() {
    String namespace = scene.namespace().name();
    scene.operator().store().grant(namespace, namespace, InProcessOperator.ALICE);
  }

  /** The resource versions of everything that is there before {@code awaitLaterWork}. */
  private List<String> versions() {
    String namespace = scene.namespace().name();
    KubernetesClient client = scene.client();
    Stream<? extends HasMetadata> resources =
        client.resources(OrientSecret.class).inNamespace(namespace).list().getItems().stream();
    Stream<? extends HasMetadata> secrets =
        client.secrets().inNamespace(namespace).list().getItems().stream();
    Stream<? extends HasMetadata> deployments =
        client.apps().deployments().inNamespace(namespace).list().getItems().stream();
    return Stream.of(resources, secrets, deployments)
        .flatMap(items -> items)
        .filter(item -> !item.getMetadata().getName().startsWith("later-"))
        .map(
            item ->
                item.getKind()
                    + "/"
                    + item.getMetadata().getName()
                    + "@"
                    + item.getMetadata().getResourceVersion())
        .sorted()
        .toList();
  }

  private int eventCount() {
    return Stream.of("app", "merged", "fixed", "incomplete", "taken")
        .mapToInt(name -> scene.events(name).size())
        .sum();
  }

  private void awaitBaseline(String deployment) {
    await("baseline of " + deployment)
        .atMost(ProjectionScene.PATIENCE)
        .until(
            () ->
                scene
                    .client()
                    .apps()
                    .deployments()
                    .inNamespace(scene.namespace().name())
                    .withName(deployment)
                    .get()
                    .getMetadata()
                    .getAnnotations()
                    .containsKey(Markers.BASELINE));
  }

  private String kubectl(String... arguments) {
    Kubectl kubectl = controlPlane.kubectl();
    return kubectl
        .run(
            Stream.concat(
                    Stream.of("--namespace=" + scene.namespace().name()), Stream.of(arguments))
                .toArray(String[]::new))
        .orThrow();
  }

  private Deployment deployment(String name, String secret) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace(scene.namespace().name())
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withNewSelector()
        .withMatchLabels(Map.of("app", name))
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(Map.of("app", name))
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("main")
        .withImage("example.test/app:1")
        .addNewEnvFrom()
        .withNewSecretRef()
        .withName(secret)
        .endSecretRef()
        .endEnvFrom()
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
