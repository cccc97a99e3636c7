package bot.orient.secrets.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneBinaries;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Helm with a real API server, which has nothing of ours yet. */
class ChartInstallIT {

  private static final String NAMESPACE = "orient-system";
  private static final String RELEASE = "orient-secrets-operator";
  private static final String CRD = "orientsecrets.secrets.orient.bot";

  private static final String TRIAL =
      """
      database: {bundled: {enabled: true}}
      kek: {generate: true}
      """;

  /** Served where their operators are installed. */
  private static final Set<String> OF_OTHERS =
      Set.of("Certificate", "ServiceMonitor", "PrometheusRule");

  @TempDir private static Path directory;

  private static ControlPlane controlPlane;
  private static KubernetesClient client;

  @BeforeAll
  static void start() {
    controlPlane =
        ControlPlane.start(
            ControlPlaneBinaries.find(System.err::println), directory.resolve("control-plane"));
    client = controlPlane.client();
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
  }

  @AfterAll
  static void stop() {
    client.close();
    controlPlane.close();
  }

  private static Path values(String text) throws IOException {
    return Files.writeString(directory.resolve("values.yaml"), text);
  }

  /** Old API servers do not know CEL rules, of which Helm would complain. */
  private static void install(Path chart, String values) throws IOException {
    new Helm(chart)
        .install()
        .withName(RELEASE)
        .withNamespace(NAMESPACE)
        .withKubeConfig(controlPlane.kubeconfig())
        .withValuesFile(values(values))
        .disableOpenApiValidation()
        .call();
  }

  private static void upgrade(String values) throws IOException {
    upgrade(RenderedChart.DIRECTORY, values);
  }

  private static void upgrade(Path chart, String values) throws IOException {
    new Helm(chart)
        .upgrade()
        .withName(RELEASE)
        .withNamespace(NAMESPACE)
        .withKubeConfig(controlPlane.kubeconfig())
        .withValuesFile(values(values))
        .disableOpenApiValidation()
        .call();
  }

  /**
   * The library has no rollback: what Helm does for one is to upgrade to the manifest that it kept.
   */
  private static void rollBackTo(int revision) throws IOException {
    byte[] kept =
        Base64.getMimeDecoder()
            .decode(
                text(data("sh.helm.release.v1.%s.v%d".formatted(RELEASE, revision)), "release"));
    String manifest;
    try (InputStream release = new GZIPInputStream(new ByteArrayInputStream(kept))) {
      manifest = new ObjectMapper().readTree(release).path("manifest").asText();
    }
    assertThat(manifest).contains("kind: Deployment");
    Path chart = Files.createDirectories(directory.resolve("kept/templates")).getParent();
    Files.copy(
        RenderedChart.DIRECTORY.resolve("Chart.yaml"),
        chart.resolve("Chart.yaml"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(chart.resolve("kept.yaml"), manifest);
    Files.writeString(chart.resolve("templates/manifest.yaml"), "{{ .Files.Get \"kept.yaml\" }}");
    upgrade(chart, "{}");
  }

  private static Map<String, String> data(String secret) {
    Secret found = client.secrets().inNamespace(NAMESPACE).withName(secret).get();
    assertThat(found).as("Secret %s", secret).isNotNull();
    return found.getData();
  }

  @Test
  void aTrialKeepsItsKeyAndItsPasswordAndUpgradesTheDefinitions() throws IOException {
    install(RenderedChart.copy("- osec", "- old"), TRIAL);
    assertThat(definition().getSpec().getNames().getShortNames()).containsExactly("old");
    Map<String, String> kek = data(RELEASE + "-kek");
    Map<String, String> password = data(RELEASE + "-postgresql");
    assertThat(text(kek, "active")).isEqualTo("trial-1");
    assertThat(Base64.getDecoder().decode(text(kek, "trial-1"))).hasSize(32);
    assertThat(text(password, "password")).hasSize(32);

    String added = Base64.getEncoder().encodeToString("0123456789abcdef".repeat(4).getBytes(UTF_8));
    client
        .secrets()
        .inNamespace(NAMESPACE)
        .withName(RELEASE + "-kek")
        .edit(
            secret ->
                new SecretBuilder(secret)
                    .addToData("k2", added)
                    .addToStringData("active", "k2")
                    .build());
    Map<String, String> rotated = data(RELEASE + "-kek");
    assertThat(rotated).containsAllEntriesOf(Map.of("trial-1", kek.get("trial-1"), "k2", added));
    assertThat(text(rotated, "active")).isEqualTo("k2");

    upgrade(TRIAL + "replicas: 1\n");

    assertThat(data(RELEASE + "-kek")).isEqualTo(rotated);
    assertThat(data(RELEASE + "-postgresql")).isEqualTo(password);
    assertThat(definition().getSpec().getNames().getShortNames()).containsExactly("osec");
    assertThat(replicas()).isEqualTo(1);

    rollBackTo(1);

    assertThat(replicas()).as("rolled back").isEqualTo(2);
    assertThat(data(RELEASE + "-kek")).isEqualTo(rotated);
    assertThat(data(RELEASE + "-postgresql")).isEqualTo(password);

    Helm.uninstall(RELEASE)
        .withNamespace(NAMESPACE)
        .withKubeConfig(controlPlane.kubeconfig())
        .call();

    assertThat(data(RELEASE + "-kek")).as("after the end").isEqualTo(rotated);
    assertThat(data(RELEASE + "-postgresql")).isEqualTo(password);
    assertThat(definition()).isNotNull();
    assertThat(client.apps().deployments().inNamespace(NAMESPACE).withName(RELEASE).get()).isNull();

    install(RenderedChart.DIRECTORY, TRIAL);
    assertThat(data(RELEASE + "-kek")).as("installed again").isEqualTo(rotated);
  }

  private static int replicas() {
    return client
        .apps()
        .deployments()
        .inNamespace(NAMESPACE)
        .withName(RELEASE)
        .get()
        .getSpec()
        .getReplicas();
  }

  private static String text(Map<String, String> data, String key) {
    return new String(Base64.getDecoder().decode(data.get(key)));
  }

  private static CustomResourceDefinition definition() {
    return client.apiextensions().v1().customResourceDefinitions().withName(CRD).get();
  }

  @Test
  void theApiServerTakesAllThatCanBeRendered() throws IOException {
    RenderedChart chart =
        RenderedChart.render(
            NAMESPACE, controlPlane.version(), RenderedChart.LEAST + ChartTest.EVERYTHING);
    assertThat(chart.objects()).hasSizeGreaterThan(20);
    for (HasMetadata object : chart.objects()) {
      boolean ours = object instanceof CustomResourceDefinition;
      if (!ours && !OF_OTHERS.contains(object.getKind())) {
        object.getMetadata().setName(object.getMetadata().getName() + "-rehearsed");
        assertThat(client.resource(object).dryRun().create()).isNotNull();
      }
    }
  }

  @Test
  void kustomizePutsTheManifestsTogether() {
    String built = controlPlane.kubectl().run("kustomize", "helm/manifests").orThrow();
    assertThat(built)
        .contains("kind: Namespace", "kind: CustomResourceDefinition", "kind: Deployment")
        .doesNotContain("helm.sh/");
  }
}
