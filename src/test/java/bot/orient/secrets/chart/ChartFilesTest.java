package bot.orient.secrets.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The chart's copies of files that belong to others: Helm reads none outside of the chart. */
class ChartFilesTest {

  private static final Path CRDS = Path.of("crds");
  private static final Path MONITORING =
      Path.of("src/main/resources/bot/orient/secrets/monitoring");
  private static final Path FILES = RenderedChart.DIRECTORY.resolve("files");

  private static Map<String, String> files(Path directory) throws IOException {
    Map<String, String> files = new TreeMap<>();
    // Not what describes them to people.
    try (var paths = Files.newDirectoryStream(directory, "*.{yaml,json}")) {
      for (Path path : paths) {
        files.put(path.getFileName().toString(), Files.readString(path));
      }
    }
    return files;
  }

  @Test
  void itsCustomResourceDefinitionsAreOurs() throws IOException {
    if (Boolean.getBoolean("crds.write")) {
      for (Map.Entry<String, String> file : files(CRDS).entrySet()) {
        Files.writeString(FILES.resolve("crds").resolve(file.getKey()), file.getValue());
      }
    }
    assertThat(files(FILES.resolve("crds")))
        .as("run: mvn test -Dtest='CrdsAreCurrentTest,ChartFilesTest' -Dcrds.write=true")
        .isEqualTo(files(CRDS));
  }

  @Test
  void itInstallsThemWholeAndKeepsThem() throws IOException {
    RenderedChart chart = RenderedChart.with("");
    KubernetesSerialization serialization = new KubernetesSerialization();
    for (String text : files(CRDS).values()) {
      CustomResourceDefinition ours = serialization.unmarshal(text);
      CustomResourceDefinition installed =
          chart.get(CustomResourceDefinition.class, ours.getMetadata().getName());
      assertThat(installed.getSpec()).isEqualTo(ours.getSpec());
      assertThat(installed.getMetadata().getAnnotations())
          .containsEntry("helm.sh/resource-policy", "keep");
    }
    assertThat(RenderedChart.with("crds: {install: false}").all(CustomResourceDefinition.class))
        .isEmpty();
    assertThat(
            RenderedChart.with("crds: {keep: false}").all(CustomResourceDefinition.class).stream()
                .map(crd -> crd.getMetadata().getAnnotations()))
        .hasSize(files(CRDS).size())
        .allMatch(annotations -> !annotations.containsKey("helm.sh/resource-policy"));
  }

  @Test
  void itsAlertsAndDashboardsAreTheOperators() throws IOException {
    assertThat(files(FILES.resolve("monitoring")))
        .as("copy them to %s/monitoring", FILES)
        .isEqualTo(files(MONITORING));
  }
}
