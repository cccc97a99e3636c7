package bot.orient.secrets.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manifests for those who do without Helm are what the chart renders. */
class ManifestsAreCurrentTest {

  private static final Path DIRECTORY = Path.of("helm", "manifests");

  private static final String VALUES =
      """
      database:
        url: jdbc:postgresql://postgresql:5432/orient
        passwordSecret: {name: orient-database}
      kek: {existingSecret: orient-kek}
      """;

  private static final String KUSTOMIZATION =
      """
      # kubectl apply -k of a kustomization of your own, with this one as a resource. It needs in namespace orient-system:
      #   Secret orient-database   password: that of the database role orient_app
      #   Secret orient-kek        active: k1, k1: the output of "openssl rand -base64 32"; BACK IT UP
      # Patch the variable ORIENT_DATABASE_URL of Deployment orient-secrets-operator, and the image if you mirror it.
      # Written from the chart by: mvn test -Dtest=ManifestsAreCurrentTest -Dmanifests.write=true
      apiVersion: kustomize.config.k8s.io/v1beta1
      kind: Kustomization
      resources: [namespace.yaml, crds.yaml, operator.yaml]
      """;

  private static final String NAMESPACE =
      """
      apiVersion: v1
      kind: Namespace
      metadata:
        name: orient-system
        labels:
          pod-security.kubernetes.io/enforce: restricted
      """;

  @Test
  void committedManifestsAreWhatTheChartRenders() throws IOException {
    Map<String, String> rendered = rendered();
    if (Boolean.getBoolean("manifests.write")) {
      Files.createDirectories(DIRECTORY);
      for (Map.Entry<String, String> file : rendered.entrySet()) {
        Files.writeString(DIRECTORY.resolve(file.getKey()), file.getValue());
      }
    }
    assertThat(committed())
        .as("run: mvn test -Dtest=ManifestsAreCurrentTest -Dmanifests.write=true")
        .isEqualTo(rendered);
  }

  private static Map<String, String> rendered() {
    RenderedChart chart = RenderedChart.render("orient-system", RenderedChart.KUBERNETES, VALUES);
    return new TreeMap<>(
        Map.of(
            "kustomization.yaml",
            KUSTOMIZATION,
            "namespace.yaml",
            NAMESPACE,
            "crds.yaml",
            documents(chart, true),
            "operator.yaml",
            documents(chart, false)));
  }

  private static String documents(RenderedChart chart, boolean crds) {
    return Stream.of(chart.text().split("(?m)^---\\s*$"))
        .filter(document -> !document.isBlank())
        .filter(document -> document.contains("\nkind: CustomResourceDefinition\n") == crds)
        .map(ManifestsAreCurrentTest::withoutHelm)
        .collect(Collectors.joining("---\n"));
  }

  private static String withoutHelm(String document) {
    return document
            .lines()
            .filter(line -> !line.isBlank())
            .filter(line -> !line.startsWith("# Source: "))
            .filter(line -> !line.contains("helm.sh/"))
            .filter(line -> !line.contains("app.kubernetes.io/managed-by: Helm"))
            .collect(Collectors.joining("\n"))
        + "\n";
  }

  private static Map<String, String> committed() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (var paths = Files.newDirectoryStream(DIRECTORY)) {
      for (Path path : paths) {
        files.put(path.getFileName().toString(), Files.readString(path));
      }
    }
    return files;
  }
}
