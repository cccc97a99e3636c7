package bot.orient.secrets.chart;

import bot.orient.secrets.testing.Directories;
import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The chart's objects for some values.
 *
 * @param text as Helm gives it
 */
record RenderedChart(String text) {

  static final Path DIRECTORY = Path.of("helm", "orient-secrets-operator");

  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  /** Most tests are not about old clusters. */
  static final String KUBERNETES = "1.33.0";

  /** What every install must choose; tests add to it. */
  static final String LEAST =
      """
      database:
        url: jdbc:postgresql://db.example:5432/orient
        passwordSecret: {name: orient-database}
      kek: {existingSecret: orient-kek}
      """;

  /**
   * @param values YAML, added to {@link #LEAST}
   */
  static RenderedChart with(String values) {
    return render("orient-system", KUBERNETES, LEAST + values);
  }

  /**
   * @param values all of them
   * @throws IllegalStateException with what Helm says
   */
  static RenderedChart render(String namespace, String kubernetes, String values) {
    try {
      Path file = Files.createTempFile("values", ".yaml");
      try {
        Files.writeString(file, values);
        return new RenderedChart(
            new Helm(WithHooks.CHART)
                .template()
                .withName("orient-secrets-operator")
                .withNamespace(namespace)
                .withKubeVersion(kubernetes)
                .withValuesFile(file)
                .call()
                .replace(WithHooks.PLAIN, WithHooks.HOOK));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The library leaves hooks out of what it renders: a copy of the chart in which they are none.
   */
  private static final class WithHooks {
    static final String HOOK = "helm.sh/hook";
    static final String PLAIN = "plain.helm.sh/hook";
    static final Path CHART = copy(HOOK, PLAIN);
  }

  /** A copy of the chart with another text in its files; gone when the tests are. */
  static Path copy(String text, String otherText) {
    try (Stream<Path> files = Files.walk(DIRECTORY)) {
      Path copy = Files.createTempDirectory("chart");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> Directories.delete(copy)));
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path there = copy.resolve(DIRECTORY.relativize(file));
        Files.createDirectories(there.getParent());
        Files.writeString(there, Files.readString(file).replace(text, otherText));
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<HasMetadata> objects() {
    return Stream.of(text.split("(?m)^---\\s*$"))
        .filter(document -> document.lines().anyMatch(line -> line.startsWith("kind:")))
        .<HasMetadata>map(SERIALIZATION::unmarshal)
        .toList();
  }

  <T extends HasMetadata> List<T> all(Class<T> kind) {
    return objects().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  List<HasMetadata> ofKind(String kind) {
    return objects().stream().filter(object -> object.getKind().equals(kind)).toList();
  }

  <T extends HasMetadata> Optional<T> find(Class<T> kind, String name) {
    return all(kind).stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst();
  }

  <T extends HasMetadata> T get(Class<T> kind, String name) {
    return find(kind, name)
        .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " " + name));
  }

  Deployment operator() {
    return get(Deployment.class, "orient-secrets-operator");
  }

  /** The variables of the operator that have a value of their own. */
  Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    for (EnvVar variable :
        operator().getSpec().getTemplate().getSpec().getContainers().get(0).getEnv()) {
      if (variable.getValue() != null) {
        environment.put(variable.getName(), variable.getValue());
      }
    }
    return environment;
  }
}
